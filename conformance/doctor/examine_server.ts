import { type Answer, askServer } from "../runner/ask_server.ts";
import { parseAddress } from "../runner/address_server.ts";
import {
  type CipherName,
  CIPHERS,
  ciphersOf,
  type SettingName,
  SETTINGS,
} from "../runner/setup.ts";
import { alertName } from "../tester/frame.ts";
import { AlertCode, SecuritySetting } from "../tester/registry.ts";
import type { TesterClient } from "../tester/tester_client.ts";
import { Violation } from "../tester/violation.ts";
import { Wire } from "../tester/wire.ts";
import { examineChain, examineKey } from "./examine_chain.ts";
import type { Finding } from "./finding.ts";
import { notFesa } from "./not_fesa.ts";
import { unreachable } from "./reach.ts";

/** What a server is examined with. */
export interface ExaminationOptions {
  /** What a client of it would be told; by default the host of the address. */
  readonly serverName?: string;
  /** DER. */
  readonly anchors?: readonly Uint8Array[];
  readonly deploymentKey?: Uint8Array;
  readonly deploymentKeyId?: Uint8Array;
  /** Milliseconds for a step. */
  readonly patience: number;
  readonly now: Date;
}

/** What was found at an address. */
export interface Examination {
  readonly findings: readonly Finding[];
  /** Whether anybody accepted a connection. */
  readonly reached: boolean;
}

/**
 * Looks at a server before any case is run: whether it can be reached, speaks
 * the protocol, and what it grants and presents. No fault is provoked.
 *
 * @throws RangeError for what is no HOST:PORT.
 */
export async function examineServer(
  address: string,
  options: ExaminationOptions,
): Promise<Examination> {
  return await new Examiner(address, options).run();
}

class Examiner {
  readonly #where: string;
  readonly #host: string;
  readonly #port: number;
  readonly #options: ExaminationOptions;
  readonly #findings: Finding[] = [];
  #serverName: string;

  constructor(address: string, options: ExaminationOptions) {
    const { host, port } = parseAddress(address);
    this.#where = address;
    this.#host = host;
    this.#port = port;
    this.#options = options;
    this.#serverName = options.serverName ?? host.toLowerCase();
  }

  async run(): Promise<Examination> {
    const answers = new Map<string, Answer>();
    try {
      for (const setting of SETTINGS) {
        for (const cipher of ciphersOf(setting)) {
          const answer = await this.#ask(setting, cipher);
          answers.set(`${setting}/${cipher}`, answer);
          // What doesn't speak the protocol is not asked five times.
          if (answer.kind === "foreign" && answers.size === 1) {
            this.#findings.push(notFesa(answer, this.#where));
            return { findings: this.#findings, reached: true };
          }
        }
      }
    } catch (error) {
      if (error instanceof TypeError || error instanceof Violation) throw error;
      const finding = unreachable(error, this.#where);
      // One that was there, and is gone at the second look, has been reached.
      return {
        findings: [...this.#findings, finding],
        reached: answers.size > 0,
      };
    }
    this.#told(answers);
    return { findings: this.#findings, reached: true };
  }

  /** Asks for one setting and cipher; what is granted is looked at. */
  async #ask(setting: SettingName, cipher: CipherName): Promise<Answer> {
    const first = await this.#offer(setting, cipher, this.#serverName);
    const isUnknown = first.kind === "refused" &&
      first.code === AlertCode.unrecognized_name;
    if (!isUnknown) return first;
    this.#add(
      "fault",
      "unknown-name",
      `it has no name "${this.#serverName}"`,
      "Name one of its serverNames: --server-name NAME",
    );
    if (setting === "proprietary") return first;
    this.#serverName = "";
    return await this.#offer(setting, cipher, "");
  }

  async #offer(
    setting: SettingName,
    cipher: CipherName,
    serverName: string,
  ): Promise<Answer> {
    const { patience, deploymentKey, deploymentKeyId } = this.#options;
    const wire = await Wire.connect(this.#host, this.#port, patience);
    try {
      const { answer, peer } = await askServer(wire, {
        setting: SecuritySetting[setting],
        cipher: CIPHERS[cipher],
        compressions: [0, 1],
        serverName,
        // Without one, nothing is asked but whether the setting is granted.
        deploymentKey: deploymentKey ?? new Uint8Array(32),
        deploymentKeyId,
      }, patience);
      if (answer.kind === "granted") await this.#goOn(peer, setting, cipher);
      return answer;
    } finally {
      wire.leave();
    }
  }

  /** The rest of a handshake, and a Ping. */
  async #goOn(
    peer: TesterClient,
    setting: SettingName,
    cipher: CipherName,
  ): Promise<void> {
    const proprietary = setting === "proprietary";
    if (proprietary && this.#options.deploymentKey === undefined) return;
    try {
      if (!proprietary) {
        await peer.readServerKey();
        if (cipher === "aes") await this.#examineIdentity(peer, setting);
        peer.sendKeyExchange();
        peer.sendFinished();
      }
      await peer.readFinished();
      if (proprietary) peer.sendFinished();
      peer.established = true;
      await peer.ping();
      peer.sendAlert("close");
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.#add(
        "fault",
        proprietary ? "wrong-deployment-key" : "handshake",
        `the handshake of ${setting}/${cipher} fails: expected ` +
          `${error.expected}, observed ${error.observed}`,
        proprietary
          ? "See that both ends have the same deployment key (and id)"
          : `Run fesa conform server ${this.#where}: it says against which rule`,
      );
    }
  }

  async #examineIdentity(
    peer: TesterClient,
    setting: SettingName,
  ): Promise<void> {
    const { anchors, now } = this.#options;
    const known = this.#findings.map(({ what }) => what);
    // The key of both settings is one.
    const ofKey = examineKey(peer.spki, this.#where)
      .filter(({ what }) => !known.includes(what));
    this.#findings.push(...ofKey);
    if (setting === "open") return;
    this.#findings.push(
      ...await examineChain(peer.certificates, {
        host: this.#serverName || this.#host,
        anchors,
        now,
      }, this.#where),
    );
  }

  /** What the answers say together. */
  #told(answers: ReadonlyMap<string, Answer>): void {
    const granted = (name: string) => answers.get(name)?.kind === "granted";
    const names = [...answers.keys()].filter(granted);
    for (const [name, answer] of answers) {
      if (answer.kind === "wrong" || answer.kind === "foreign") {
        const what = answer.kind === "wrong" ? answer.what : answer.seen;
        this.#add(
          "fault",
          "wrong-answer",
          `it answers an offer of ${name} with ${what}`,
          `Run fesa conform server ${this.#where}: it says against which rule`,
        );
      } else if (answer.kind === "refused") this.#refused(name, answer.code);
    }
    if (names.length > 0) {
      const todo = names.some((name) => name.endsWith("/3des"))
        ? "3des has blocks of 64 bits: leave it to clients that have no other"
        : "";
      this.#add("note", "grants", `it grants ${names.join(", ")}`, todo);
    }
    const rsa = names.filter((name) => !name.startsWith("proprietary"));
    if (rsa.length === 0 && names.length > 0) {
      const needsKey = this.#options.deploymentKey === undefined;
      this.#add(
        needsKey ? "fault" : "note",
        "proprietary-only",
        "it grants proprietary alone",
        needsKey
          ? "Give its deployment key: --deployment-key FILE; and declare the " +
            "other settings absent in a profile"
          : "Declare the other settings absent in a profile",
      );
    }
    if (rsa.length > 0 && !rsa.some((name) => name.endsWith("/aes"))) {
      this.#add(
        "fault",
        "no-aes",
        "it grants 3des and not aes, which is of the core",
        'Set its algorithm to "AES", or declare aes absent in a profile',
      );
    }
  }

  #refused(name: string, code: number): void {
    const expected: readonly number[] = [
      AlertCode.no_common_setting,
      AlertCode.no_common_cipher,
      // It was told already.
      AlertCode.unrecognized_name,
    ];
    if (expected.includes(code)) return;
    const todo = code === AlertCode.busy
      ? "It is at its limit of connections: try again, or raise the limit"
      : code === AlertCode.no_common_version
      ? "It speaks another version: see which release it is"
      : "See the server's log";
    this.#add(
      "fault",
      code === AlertCode.busy ? "busy" : "refused",
      `it refuses an offer of ${name} with ${alertName(code)}`,
      todo,
    );
  }

  #add(
    level: Finding["level"],
    code: string,
    what: string,
    todo: string,
  ): void {
    const where = this.#where;
    // The same of another row says nothing new.
    if (this.#findings.some((one) => one.what === what)) return;
    this.#findings.push({ level, code, what, where, todo });
  }
}
