import { equal, hex, uint } from "./bytes.ts";
import { parseSpki, type RsaPublicKey } from "./rsa.ts";
import { spkiOfCertificate } from "./der.ts";
import { frame, frameName } from "./frame.ts";
import {
  type ClientHello,
  encodeClientHello,
  type ServerHello,
} from "./hello.ts";
import { parseServerCertificate, parseServerHello } from "./parse.ts";
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
  Cipher,
  DEFAULT_MAX_FRAME,
  FrameType,
  GREASE_U16,
  MIN_MAX_FRAME,
  SecuritySetting,
  Version,
} from "./registry.ts";
import { encryptOaep, type OaepOverrides } from "./rsa.ts";
import { KeySchedule, RULES, type ScheduleRules } from "./schedule.ts";
import { Violation } from "./violation.ts";
import type { Wire } from "./wire.ts";

/** What the tester as a client offers and holds. */
export interface TesterClientOptions extends PeerOptions {
  readonly setting: number;
  readonly cipher: number;
  readonly compressions: readonly number[];
  readonly serverName: string;
  readonly deploymentKey?: Uint8Array;
  readonly deploymentKeyId?: Uint8Array;
  readonly rules?: ScheduleRules;
  readonly protection?: ProtectionRules;
  /** A deviation in how the pre-master secret is padded. */
  readonly oaep?: OaepOverrides;
}

/** Deviations of a whole handshake, each step on its own. */
export interface ClientHandshakeOverrides {
  readonly hello?: Partial<ClientHello>;
}

/** The steps of a handshake in the order of the wire; `Finished` is the tester's. */
export type ClientStep =
  | "ClientHello"
  | "ServerHello"
  | "ServerKey"
  | "ClientKeyExchange"
  | "Finished"
  | "ServerFinished"
  | "Established";

/**
 * The tester in the client's role: drives a server under test. Every step is
 * a method of its own, strict about what the server sends, with every field
 * of what the tester sends open to change.
 */
export class TesterClient extends Peer {
  readonly options: TesterClientOptions;
  hello!: ClientHello;
  serverHello!: ServerHello;
  /** The server's key, in the RSA settings. */
  serverKey!: RsaPublicKey;
  spki!: Uint8Array;
  certificates: Uint8Array[] = [];
  preMaster!: Uint8Array;
  schedule!: KeySchedule;
  /** The handshake's frames as they went over the wire. */
  readonly frames: Uint8Array[] = [];

  constructor(wire: Wire, options: TesterClientOptions) {
    super(wire, options);
    this.options = options;
    this.preMaster = this.random(48);
  }

  get proprietary(): boolean {
    return this.options.setting === SecuritySetting.proprietary;
  }

  /** Runs the handshake up to, and without, a step. */
  async until(
    step: ClientStep,
    overrides: ClientHandshakeOverrides = {},
  ): Promise<this> {
    const steps: [ClientStep, () => void | Promise<void>][] = this.proprietary
      ? [
        ["ClientHello", () => this.sendHello(overrides.hello)],
        ["ServerHello", () => this.readServerHello()],
        ["ServerFinished", () => this.readFinished()],
        ["Finished", () => this.sendFinished()],
      ]
      : [
        ["ClientHello", () => this.sendHello(overrides.hello)],
        ["ServerHello", () => this.readServerHello()],
        ["ServerKey", () => this.readServerKey()],
        ["ClientKeyExchange", () => this.sendKeyExchange()],
        ["Finished", () => this.sendFinished()],
        ["ServerFinished", () => this.readFinished()],
      ];
    for (const [name, run] of steps) {
      if (name === step) return this;
      await run();
    }
    this.established = true;
    return this;
  }

  /** A ClientHello that offers exactly the setting under test. */
  offer(overrides: Partial<ClientHello> = {}): ClientHello {
    const { deploymentKeyId } = this.options;
    return {
      versions: [Version.v1],
      random: this.random(32),
      settings: [this.options.setting],
      ciphers: [this.options.cipher],
      compressions: this.options.compressions,
      maxFrame: DEFAULT_MAX_FRAME,
      serverName: this.options.serverName,
      extensions: deploymentKeyId === undefined || !this.proprietary
        ? []
        : [{ type: 1, data: deploymentKeyId }],
      ...overrides,
    };
  }

  /** Sends a ClientHello; `edit` touches its encoded body last. */
  sendHello(
    overrides: Partial<ClientHello> = {},
    edit: (body: Uint8Array) => Uint8Array = (body) => body,
  ): void {
    this.hello = this.offer(overrides);
    const bytes = frame(
      FrameType.ClientHello,
      edit(encodeClientHello(this.hello)),
    );
    this.frames.push(bytes);
    this.sendBytes(bytes, helloText(this.hello));
  }

  /** Reads the ServerHello and holds it against the offer. */
  async readServerHello(): Promise<void> {
    const seen = await this.#clear(FrameType.ServerHello, "NEG-1");
    const hello = parseServerHello(seen.body);
    this.serverHello = hello;
    this.#judge(hello);
    this.maxFrame = hello.maxFrame;
    this.compression = hello.compression;
    this.frames.push(seen.raw);
    if (this.proprietary) {
      const { deploymentKey } = this.options;
      if (deploymentKey === undefined) throw new TypeError("No deployment key");
      this.#install(deploymentKey, "server");
    }
  }

  /** Reads ServerKey in `open`, ServerCertificate in `certified`. */
  async readServerKey(): Promise<void> {
    const open = this.options.setting === SecuritySetting.open;
    const type = open ? FrameType.ServerKey : FrameType.ServerCertificate;
    const seen = await this.#clear(type, "KEX-1");
    try {
      if (!open) this.certificates = parseServerCertificate(seen.body);
      this.spki = open ? seen.body : spkiOfCertificate(this.certificates[0]);
      this.serverKey = parseSpki(this.spki);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new Violation(
        open ? "KEX-2" : "KEX-1",
        open
          ? "a ServerKey that is an RSA SPKI, DER to the byte"
          : "a leaf certificate with an RSA key, DER to the byte",
        error.message,
      );
    }
    this.frames.push(seen.raw);
  }

  /** Sends a ClientKeyExchange, rightly encrypted unless given, and derives. */
  sendKeyExchange(ciphertext: Uint8Array = this.encryptPreMaster()): void {
    const bytes = frame(FrameType.ClientKeyExchange, ciphertext);
    this.frames.push(bytes);
    this.sendBytes(bytes, `ClientKeyExchange, ${ciphertext.length} bytes`);
    this.derive();
  }

  /** The pre-master secret under the server's key. */
  encryptPreMaster(preMaster: Uint8Array = this.preMaster): Uint8Array {
    const seed = this.random(32);
    return encryptOaep(this.serverKey, preMaster, seed, this.options.oaep);
  }

  /** Installs the keys of the frames so far; RSA settings. */
  derive(preMaster: Uint8Array = this.preMaster): void {
    this.#install(preMaster, "client");
  }

  /** The verify this end's Finished must hold. */
  get verify(): Uint8Array {
    return this.proprietary
      ? this.schedule.verifySecond
      : this.schedule.verifyFirst;
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

  /** Reads the server's Finished and checks it. */
  async readFinished(): Promise<void> {
    const seen = await this.next();
    if (seen.kind !== "inner" || seen.type !== FrameType.Finished) {
      throw this.unexpected(
        seen,
        this.proprietary ? "FIN-1" : "FIN-4",
        "the server's Finished",
      ).ofPlainStep();
    }
    this.targetSealed = true;
    const expected = this.proprietary
      ? this.schedule.verifyFirst
      : this.schedule.verifySecond;
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

  #judge(hello: ServerHello): void {
    const { hello: offer } = this;
    const refuse = (requirement: string, expected: string, got: string) => {
      throw new Violation(requirement, expected, got);
    };
    if (hello.version !== Version.v1) {
      refuse("NEG-4", "version 0x0001", `version ${hello.version}`);
    }
    if (!offer.settings.includes(hello.setting)) {
      refuse("NEG-31", `setting ${offer.settings}`, `setting ${hello.setting}`);
    }
    if (
      GREASE_U16.includes(hello.cipher)
    ) refuse("NEG-15", "no GREASE", `cipher ${hello.cipher}`);
    if (!offer.ciphers.includes(hello.cipher)) {
      refuse("NEG-31", `cipher ${offer.ciphers}`, `cipher ${hello.cipher}`);
    }
    const ofRsa = hello.cipher === Cipher["AES-256-GCM"] ||
      hello.cipher === Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
    if (ofRsa === (hello.setting === SecuritySetting.proprietary)) {
      refuse(
        "NEG-7",
        "a cipher of its setting",
        `cipher ${hello.cipher} in setting ${hello.setting}`,
      );
    }
    if (!offer.compressions.includes(hello.compression)) {
      refuse(
        "NEG-9",
        `compression ${offer.compressions}`,
        `compression ${hello.compression}`,
      );
    }
    if (hello.maxFrame > offer.maxFrame || hello.maxFrame < MIN_MAX_FRAME) {
      refuse(
        "NEG-11",
        `maxFrame from ${MIN_MAX_FRAME} to ${offer.maxFrame}`,
        `maxFrame ${hello.maxFrame}`,
      );
    }
    if (hello.extensions.length > 0) {
      refuse(
        "NEG-31",
        "no extension in a ServerHello",
        `extension ${hello.extensions[0].type}`,
      );
    }
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
      secrets.client,
      cipher,
      this.random,
      protection,
    );
    this.opener = new Opener(
      this.schedule,
      secrets.server,
      cipher,
      protection,
    );
  }
}

function helloText(hello: ClientHello): string {
  return `ClientHello: settings [${hello.settings}], ciphers [${
    hello.ciphers.map((cipher) => `0x${hex(uint(cipher, 2))}`)
  }], compressions [${hello.compressions}], maxFrame ${hello.maxFrame}`;
}
