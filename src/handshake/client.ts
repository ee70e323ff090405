import { ProtocolError } from "../errors.ts";
import { encodeFrame } from "../frames/frame.ts";
import type { CryptoProvider, RandomSource } from "../keys/provider.ts";
import {
  readRsaPublicKey,
  requireStrength,
  type RsaPublicKey,
} from "../keys/rsa_public_key.ts";
import {
  clientHello,
  finished,
  serverCertificate,
  serverHello,
  serverKey,
} from "../schema/codecs.ts";
import { PRE_MASTER_SIZE } from "../schema/limits.ts";
import type { ClientHello, ServerHello } from "../schema/messages.ts";
import { FrameType, SecuritySetting } from "../schema/registries.ts";
import type { ClientConfig } from "./client_config.ts";
import { clientHelloOf } from "./client_hello.ts";
import { decodeBody } from "./decode_body.ts";
import type {
  Handshake,
  HandshakeEffect,
  HandshakeInput,
  Identity,
  Session,
} from "./handshake.ts";
import type { KeyLog } from "./key_log.ts";
import { judgeChoice } from "./judge_choice.ts";
import {
  deriveSessionKeys,
  eraseSessionKeys,
  type SessionKeys,
} from "./session_keys.ts";
import { Transcript } from "./transcript.ts";
import { wrongInput } from "./wrong_input.ts";

/** The client's states (spec/handshake.md), each with what it needs. */
type State =
  | { readonly tag: "START" }
  | {
    readonly tag: "WAIT_SERVER_HELLO";
    readonly hello: ClientHello;
    readonly transcript: Transcript;
  }
  | WithChoice<"WAIT_SERVER_KEY">
  | WithChoice<"WAIT_IDENTITY">
  | WithKey<"WAIT_ENCRYPTION">
  | {
    readonly tag: "WAIT_FINISHED";
    readonly choice: ServerHello;
    readonly keys: SessionKeys;
    readonly identity: Identity;
  }
  | { readonly tag: "ESTABLISHED"; readonly choice: ServerHello };

interface WithChoice<Tag extends string> {
  readonly tag: Tag;
  readonly hello: ClientHello;
  readonly choice: ServerHello;
  readonly transcript: Transcript;
}

interface WithKey<Tag extends string> extends WithChoice<Tag> {
  readonly identity: Identity;
  readonly preMaster: Uint8Array;
}

/** The client's side of the handshake (spec/handshake.md). */
export class ClientHandshake implements Handshake {
  readonly role = "client";
  readonly #config: ClientConfig;
  readonly #provider: CryptoProvider;
  readonly #random: RandomSource;
  readonly #keyLog: KeyLog | undefined;
  #state: State = { tag: "START" };

  constructor(
    options: {
      config: ClientConfig;
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
    return "choice" in this.#state ? this.#state.choice.cipher : undefined;
  }

  get accepts(): readonly number[] {
    switch (this.#state.tag) {
      case "WAIT_SERVER_HELLO":
        return [FrameType.ServerHello];
      case "WAIT_SERVER_KEY":
        return [keyFrameOf(this.#state.choice.setting)];
      case "WAIT_FINISHED":
        return [FrameType.Protected];
      default:
        return [];
    }
  }

  step(input: HandshakeInput): readonly HandshakeEffect[] {
    const state = this.#state;
    switch (state.tag) {
      case "START":
        if (input.type === "start") return this.#start();
        break;
      case "WAIT_SERVER_HELLO":
        if (input.type === "frame") return this.#readHello(state, input.body);
        break;
      case "WAIT_SERVER_KEY":
        if (input.type === "frame") return this.#readKey(state, input.body);
        break;
      case "WAIT_IDENTITY":
        if (input.type === "identity") {
          return this.#acceptIdentity(state, input.identity);
        }
        break;
      case "WAIT_ENCRYPTION":
        if (input.type === "encrypted") {
          return this.#exchangeKey(state, input.ciphertext);
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
    if ("preMaster" in this.#state) this.#state.preMaster.fill(0);
    if ("keys" in this.#state) eraseSessionKeys(this.#state.keys);
  }

  #start(): readonly HandshakeEffect[] {
    const hello = clientHelloOf(this.#config, this.#random);
    const frame = encodeFrame(FrameType.ClientHello, clientHello.encode(hello));
    this.#state = {
      tag: "WAIT_SERVER_HELLO",
      hello,
      transcript: new Transcript([frame]),
    };
    return [{ type: "send", frame }];
  }

  #readHello(
    state: State & { tag: "WAIT_SERVER_HELLO" },
    body: Uint8Array,
  ): readonly HandshakeEffect[] {
    const choice = decodeBody(serverHello, body);
    judgeChoice(this.#config, choice);
    const transcript = state.transcript.with(
      encodeFrame(FrameType.ServerHello, body),
    );
    const next = { hello: state.hello, choice, transcript };
    if (choice.setting !== SecuritySetting.proprietary) {
      this.#state = { tag: "WAIT_SERVER_KEY", ...next };
      return [];
    }
    const ikm = new Uint8Array(this.#config.deploymentKey!);
    const identity: Identity = { method: "deploymentKey" };
    return [this.#installKeys({ ...next, identity, preMaster: ikm })];
  }

  #readKey(
    state: WithChoice<"WAIT_SERVER_KEY">,
    body: Uint8Array,
  ): readonly HandshakeEffect[] {
    const { setting } = state.choice;
    const transcript = state.transcript.with(
      encodeFrame(keyFrameOf(setting), body),
    );
    this.#state = { ...state, tag: "WAIT_IDENTITY", transcript };
    if (setting === SecuritySetting.certified) {
      const chain = decodeBody(serverCertificate, body).certificates;
      return [{ type: "need", need: { kind: "identity", setting, chain } }];
    }
    const { spki } = decodeBody(serverKey, body);
    this.#readRsaKey(spki);
    return [{ type: "need", need: { kind: "identity", setting, spki } }];
  }

  #acceptIdentity(
    state: WithChoice<"WAIT_IDENTITY">,
    identity: Identity & { readonly spki: Uint8Array },
  ): readonly HandshakeEffect[] {
    const key = this.#readRsaKey(identity.spki);
    const preMaster = this.#random("pre-master", PRE_MASTER_SIZE);
    this.#state = { ...state, tag: "WAIT_ENCRYPTION", identity, preMaster };
    return [{ type: "need", need: { kind: "encrypt", key, preMaster } }];
  }

  #exchangeKey(
    state: WithKey<"WAIT_ENCRYPTION">,
    ciphertext: Uint8Array,
  ): readonly HandshakeEffect[] {
    const frame = encodeFrame(FrameType.ClientKeyExchange, ciphertext);
    const transcript = state.transcript.with(frame);
    const install = this.#installKeys({ ...state, transcript });
    const verify = this.#keys.clientVerify;
    return [{ type: "send", frame }, install, { type: "sealFinished", verify }];
  }

  /** Derives the keys and waits for the server's Finished. */
  #installKeys(state: Omit<WithKey<string>, "tag">): HandshakeEffect {
    const { choice, identity } = state;
    const keys = deriveSessionKeys(this.#provider, {
      setting: choice.setting,
      clientRandom: state.hello.random,
      serverRandom: choice.random,
      ikm: state.preMaster,
      transcript: state.transcript,
      keyLog: this.#keyLog,
    });
    this.#state = { tag: "WAIT_FINISHED", choice, keys, identity };
    return {
      type: "install",
      cipher: choice.cipher,
      sending: keys.client,
      receiving: keys.server,
    };
  }

  #finish(
    state: State & { tag: "WAIT_FINISHED" },
    content: Uint8Array,
  ): readonly HandshakeEffect[] {
    const { choice, keys, identity } = state;
    const { verify } = decodeBody(finished, content);
    if (!this.#provider.equal(verify, keys.serverVerify)) {
      throw new ProtocolError("bad_finished", "The server's Finished is wrong");
    }
    this.#state = { tag: "ESTABLISHED", choice };
    const session: Session = {
      setting: choice.setting,
      cipher: choice.cipher,
      compression: choice.compression,
      maxFrame: choice.maxFrame,
      serverName: this.#config.serverName,
      identity,
      binding: new Uint8Array(keys.binding),
    };
    const established: HandshakeEffect = { type: "established", session };
    const own = new Uint8Array(keys.clientVerify);
    eraseSessionKeys(keys);
    return choice.setting === SecuritySetting.proprietary
      ? [{ type: "sealFinished", verify: own }, established]
      : [established];
  }

  #readRsaKey(spki: Uint8Array): RsaPublicKey {
    const key = readRsaPublicKey(spki);
    requireStrength(key, this.#config.minimumRsaBits);
    return key;
  }

  get #keys(): SessionKeys {
    if (!("keys" in this.#state)) throw new TypeError("There are no keys yet");
    return this.#state.keys;
  }
}

function keyFrameOf(setting: number): number {
  return setting === SecuritySetting.certified
    ? FrameType.ServerCertificate
    : FrameType.ServerKey;
}
