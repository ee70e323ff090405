import type { KeyObject } from "node:crypto";
import { equal, hex } from "./bytes.ts";
import { frame, frameName } from "./frame.ts";
import {
  type ClientHello,
  encodeServerCertificate,
  encodeServerHello,
  type ServerHello,
} from "./hello.ts";
import { parseClientHello } from "./parse.ts";
import { logKeys } from "./key_log.ts";
import { Peer, type PeerOptions } from "./peer.ts";
import type { Received } from "./received.ts";
import {
  Opener,
  PROTECTION,
  type ProtectionRules,
  Sealer,
  type SealOverrides,
} from "./protection.ts";
import {
  DEFAULT_MAX_FRAME,
  FrameType,
  MIN_MAX_FRAME,
  SecuritySetting,
  Version,
} from "./registry.ts";
import { decryptOaep } from "./rsa.ts";
import { KeySchedule, RULES, type ScheduleRules } from "./schedule.ts";
import { Violation } from "./violation.ts";
import type { Wire } from "./wire.ts";

/** What the tester as a server selects and holds. */
export interface TesterServerOptions extends PeerOptions {
  readonly setting: number;
  readonly cipher: number;
  /** Selected where the client offers it. */
  readonly compression: number;
  readonly key: KeyObject;
  /** What goes into ServerKey. */
  readonly spki: Uint8Array;
  /** DER, leaf first: what goes into ServerCertificate. */
  readonly chain: readonly Uint8Array[];
  readonly deploymentKey?: Uint8Array;
  readonly rules?: ScheduleRules;
  readonly protection?: ProtectionRules;
}

/** Deviations of a whole handshake, each step on its own. */
export interface ServerHandshakeOverrides {
  readonly hello?: Partial<ServerHello>;
}

/** The steps of a handshake in the order of the wire. */
export type ServerStep =
  | "ClientHello"
  | "ServerHello"
  | "ServerKey"
  | "ClientKeyExchange"
  | "Finished"
  | "ServerFinished"
  | "Established";

/**
 * The tester in the server's role: answers a client under test. Every step
 * is a method of its own, strict about what the client sends, with every
 * field of what the tester sends open to change.
 */
export class TesterServer extends Peer {
  readonly options: TesterServerOptions;
  hello!: ClientHello;
  serverHello!: ServerHello;
  preMaster!: Uint8Array;
  /** The ciphertext of its ClientKeyExchange. */
  exchanged!: Uint8Array;
  schedule!: KeySchedule;
  /** The handshake's frames as they went over the wire. */
  readonly frames: Uint8Array[] = [];

  constructor(wire: Wire, options: TesterServerOptions) {
    super(wire, options);
    this.options = options;
  }

  get proprietary(): boolean {
    return this.options.setting === SecuritySetting.proprietary;
  }

  /** Runs the handshake up to, and without, a step. */
  async until(
    step: ServerStep,
    overrides: ServerHandshakeOverrides = {},
  ): Promise<this> {
    const steps: [ServerStep, () => void | Promise<void>][] = this.proprietary
      ? [
        ["ClientHello", () => this.readHello()],
        ["ServerHello", () => this.sendHello(overrides.hello)],
        ["ServerFinished", () => this.sendFinished()],
        ["Finished", () => this.readFinished()],
      ]
      : [
        ["ClientHello", () => this.readHello()],
        ["ServerHello", () => this.sendHello(overrides.hello)],
        ["ServerKey", () => this.sendKey()],
        ["ClientKeyExchange", () => this.readKeyExchange()],
        ["Finished", () => this.readFinished()],
        ["ServerFinished", () => this.sendFinished()],
      ];
    for (const [name, run] of steps) {
      if (name === step) return this;
      await run();
    }
    this.established = true;
    return this;
  }

  /** Reads the ClientHello: its shape, and that it offers what it may. */
  async readHello(): Promise<void> {
    const seen = await this.#clear(FrameType.ClientHello, "NEG-1");
    this.hello = parseClientHello(seen.body);
    this.#judge(this.hello);
    this.frames.push(seen.raw);
  }

  /** A ServerHello that selects what is under test. */
  select(overrides: Partial<ServerHello> = {}): ServerHello {
    const { compression } = this.options;
    return {
      version: Version.v1,
      random: this.random(32),
      setting: this.options.setting,
      cipher: this.options.cipher,
      compression: this.hello.compressions.includes(compression)
        ? compression
        : 0,
      maxFrame: Math.min(this.hello.maxFrame, DEFAULT_MAX_FRAME),
      extensions: [],
      ...overrides,
    };
  }

  /** Sends a ServerHello; `edit` touches its encoded body last. */
  sendHello(
    overrides: Partial<ServerHello> = {},
    edit: (body: Uint8Array) => Uint8Array = (body) => body,
  ): void {
    this.serverHello = this.select(overrides);
    const bytes = frame(
      FrameType.ServerHello,
      edit(encodeServerHello(this.serverHello)),
    );
    this.frames.push(bytes);
    this.maxFrame = this.serverHello.maxFrame;
    this.compression = this.serverHello.compression;
    this.sendBytes(bytes, helloText(this.serverHello));
    if (this.proprietary) {
      const { deploymentKey } = this.options;
      if (deploymentKey === undefined) throw new TypeError("No deployment key");
      this.#install(deploymentKey, "server");
    }
  }

  /** Sends ServerKey in `open`, ServerCertificate in `certified`. */
  sendKey(body?: Uint8Array): void {
    const open = this.options.setting === SecuritySetting.open;
    const type = open ? FrameType.ServerKey : FrameType.ServerCertificate;
    const content = body ??
      (open ? this.options.spki : encodeServerCertificate(this.options.chain));
    this.frames.push(frame(type, content));
    this.sendFrame(type, content);
  }

  /** Reads the ClientKeyExchange and installs the keys. */
  async readKeyExchange(): Promise<void> {
    this.takeKeyExchange(
      await this.#clear(FrameType.ClientKeyExchange, "KEX-1"),
    );
  }

  /** Takes a ClientKeyExchange that was read already. */
  takeKeyExchange(seen: Extract<Received, { kind: "frame" }>): void {
    const size = (this.options.key.asymmetricKeyDetails?.modulusLength ?? 0) /
      8;
    if (seen.body.length !== size) {
      throw new Violation(
        "KEX-8",
        `a ClientKeyExchange of ${size} bytes`,
        `${seen.body.length} bytes`,
      );
    }
    const preMaster = decryptOaep(this.options.key, seen.body);
    if (preMaster === undefined) {
      throw new Violation(
        "KEX-7",
        "RSAES-OAEP with SHA-256, MGF1-SHA-256 and an empty label",
        "a ciphertext that does not decrypt so",
      );
    }
    if (preMaster.length !== 48) {
      throw new Violation(
        "KEX-6",
        "a pre-master secret of 48 bytes",
        `${preMaster.length} bytes`,
      );
    }
    this.preMaster = preMaster;
    this.exchanged = seen.body;
    this.frames.push(seen.raw);
    this.#install(preMaster, "client");
  }

  /** The verify this end's Finished must hold. */
  get verify(): Uint8Array {
    return this.proprietary
      ? this.schedule.verifyFirst
      : this.schedule.verifySecond;
  }

  /** Sends the tester's Finished. */
  sendFinished(
    verify: Uint8Array = this.verify,
    overrides: SealOverrides = {},
  ): void {
    this.sendBytes(
      this.seal(FrameType.Finished, verify, overrides),
      "{Finished}",
    );
  }

  /** Reads the client's Finished and checks it. */
  async readFinished(): Promise<void> {
    const seen = await this.next();
    if (seen.kind !== "inner" || seen.type !== FrameType.Finished) {
      throw this.unexpected(
        seen,
        this.proprietary ? "FIN-4" : "FIN-1",
        "the client's Finished",
      ).ofPlainStep();
    }
    this.targetSealed = true;
    const expected = this.proprietary
      ? this.schedule.verifySecond
      : this.schedule.verifyFirst;
    if (!equal(seen.content, expected)) {
      throw new Violation(
        "FIN-2",
        `Finished with verify ${hex(expected)}`,
        `verify ${hex(seen.content)}`,
      ).ofPlainStep();
    }
  }

  async #clear(
    type: number,
    requirement: string,
  ): Promise<Extract<Received, { kind: "frame" }>> {
    const seen = await this.next();
    if (seen.kind === "frame" && seen.type === type) return seen;
    throw this.unexpected(seen, requirement, `a ${frameName(type)}`)
      .ofPlainStep();
  }

  #judge(hello: ClientHello): void {
    const { setting, cipher } = this.options;
    const demand = (requirement: string, ok: boolean, what: string) => {
      if (ok) return;
      throw new Violation(requirement, what, helloText(hello));
    };
    demand("NEG-4", hello.versions.includes(Version.v1), "version 0x0001");
    demand("NEG-2", hello.settings.includes(setting), `setting ${setting}`);
    demand("NEG-2", hello.ciphers.includes(cipher), `cipher ${cipher}`);
    demand("NEG-8", hello.compressions.includes(0), "compression 0");
    demand(
      "NEG-11",
      hello.maxFrame >= MIN_MAX_FRAME && hello.maxFrame <= 2 ** 20,
      "maxFrame in its range",
    );
    const name = typeof hello.serverName === "string"
      ? new Uint8Array()
      : hello.serverName;
    demand(
      "NEG-12",
      !name.some((byte) =>
        byte <= 0x20 || byte >= 0x7f || (byte >= 0x41 && byte <= 0x5a)
      ) && name.at(-1) !== 0x2e,
      "a serverName of permitted bytes",
    );
    demand(
      "NEG-26",
      !this.proprietary || name.length > 0,
      "a serverName in proprietary",
    );
  }

  #install(ikm: Uint8Array, first: "client" | "server"): void {
    const { rules = RULES, protection = PROTECTION } = this.options;
    const { cipher } = this.serverHello;
    this.schedule = new KeySchedule({
      frames: this.frames,
      clientRandom: this.hello.random,
      serverRandom: this.serverHello.random,
      ikm,
      first,
    }, rules);
    logKeys(this.options.keyLog, this.hello.random, this.schedule);
    const { secrets } = this.schedule;
    this.sealer = new Sealer(
      this.schedule,
      secrets.server,
      cipher,
      this.random,
      protection,
    );
    this.opener = new Opener(
      this.schedule,
      secrets.client,
      cipher,
      protection,
    );
  }
}

function helloText(hello: ClientHello | ServerHello): string {
  if ("settings" in hello) {
    return `ClientHello: settings [${hello.settings}], ciphers [${hello.ciphers}]`;
  }
  return `ServerHello: setting ${hello.setting}, cipher ${hello.cipher}, ` +
    `compression ${hello.compression}, maxFrame ${hello.maxFrame}`;
}
