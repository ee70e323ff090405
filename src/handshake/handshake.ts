import type { RsaPublicKey } from "../keys/rsa_public_key.ts";

/** What the two ends agreed on, once a connection is established. */
export interface Session {
  readonly setting: number;
  readonly cipher: number;
  readonly compression: number;
  readonly maxFrame: number;
  /** What the client named the server: possibly nothing. */
  readonly serverName: string;
  /** How the client came to trust the server; absent in an RSA server. */
  readonly identity?: Identity;
  /** 32 bytes both ends share, for binding a login to this connection. */
  readonly binding: Uint8Array;
}

/** How the client came to trust the server (spec/identity.md). */
export interface Identity {
  readonly method:
    | "certificate"
    | "pin"
    | "tofu"
    | "acceptAny"
    | "deploymentKey";
  /** The server's public key, in the RSA settings. */
  readonly spki?: Uint8Array;
}

/** What a handshake can't do at once: somebody must do it and supply it. */
export type Need =
  /** Judge whose key this is; the chain's leaf holds the key in `certified`. */
  | {
    readonly kind: "identity";
    readonly setting: number;
    readonly spki?: Uint8Array;
    readonly chain?: readonly Uint8Array[];
  }
  /** Encrypt the pre-master secret to the server's key. */
  | {
    readonly kind: "encrypt";
    readonly key: RsaPublicKey;
    readonly preMaster: Uint8Array;
  }
  /** Decrypt the pre-master secret, with implicit rejection. */
  | { readonly kind: "decrypt"; readonly ciphertext: Uint8Array };

/** What a handshake is told. */
export type HandshakeInput =
  | { readonly type: "start" }
  | {
    readonly type: "frame";
    readonly frameType: number;
    readonly body: Uint8Array;
  }
  /** A Protected frame is there as a whole, and there are no keys yet. */
  | { readonly type: "sealed" }
  /** The content of an opened Finished. */
  | { readonly type: "finished"; readonly content: Uint8Array }
  /** The answer to an `identity` need, with the key's bytes. */
  | {
    readonly type: "identity";
    readonly identity: Identity & { readonly spki: Uint8Array };
  }
  /** The answer to an `encrypt` need. */
  | { readonly type: "encrypted"; readonly ciphertext: Uint8Array }
  /** The answer to a `decrypt` need. */
  | { readonly type: "decrypted"; readonly preMaster: Uint8Array };

/** What a handshake wants done, in this order. */
export type HandshakeEffect =
  | { readonly type: "send"; readonly frame: Uint8Array }
  | { readonly type: "need"; readonly need: Need }
  | {
    readonly type: "install";
    readonly cipher: number;
    readonly sending: Uint8Array;
    readonly receiving: Uint8Array;
  }
  | { readonly type: "sealFinished"; readonly verify: Uint8Array }
  | { readonly type: "established"; readonly session: Session };

/** One role's side of a handshake (spec/handshake.md). */
export interface Handshake {
  readonly role: "client" | "server";
  /** The state's name, as the spec has it. */
  readonly state: string;
  /** The frame types that this state accepts, a clear Alert apart. */
  readonly accepts: readonly number[];
  /** The cipher agreed on, once there is one. */
  readonly cipher: number | undefined;
  /**
   * Goes one step.
   *
   * @throws ProtocolError when the peer broke a rule.
   */
  step(input: HandshakeInput): readonly HandshakeEffect[];
  /** Erases the secrets that are still held. */
  erase(): void;
}
