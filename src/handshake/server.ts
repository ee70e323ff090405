import { ProtocolError } from "../errors.ts";
import { encodeFrame } from "../frames/frame.ts";
import type { CryptoProvider, RandomSource } from "../keys/provider.ts";
import { requireCiphertextSize } from "../keys/rsa_transport.ts";
import {
  clientHello,
  finished,
  serverCertificate,
  serverHello,
  serverKey,
} from "../schema/codecs.ts";
import { RANDOM_SIZE } from "../schema/limits.ts";
import { FrameType, SecuritySetting } from "../schema/registries.ts";
import { decodeBody } from "./decode_body.ts";
import type {
  Handshake,
  HandshakeEffect,
  HandshakeInput,
  Session,
} from "./handshake.ts";
import type { KeyLog } from "./key_log.ts";
import { type Choice, negotiate } from "./negotiate.ts";
import type { ServerConfig } from "./server_config.ts";
import {
  deriveSessionKeys,
  eraseSessionKeys,
  type SessionKeys,
} from "./session_keys.ts";
import { Transcript } from "./transcript.ts";
import { wrongInput } from "./wrong_input.ts";

/** The server's states (spec/handshake.md), each with what it needs. */
type State =
  | { readonly tag: "WAIT_CLIENT_HELLO" }
  | { readonly tag: "WAIT_KEY_EXCHANGE"; readonly hellos: Hellos }
  /** The RSA operation waits until the client's Finished is there. */
  | {
    readonly tag: "WAIT_SEALED";
    readonly hellos: Hellos;
    readonly ciphertext: Uint8Array;
  }
  | { readonly tag: "WAIT_DECRYPTION"; readonly hellos: Hellos }
  | {
    readonly tag: "WAIT_FINISHED";
    readonly choice: Choice;
    readonly keys: SessionKeys;
  }
  | { readonly tag: "ESTABLISHED"; readonly choice: Choice };

/** The frame types each state accepts, a clear Alert apart. */
const ACCEPTED: Readonly<Record<State["tag"], readonly number[]>> = {
  WAIT_CLIENT_HELLO: [FrameType.ClientHello],
  WAIT_KEY_EXCHANGE: [FrameType.ClientKeyExchange],
  WAIT_SEALED: [FrameType.Protected],
  WAIT_DECRYPTION: [],
  WAIT_FINISHED: [FrameType.Protected],
  ESTABLISHED: [],
};

/** What was said before the key exchange. */
interface Hellos {
  readonly choice: Choice;
  readonly clientRandom: Uint8Array;
  readonly serverRandom: Uint8Array;
  readonly transcript: Transcript;
}

/** The server's side of the handshake (spec/handshake.md). */
export class ServerHandshake implements Handshake {
  readonly role = "server";
  readonly #config: ServerConfig;
  readonly #provider: CryptoProvider;
  readonly #random: RandomSource;
  readonly #keyLog: KeyLog | undefined;
  #state: State = { tag: "WAIT_CLIENT_HELLO" };

  constructor(
    options: {
      config: ServerConfig;
      provider: CryptoProvider;
      random: RandomSource;
      /** Told the secrets of the connection; for debugging alone. */
      keyLog?: KeyLog;
    },
  ) {
    this.#config = options.config;
    this.#provider = options.provider;
    this.#random = options.random;
    this.#keyLog = options.keyLog;
  }

  get state(): string {
    return this.#state.tag;
  }

  get cipher(): number | undefined {
    const state = this.#state;
    if ("hellos" in state) return state.hellos.choice.cipher;
    return "choice" in state ? state.choice.cipher : undefined;
  }

  get accepts(): readonly number[] {
    return ACCEPTED[this.#state.tag];
  }

  step(input: HandshakeInput): readonly HandshakeEffect[] {
    const state = this.#state;
    switch (state.tag) {
      case "WAIT_CLIENT_HELLO":
        if (input.type === "start") return [];
        if (input.type === "frame") return this.#readHello(input.body);
        break;
      case "WAIT_KEY_EXCHANGE":
        if (input.type === "frame") {
          return this.#readKeyExchange(state.hellos, input.body);
        }
        break;
      case "WAIT_SEALED":
        if (input.type === "sealed") {
          const { hellos, ciphertext } = state;
          this.#state = { tag: "WAIT_DECRYPTION", hellos };
          return [{ type: "need", need: { kind: "decrypt", ciphertext } }];
        }
        break;
      case "WAIT_DECRYPTION":
        if (input.type === "decrypted") {
          return [this.#installKeys(state.hellos, input.preMaster)];
        }
        break;
      case "WAIT_FINISHED":
        if (input.type === "finished") {
          return this.#finish(state, input.content);
        }
        break;
      case "ESTABLISHED":
        break;
    }
    throw wrongInput(input, state.tag);
  }

  erase(): void {
    if ("keys" in this.#state) eraseSessionKeys(this.#state.keys);
  }

  #readHello(body: Uint8Array): readonly HandshakeEffect[] {
    const hello = decodeBody(clientHello, body);
    const choice = negotiate(this.#config, hello);
    const serverRandom = this.#random("server random", RANDOM_SIZE);
    const { version, setting, cipher, compression, maxFrame } = choice;
    const answer = encodeFrame(
      FrameType.ServerHello,
      serverHello.encode({
        version,
        random: serverRandom,
        setting,
        cipher,
        compression,
        maxFrame,
        extensions: [],
      }),
    );
    const hellos: Hellos = {
      choice,
      clientRandom: new Uint8Array(hello.random),
      serverRandom,
      transcript: new Transcript([
        encodeFrame(FrameType.ClientHello, body),
        answer,
      ]),
    };
    const send: HandshakeEffect = { type: "send", frame: answer };
    if (setting !== SecuritySetting.proprietary) {
      return [send, this.#sendKey(hellos)];
    }
    const install = this.#installKeys(
      hellos,
      new Uint8Array(choice.deploymentKey!),
    );
    const verify = this.#keys.serverVerify;
    return [send, install, { type: "sealFinished", verify }];
  }

  #sendKey(hellos: Hellos): HandshakeEffect {
    const frame = hellos.choice.setting === SecuritySetting.certified
      ? encodeFrame(
        FrameType.ServerCertificate,
        serverCertificate.encode({
          certificates: [...this.#config.certificates!],
        }),
      )
      : encodeFrame(
        FrameType.ServerKey,
        serverKey.encode({ spki: this.#config.privateKey!.spki }),
      );
    this.#state = {
      tag: "WAIT_KEY_EXCHANGE",
      hellos: { ...hellos, transcript: hellos.transcript.with(frame) },
    };
    return { type: "send", frame };
  }

  #readKeyExchange(
    hellos: Hellos,
    body: Uint8Array,
  ): readonly HandshakeEffect[] {
    requireCiphertextSize(this.#config.privateKey!, body);
    const frame = encodeFrame(FrameType.ClientKeyExchange, body);
    this.#state = {
      tag: "WAIT_SEALED",
      hellos: { ...hellos, transcript: hellos.transcript.with(frame) },
      ciphertext: new Uint8Array(body),
    };
    return [];
  }

  /** Derives the keys, erasing `ikm`, and waits for the client's Finished. */
  #installKeys(hellos: Hellos, ikm: Uint8Array): HandshakeEffect {
    const { choice, clientRandom, serverRandom, transcript } = hellos;
    const keys = deriveSessionKeys(this.#provider, {
      setting: choice.setting,
      clientRandom,
      serverRandom,
      ikm,
      transcript,
      keyLog: this.#keyLog,
    });
    this.#state = { tag: "WAIT_FINISHED", choice, keys };
    return {
      type: "install",
      cipher: choice.cipher,
      sending: keys.server,
      receiving: keys.client,
    };
  }

  #finish(
    state: State & { tag: "WAIT_FINISHED" },
    content: Uint8Array,
  ): readonly HandshakeEffect[] {
    const { choice, keys } = state;
    const { verify } = decodeBody(finished, content);
    if (!this.#provider.equal(verify, keys.clientVerify)) {
      throw new ProtocolError("bad_finished", "The client's Finished is wrong");
    }
    this.#state = { tag: "ESTABLISHED", choice };
    const proprietary = choice.setting === SecuritySetting.proprietary;
    const session: Session = {
      setting: choice.setting,
      cipher: choice.cipher,
      compression: choice.compression,
      maxFrame: choice.maxFrame,
      serverName: choice.serverName,
      ...(proprietary && { identity: { method: "deploymentKey" } }),
      binding: new Uint8Array(keys.binding),
    };
    const established: HandshakeEffect = { type: "established", session };
    const own = new Uint8Array(keys.serverVerify);
    eraseSessionKeys(keys);
    return proprietary
      ? [established]
      : [{ type: "sealFinished", verify: own }, established];
  }

  get #keys(): SessionKeys {
    if (!("keys" in this.#state)) throw new TypeError("There are no keys yet");
    return this.#state.keys;
  }
}
