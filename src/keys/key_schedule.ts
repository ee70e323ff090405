import { HASH_SIZE } from "../schema/limits.ts";
import { Cipher } from "../schema/registries.ts";
import type { CryptoProvider } from "./provider.ts";

/** The ends of a connection; each has a secret for what it sends. */
export type Direction = "client" | "server";

/** What one generation of a direction protects its frames with. */
export type TrafficKeys =
  | { readonly key: Uint8Array; readonly iv: Uint8Array }
  | { readonly key: Uint8Array; readonly mac: Uint8Array };

/**
 * XL(secret, label, context, n) of spec/keys.md: HKDF-Expand with an info that
 * holds the size, the label and the context, each with its length.
 */
export function expandLabel(
  provider: CryptoProvider,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  size: number,
): Uint8Array {
  const name = `fesa1 ${label}`;
  const info = new Uint8Array(4 + name.length + context.length);
  info[0] = size >> 8;
  info[1] = size;
  info[2] = name.length;
  for (let i = 0; i < name.length; i++) info[3 + i] = name.charCodeAt(i);
  info[3 + name.length] = context.length;
  info.set(context, 4 + name.length);
  return provider.hkdfExpand(secret, info, size);
}

/**
 * The master secret. `ikm` is the pre-master secret (48 bytes) or the deployment
 * key (32 bytes). The caller erases it, and the master once the binding is
 * derived.
 */
export function masterSecret(
  provider: CryptoProvider,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  ikm: Uint8Array,
): Uint8Array {
  const salt = new Uint8Array(clientRandom.length + serverRandom.length);
  salt.set(clientRandom);
  salt.set(serverRandom, clientRandom.length);
  return provider.hkdfExtract(salt, ikm);
}

/** The secret of generation 0 of one direction; `th1` is the transcript hash. */
export function trafficSecret(
  provider: CryptoProvider,
  master: Uint8Array,
  direction: Direction,
  th1: Uint8Array,
): Uint8Array {
  return expandLabel(provider, master, direction, th1, HASH_SIZE);
}

/** The key of a direction's Finished, from its secret of generation 0 only. */
export function finishedKey(
  provider: CryptoProvider,
  secret: Uint8Array,
): Uint8Array {
  return expandLabel(provider, secret, "finished", NOTHING, HASH_SIZE);
}

/** The 32 bytes of a Finished: `th` is TH1 for the first, TH2 for the second. */
export function verifyData(
  provider: CryptoProvider,
  finishedKey: Uint8Array,
  th: Uint8Array,
): Uint8Array {
  return provider.hmacSha256(finishedKey, th);
}

/**
 * The keys of one generation. A private transform names its own `keySize`; the
 * other ciphers have theirs.
 */
export function trafficKeys(
  provider: CryptoProvider,
  secret: Uint8Array,
  cipher: number,
  keySize: number = cipher === TDES ? 24 : 32,
): TrafficKeys {
  const key = expandLabel(provider, secret, "key", NOTHING, keySize);
  return cipher === TDES
    ? { key, mac: expandLabel(provider, secret, "mac", NOTHING, 32) }
    : { key, iv: expandLabel(provider, secret, "iv", NOTHING, 12) };
}

/** The secret of the next generation, after a KeyUpdate. */
export function nextSecret(
  provider: CryptoProvider,
  secret: Uint8Array,
): Uint8Array {
  return expandLabel(provider, secret, "update", NOTHING, HASH_SIZE);
}

/** The 32 bytes an application may bind its login to; `th3` covers all frames. */
export function binding(
  provider: CryptoProvider,
  master: Uint8Array,
  th3: Uint8Array,
): Uint8Array {
  return expandLabel(provider, master, "binding", th3, HASH_SIZE);
}

const NOTHING = new Uint8Array(0);
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
