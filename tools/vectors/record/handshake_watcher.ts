import { spkiOfCertificate } from "../../../conformance/tester/der.ts";
import type {
  ClientHello,
  ServerHello,
} from "../../../conformance/tester/hello.ts";
import {
  parseClientHello,
  parseServerCertificate,
  parseServerHello,
} from "../../../conformance/tester/parse.ts";
import { Violation } from "../../../conformance/tester/violation.ts";
import { Cipher, FrameType, SecuritySetting } from "../../../src/mod.ts";
import {
  isKeyOf,
  openExchange,
  type RecorderKeys,
  type SessionKeys,
  sessionKeys,
} from "./session_keys.ts";

/** Reads a handshake's clear frames, and derives its keys where it can. */
export class HandshakeWatcher {
  hello: ClientHello | undefined;
  serverHello: ServerHello | undefined;
  spki: Uint8Array | undefined;
  certificates: Uint8Array[] | undefined;
  preMaster: Uint8Array | undefined;
  oaepSeed: Uint8Array | undefined;
  deploymentKey: Uint8Array | undefined;
  keys: SessionKeys | undefined;
  /** Why there will be no keys, in words. */
  keyless: string | undefined;
  /** Whether that is because of what the client sent, not what we were given. */
  isRejected = false;
  readonly #given: RecorderKeys;
  readonly #frames: Uint8Array[] = [];

  constructor(given: RecorderKeys) {
    this.#given = given;
  }

  /** Takes a clear frame; says what is wrong with it, if that is known. */
  take(type: number, frame: Uint8Array): string | undefined {
    const body = frame.subarray(4);
    try {
      return this.#read(type, frame, body);
    } catch (error) {
      if (!(error instanceof Violation || error instanceof TypeError)) {
        throw error;
      }
      // What does not parse is the peer's to answer: it is recorded as it is.
      return undefined;
    }
  }

  #read(
    type: number,
    frame: Uint8Array,
    body: Uint8Array,
  ): string | undefined {
    switch (type) {
      case FrameType.ClientHello:
        this.hello ??= parseClientHello(body);
        break;
      case FrameType.ServerHello:
        this.serverHello ??= parseServerHello(body);
        break;
      case FrameType.ServerKey:
        this.spki ??= body.slice();
        break;
      case FrameType.ServerCertificate:
        this.certificates ??= parseServerCertificate(body);
        this.spki ??= spkiOfCertificate(this.certificates[0]);
        break;
      case FrameType.ClientKeyExchange:
        break;
      default:
        return undefined;
    }
    this.#frames.push(frame);
    if (type === FrameType.ServerHello && this.isProprietary) {
      this.#useDeploymentKey();
    }
    return type === FrameType.ClientKeyExchange
      ? this.#exchange(body)
      : undefined;
  }

  get isProprietary(): boolean {
    return this.serverHello?.setting === SecuritySetting.proprietary;
  }

  #useDeploymentKey(): void {
    const { deploymentKey } = this.#given;
    if (!deploymentKey) {
      this.keyless = "no deployment key was given: --deployment-key FILE";
      return;
    }
    this.deploymentKey = deploymentKey;
    this.#derive(deploymentKey, "server");
  }

  #exchange(ciphertext: Uint8Array): string | undefined {
    const { privateKey } = this.#given;
    if (!privateKey) {
      this.keyless = "no key of the server was given: --key FILE";
      return undefined;
    }
    if (!this.spki || !isKeyOf(privateKey, this.spki)) {
      this.keyless = "the key given is not the server's";
      return undefined;
    }
    const exchanged = openExchange(privateKey, ciphertext);
    if ("fault" in exchanged) {
      this.keyless = exchanged.fault;
      this.isRejected = true;
      return exchanged.fault;
    }
    this.preMaster = exchanged.preMaster;
    this.oaepSeed = exchanged.seed;
    this.#derive(exchanged.preMaster, "client");
    return undefined;
  }

  #derive(ikm: Uint8Array, first: "client" | "server"): void {
    const { hello, serverHello } = this;
    if (!hello || !serverHello) return;
    const { cipher } = serverHello;
    if (!Object.values<number>(Cipher).includes(cipher)) {
      this.keyless = `cipher 0x${cipher.toString(16)} is not known here`;
      return;
    }
    this.keys = sessionKeys({
      frames: this.#frames,
      clientRandom: hello.random,
      serverRandom: serverHello.random,
      ikm,
      first,
    }, cipher);
  }
}
