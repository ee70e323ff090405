import { Cipher, SecuritySetting } from "../tester/registry.ts";
import { TesterClient } from "../tester/tester_client.ts";
import { Transcript } from "../tester/transcript.ts";
import { Inconclusive, NotApplicable, Violation } from "../tester/violation.ts";
import { alertOf } from "../tester/received.ts";
import { AlertCode } from "../tester/registry.ts";
import { fromHex } from "../tester/bytes.ts";
import { parseServerHello } from "../tester/parse.ts";
import { Wire } from "../tester/wire.ts";
import { asServerCase, type Case, type ServerCase } from "./case.ts";
import { type Profile, profileDeploymentKey } from "./profile.ts";
import { seededRandom } from "./randomness.ts";
import {
  type CipherName,
  CIPHERS,
  ciphersOf,
  type SettingName,
  SETTINGS,
  type Setup,
} from "./setup.ts";
import type { CaseEnvironment } from "./environment.ts";
import { openServerCase } from "./server_context.ts";
import type {
  OpenCase,
  ServerLease,
  Target,
  TargetDescription,
} from "./target.ts";

/** A server that somebody else runs, at an address. */
export class AddressServerTarget implements Target {
  readonly description: TargetDescription;
  readonly contract = false;
  spoken = false;
  /** What was found by asking, for `--write-profile`. */
  found: Profile = {};
  readonly #host: string;
  readonly #port: number;
  readonly #profile: Profile;
  readonly #deploymentKey: Uint8Array | undefined;
  readonly #patience: number;
  #serverName: string;
  #connections = 0;
  #gone = false;

  constructor(address: string, profile: Profile, patience: number) {
    const { host, port } = parseAddress(address);
    this.#host = host;
    this.#port = port;
    this.#profile = profile;
    this.#patience = patience;
    this.#deploymentKey = profileDeploymentKey(profile);
    this.#serverName = profile.serverName ?? host.toLowerCase();
    this.description = { role: "server", address };
  }

  async rows(): Promise<readonly Setup[]> {
    const { settings, ciphers } = this.#profile;
    const rows: Setup[] = [];
    const found = new Set<SettingName>();
    const foundCiphers = new Set<CipherName>();
    let deflate = false;
    let silent = false;
    for (const setting of SETTINGS) {
      if (!(settings?.includes(setting) ?? true)) continue;
      // What has nothing to say to one offer is not asked for the others.
      const answer = silent ? undefined : await this.#probe(setting);
      silent ||= !this.spoken;
      if (answer !== undefined) {
        found.add(setting);
        foundCiphers.add(answer.cipher);
        deflate ||= answer.deflate;
      }
      const wanted = ciphersOf(setting).filter((cipher) =>
        answer?.cipher === cipher ||
        (cipher === "aes" && ciphers === undefined) ||
        ciphers?.includes(cipher)
      );
      if (setting === "proprietary") {
        const able = this.#deploymentKey !== undefined;
        if (!able || (answer === undefined && settings === undefined)) continue;
      }
      rows.push(
        ...wanted.map((cipher) => ({ setting, cipher, compression: false })),
      );
    }
    const { folder: _, ...declared } = this.#profile;
    this.found = {
      ...declared,
      roles: ["server"],
      settings: SETTINGS.filter((setting) => found.has(setting)),
      ciphers: [...foundCiphers],
      compressions: deflate ? [0, 1] : [0],
      serverName: this.#serverName,
    };
    return rows;
  }

  // deno-lint-ignore require-await
  async open(theCase: Case, environment: CaseEnvironment): Promise<OpenCase> {
    const serverCase = asServerCase(theCase);
    const lease = this.#acquire(serverCase, environment.setup);
    return openServerCase(serverCase, lease, environment);
  }

  #acquire(theCase: ServerCase, setup: Setup): ServerLease {
    const lacking = this.#lacking(theCase, setup);
    if (lacking !== undefined) throw new NotApplicable(lacking);
    const { deploymentKeyId } = this.#profile;
    return {
      host: this.#host,
      port: this.#port,
      serverName: this.#serverName,
      deploymentKey: this.#deploymentKey,
      deploymentKeyId: deploymentKeyId === undefined
        ? undefined
        : fromHex(deploymentKeyId),
      echo: this.#profile.echo ?? false,
      dial: async (patience) => ({
        wire: await this.#dial(patience),
        number: ++this.#connections,
      }),
      release: () => undefined,
    };
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  #lacking(theCase: ServerCase, setup: Setup): string | undefined {
    if (theCase.config !== undefined) {
      return "Needs a configuration of its own, so the control contract";
    }
    if (setup.compression && !this.found.compressions?.includes(1)) {
      return "The server does not compress";
    }
    for (const need of theCase.needs ?? []) {
      if (need === "echo" && this.#profile.echo === true) continue;
      if (need === "deflate" && this.found.compressions?.includes(1)) continue;
      if (need === setup.setting || need === setup.cipher) continue;
      return need === "echo"
        ? "Needs an application that echoes: declare `echo` in a profile"
        : `Needs ${need}, so the control contract`;
    }
    return undefined;
  }

  async #probe(
    setting: SettingName,
  ): Promise<{ cipher: CipherName; deflate: boolean } | undefined> {
    const answer = await this.#ask(setting, this.#serverName);
    if (answer !== "unrecognized") return answer;
    // An empty name is accepted in every setting but `proprietary`.
    const again = setting === "proprietary"
      ? undefined
      : await this.#ask(setting, "");
    if (typeof again === "object") this.#serverName = "";
    return typeof again === "object" ? again : undefined;
  }

  async #ask(
    setting: SettingName,
    serverName: string,
  ): Promise<
    { cipher: CipherName; deflate: boolean } | "unrecognized" | undefined
  > {
    const wire = await this.#dial(this.#patience);
    try {
      const peer = new TesterClient(wire, {
        patience: this.#patience,
        random: seededRandom(0, `probe ${setting} ${serverName}`),
        transcript: new Transcript(),
        setting: SecuritySetting[setting],
        cipher: Cipher["AES-256-GCM"],
        compressions: [0, 1],
        serverName,
      });
      peer.sendHello({
        ciphers: ciphersOf(setting).map((cipher) => CIPHERS[cipher]),
      });
      const seen = await peer.next();
      if (alertOf(seen)?.code === AlertCode.unrecognized_name) {
        return "unrecognized";
      }
      if (seen.kind !== "frame" || seen.type !== 0x02) return undefined;
      const hello = parseServerHello(seen.body);
      const cipher = ciphersOf(setting).find((cipher) =>
        CIPHERS[cipher] === hello.cipher
      );
      if (cipher === undefined) return undefined;
      return { cipher, deflate: hello.compression === 1 };
    } catch (error) {
      // What is wrong with its answer is for the gate to say.
      if (error instanceof Violation) return undefined;
      throw error;
    } finally {
      wire.leave();
    }
  }

  async #dial(patience: number): Promise<Wire> {
    const where = `${this.#host}:${this.#port}`;
    if (this.#gone) {
      throw new Inconclusive(
        `${where} has stopped accepting`,
        this.spoken ? "stopped-answering" : "unreachable",
      );
    }
    try {
      const wire = await this.#connected(patience);
      wire.onSpoken = () => this.spoken = true;
      return wire;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#gone = true;
      if (!this.spoken) {
        throw new Inconclusive(
          `Cannot connect to ${where}: ${why}`,
          "unreachable",
        );
      }
      throw new Violation(
        "FRM-9",
        "a server that goes on accepting connections",
        `no connection to ${where}: ${why}`,
        "The server was there before: see whether it has crashed",
      );
    }
  }

  async #connected(patience: number): Promise<Wire> {
    try {
      return await Wire.connect(this.#host, this.#port, patience);
    } catch (error) {
      if (!this.spoken) throw error;
      // A server that is restarted, or crowded, gets a second chance.
      await new Promise((resolve) => setTimeout(resolve, 500));
      return await Wire.connect(this.#host, this.#port, patience);
    }
  }
}

/** The host and port of `HOST:PORT`, an IPv6 host in brackets. */
export function parseAddress(address: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(address);
  const port = Number(match?.[3]);
  if (match === null || port < 1 || port > 65535) {
    throw new RangeError(`Cannot use "${address}": expected HOST:PORT`);
  }
  return { host: match[1] ?? match[2], port };
}
