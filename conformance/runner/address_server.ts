import { findingReason } from "../doctor/finding.ts";
import { notFesa } from "../doctor/not_fesa.ts";
import { unreachable } from "../doctor/reach.ts";
import { fromHex } from "../tester/bytes.ts";
import type { ServerHello } from "../tester/hello.ts";
import { AlertCode, SecuritySetting } from "../tester/registry.ts";
import { Inconclusive, NotApplicable, Violation } from "../tester/violation.ts";
import { Wire } from "../tester/wire.ts";
import { type Answer, askServer } from "./ask_server.ts";
import { asServerCase, type Case, type ServerCase } from "./case.ts";
import { absentWords, type Profile, profileDeploymentKey } from "./profile.ts";
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

const HURRIED_MS = 1_000;

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
  /** The first answer to the probe that was none of the protocol. */
  #foreign: Extract<Answer, { kind: "foreign" }> | undefined;
  #gone = false;

  constructor(address: string, profile: Profile, patience: number) {
    const { host, port } = parseAddress(address);
    this.#host = host;
    this.#port = port;
    this.#profile = profile;
    this.#patience = patience;
    this.#deploymentKey = profileDeploymentKey(profile);
    this.#serverName = profile.serverName ?? host.toLowerCase();
    const { implementation } = profile;
    this.description = {
      role: "server",
      ...(implementation === undefined ? {} : { implementation }),
      address,
    };
  }

  async rows(): Promise<readonly Setup[]> {
    const { settings, ciphers } = this.#profile;
    const rows: Setup[] = [];
    const granted = new Set<string>();
    this.#foreign = undefined;
    for (const setting of SETTINGS) {
      if (!(settings?.includes(setting) ?? true)) continue;
      for (const cipher of ciphersOf(setting)) {
        const isDeclared = ciphers?.includes(cipher);
        if (isDeclared === false) continue;
        const answer = await this.#probe(setting, cipher);
        if (answer !== undefined) {
          granted.add(setting).add(cipher);
          if (answer.compression === 1) granted.add("deflate");
        }
        const isCore = isDeclared ?? cipher === "aes";
        if (answer === undefined && !isCore) continue;
        if (setting === "proprietary") {
          const isAsked = answer !== undefined || settings !== undefined;
          if (this.#deploymentKey === undefined || !isAsked) continue;
        }
        rows.push({ setting, cipher, compression: false });
      }
    }
    if (!this.spoken && this.#foreign !== undefined) {
      const finding = notFesa(this.#foreign, this.#where);
      throw new Inconclusive(findingReason(finding), "not-fesa");
    }
    const { folder: _, ...declared } = this.#profile;
    const found = (word: string) => granted.has(word);
    this.found = {
      ...declared,
      roles: ["server"],
      settings: SETTINGS.filter(found),
      ciphers: (Object.keys(CIPHERS) as CipherName[]).filter(found),
      compressions: found("deflate") ? [0, 1] : [0],
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
    return {
      host: this.#host,
      port: this.#port,
      serverName: this.#serverName,
      deploymentKey: this.#deploymentKey,
      deploymentKeyId: this.#deploymentKeyId,
      echo: this.#profile.echo ?? false,
      absent: absentWords(this.#profile),
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

  get #where(): string {
    return this.description.address ?? "";
  }

  get #deploymentKeyId(): Uint8Array | undefined {
    const { deploymentKeyId } = this.#profile;
    return deploymentKeyId === undefined ? undefined : fromHex(deploymentKeyId);
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
    cipher: CipherName,
  ): Promise<ServerHello | undefined> {
    const answer = await this.#ask(setting, cipher, this.#serverName);
    if (answer.kind === "granted") return answer.hello;
    if (answer.kind === "foreign") this.#foreign ??= answer;
    const isUnknown = answer.kind === "refused" &&
      answer.code === AlertCode.unrecognized_name;
    // An empty name is accepted in every setting but `proprietary`.
    if (!isUnknown || setting === "proprietary") return undefined;
    const again = await this.#ask(setting, cipher, "");
    if (again.kind !== "granted") return undefined;
    this.#serverName = "";
    return again.hello;
  }

  async #ask(
    setting: SettingName,
    cipher: CipherName,
    serverName: string,
  ): Promise<Answer> {
    // What has nothing to say to one offer isn't waited for as long again.
    const patience = this.#foreign === undefined
      ? this.#patience
      : Math.min(this.#patience, HURRIED_MS);
    const wire = await this.#dial(this.#patience);
    try {
      const { answer } = await askServer(wire, {
        setting: SecuritySetting[setting],
        cipher: CIPHERS[cipher],
        compressions: [0, 1],
        serverName,
        // The keys that follow are made of it; whether rightly isn't asked.
        deploymentKey: this.#deploymentKey ?? new Uint8Array(32),
        deploymentKeyId: this.#deploymentKeyId,
      }, patience);
      return answer;
    } finally {
      wire.leave();
    }
  }

  async #dial(patience: number): Promise<Wire> {
    const where = this.#where;
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
        const finding = unreachable(error, where);
        throw new Inconclusive(findingReason(finding), "unreachable");
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
