import {
  type ClientHello,
  encodeClientHello,
} from "../../../conformance/tester/hello.ts";
import { frame } from "../../../conformance/tester/frame.ts";
import { parseServerHello } from "../../../conformance/tester/parse.ts";
import { alertOf } from "../../../conformance/tester/received.ts";
import { TesterClient } from "../../../conformance/tester/tester_client.ts";
import { Transcript } from "../../../conformance/tester/transcript.ts";
import {
  Inconclusive,
  NotApplicable,
} from "../../../conformance/tester/violation.ts";
import { Wire } from "../../../conformance/tester/wire.ts";
import {
  AlertCode,
  Cipher,
  FrameType,
  nameOf,
  SecuritySetting,
} from "../../../src/mod.ts";
import { SERVER_NAME } from "../make/handshake.ts";
import { seededValues } from "../seeded_values.ts";
import type { ClientSettings } from "./as_client.ts";
import { named } from "./named_random.ts";

/** A server at an address, and what a client must know of it. */
export interface ReplayTarget {
  readonly host: string;
  readonly port: number;
  /** Milliseconds that one step may take. */
  readonly patience: number;
  readonly serverName?: string;
  readonly deploymentKey?: Uint8Array;
}

/** What a conversation wants of the server. */
export interface ConversationNeeds {
  readonly setting: number;
  readonly cipher: number;
  readonly compression: number;
  readonly maxFrame: number;
  /** The maxFrame it must grant; any, where it doesn't matter. */
  readonly grants?: number;
  readonly serverName: string;
}

const ANY: ConversationNeeds = {
  setting: SecuritySetting.open,
  cipher: Cipher["AES-256-GCM"],
  compression: 0,
  maxFrame: 65_536,
  serverName: SERVER_NAME,
};

/** Alerts that say: this server is configured otherwise. */
const OTHERWISE: readonly number[] = [
  AlertCode.no_common_setting,
  AlertCode.no_common_cipher,
  AlertCode.unrecognized_name,
];

/** A live server that recorded conversations are played against. */
export class LiveServer {
  readonly target: ReplayTarget;
  readonly #asked = new Map<string, Promise<string | undefined>>();

  constructor(target: ReplayTarget) {
    this.target = target;
  }

  /** A connection on which nothing is sent yet. */
  async dial(): Promise<Wire> {
    const { host, port, patience } = this.target;
    try {
      return await Wire.connect(host, port, patience);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Inconclusive(
        `Cannot connect to ${host}:${port}: ${why}`,
        "unreachable",
      );
    }
  }

  /**
   * The tester as the client of a conversation, connected. `name` is what its
   * own values are drawn by, where the conversation has none; without needs
   * the conversation ends at the ClientHello.
   *
   * @throws NotApplicable where the server is configured otherwise.
   */
  async client(name: string, needs?: ConversationNeeds): Promise<TesterClient> {
    const { wire, ...settings } = await this.prepared(needs);
    const { setting, cipher, compression } = needs ?? ANY;
    return new TesterClient(wire, {
      setting,
      cipher,
      compressions: compression ? [0, 1] : [0],
      ...settings,
      random: named(name),
      transcript: new Transcript(),
    });
  }

  /**
   * A connection for a conversation, and what its client must know; without
   * needs, one that ends at the ClientHello.
   *
   * @throws NotApplicable where the server is configured otherwise.
   */
  async prepared(
    needs?: ConversationNeeds,
  ): Promise<ClientSettings & { readonly wire: Wire }> {
    if (needs) await this.#require(needs);
    const { deploymentKey, patience } = this.target;
    return {
      wire: await this.dial(),
      serverName: this.#nameFor(needs ?? ANY),
      ...(deploymentKey && { deploymentKey }),
      patience,
    };
  }

  #nameFor({ serverName }: ConversationNeeds): string {
    return this.target.serverName ?? serverName;
  }

  async #require(needs: ConversationNeeds): Promise<void> {
    const { setting, cipher, compression, maxFrame, grants } = needs;
    if (
      setting === SecuritySetting.proprietary && !this.target.deploymentKey
    ) {
      throw new NotApplicable("proprietary needs --deployment-key FILE");
    }
    const key = [setting, cipher, compression, maxFrame, grants].join(" ");
    const asked = this.#asked.get(key) ?? this.#ask(needs);
    this.#asked.set(key, asked);
    const reason = await asked;
    if (reason) throw new NotApplicable(reason);
  }

  /** Why the server can't have such a conversation; or nothing. */
  async #ask(needs: ConversationNeeds): Promise<string | undefined> {
    const wire = await this.dial();
    try {
      wire.write(
        frame(FrameType.ClientHello, encodeClientHello(this.#offer(needs))),
      );
      const seen = await wire.next(this.target.patience);
      const alert = alertOf(seen);
      if (alert && OTHERWISE.includes(alert.code)) {
        return `the server answers ${nameOf(AlertCode, alert.code)}`;
      }
      if (seen.kind !== "frame" || seen.type !== FrameType.ServerHello) {
        return undefined;
      }
      const { compression, maxFrame } = parseServerHello(seen.body);
      if (compression !== needs.compression) {
        return "the server does not compress in this setting";
      }
      const { grants = maxFrame } = needs;
      return maxFrame === grants
        ? undefined
        : `the server grants a maxFrame of ${maxFrame}, not ${grants}`;
    } catch (error) {
      // What is wrong with its ServerHello, the conversation itself will tell.
      if (error instanceof Inconclusive) throw error;
      return undefined;
    } finally {
      wire.leave();
    }
  }

  #offer(needs: ConversationNeeds): ClientHello {
    return {
      versions: [1],
      random: seededValues(0)("replay/probe", 32),
      settings: [needs.setting],
      ciphers: [needs.cipher],
      compressions: needs.compression ? [0, 1] : [0],
      maxFrame: needs.maxFrame,
      serverName: this.#nameFor(needs),
      extensions: [],
    };
  }
}
