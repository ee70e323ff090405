import { createCipheriv, createDecipheriv } from "node:crypto";
import type {
  AeadKey,
  CryptoProvider,
  TripleDesKey,
} from "../../src/keys/provider.ts";
import { Cipher } from "../../src/schema/registries.ts";
import { concat } from "../tester/bytes.ts";
import type { Seams } from "./seams.ts";

/** Changes the AEAD keys of what is received; each direction has its own. */
export function opensWith(
  change: (key: AeadKey, secret: Uint8Array, cipher: number) => AeadKey,
): Pick<Seams, "openerOptions"> {
  return {
    openerOptions: (options) => {
      const provider = withAead(options.provider, change);
      return { ...options, provider };
    },
  };
}

/** Changes the AEAD keys of both directions, each by a change of its own. */
export function protectsWith(
  makeChange: () => (
    key: AeadKey,
    secret: Uint8Array,
    cipher: number,
  ) => AeadKey,
): Pick<Seams, "openerOptions" | "sealerOptions"> {
  return {
    sealerOptions: (options) => {
      const provider = withAead(options.provider, makeChange());
      return { ...options, provider };
    },
    ...opensWith(makeChange()),
  };
}

/** Changes how 3DES frames are opened. */
export function opensTripleDes(
  change: (key: TripleDesKey) => TripleDesKey,
): Pick<Seams, "openerOptions"> {
  return {
    openerOptions: (options) => ({
      ...options,
      provider: {
        ...options.provider,
        tripleDes: (key, mac) => change(options.provider.tripleDes(key, mac)),
      },
    }),
  };
}

function withAead(
  provider: CryptoProvider,
  change: (key: AeadKey, secret: Uint8Array, cipher: number) => AeadKey,
): CryptoProvider {
  return {
    ...provider,
    aead: (cipher, secret) => {
      const copy = new Uint8Array(secret);
      return change(provider.aead(cipher, secret), copy, cipher);
    },
  };
}

/**
 * Uses other nonces: `nonceOf` is told the IV of the key and how many frames
 * it has protected, which are found from the nonces of the reference.
 */
export function withNonces(
  key: AeadKey,
  nonceOf: (iv: Uint8Array, sequence: number) => Uint8Array,
): AeadKey {
  let iv: Uint8Array | undefined;
  let sequence = 0;
  const next = (nonce: Uint8Array): Uint8Array => {
    // At sequence number 0 the nonce is the IV.
    iv ??= new Uint8Array(nonce);
    return nonceOf(iv, sequence);
  };
  return {
    seal: (nonce, aad, parts) => {
      const sealed = key.seal(next(nonce), aad, parts);
      sequence++;
      return sealed;
    },
    open: (nonce, aad, parts, tag) => {
      const opened = key.open(next(nonce), aad, parts, tag);
      if (opened) sequence++;
      return opened;
    },
  };
}

/** What a frame holds, whatever its tag is. */
export function unverified(
  cipher: number,
  secret: Uint8Array,
  nonce: Uint8Array,
  sealed: readonly Uint8Array[],
): Uint8Array {
  const opening = createDecipheriv(nameOf(cipher), secret, nonce, {
    authTagLength: 16,
  });
  return new Uint8Array(opening.update(concat(...sealed)));
}

/** The tag that a frame should have. */
export function tagOf(
  cipher: number,
  secret: Uint8Array,
  nonce: Uint8Array,
  aad: Uint8Array,
  plain: Uint8Array,
): Uint8Array {
  const sealing = createCipheriv(nameOf(cipher), secret, nonce, {
    authTagLength: 16,
  });
  sealing.setAAD(aad, { plaintextLength: plain.length });
  sealing.update(plain);
  sealing.final();
  return new Uint8Array(sealing.getAuthTag());
}

/** The types of node:crypto know GCM's name alone. */
function nameOf(cipher: number): "aes-256-gcm" {
  const isGcm = cipher === Cipher["AES-256-GCM"];
  return (isGcm ? "aes-256-gcm" : "chacha20-poly1305") as "aes-256-gcm";
}
