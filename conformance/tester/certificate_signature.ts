import {
  constants,
  createECDH,
  createHash,
  createHmac,
  privateDecrypt,
  sign,
} from "node:crypto";
import { Buffer } from "node:buffer";
import { ascii, concat, fromHex, hex, toBigInt, uint } from "./bytes.ts";
import { der, derBitString, derInteger } from "./der.ts";
import { mask } from "./rsa.ts";
import { throwawayKey, type ThrowawayKeyName } from "./throwaway_keys.ts";

/** How certificates and revocation lists are signed. */
export type SignatureName = keyof typeof ALGORITHMS;

/** A whole AlgorithmIdentifier in hex, and the hash. */
const ALGORITHMS = {
  "RSA-MD5": ["300d06092a864886f70d0101040500", "md5"],
  "RSA-SHA1": ["300d06092a864886f70d0101050500", "sha1"],
  "RSA-SHA256": ["300d06092a864886f70d01010b0500", "sha256"],
  "RSA-SHA384": ["300d06092a864886f70d01010c0500", "sha384"],
  "RSA-SHA512": ["300d06092a864886f70d01010d0500", "sha512"],
  "RSA-PSS-SHA256": [
    "304106092a864886f70d01010a3034a00f300d06096086480165030402010500" +
    "a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120",
    "sha256",
  ],
  "ECDSA-SHA256": ["300a06082a8648ce3d040302", "sha256"],
} as const;

/** The AlgorithmIdentifier, DER. */
export function signatureAlgorithm(name: SignatureName): Uint8Array {
  return fromHex(ALGORITHMS[name][0]);
}

/** A signature, the same each time, with a key of the algorithm's kind. */
export function signWith(
  name: SignatureName,
  key: ThrowawayKeyName,
  bytes: Uint8Array,
): Uint8Array {
  const work = `${name} ${key} ${hex(sha256(bytes))}`;
  const made = signatures.get(work) ?? makeSignature(name, key, bytes);
  signatures.set(work, made);
  return made.slice();
}

/** The same certificates stand in many chains. */
const signatures = new Map<string, Uint8Array>();

function makeSignature(
  name: SignatureName,
  key: ThrowawayKeyName,
  bytes: Uint8Array,
): Uint8Array {
  const hash = ALGORITHMS[name][1];
  if (name === "RSA-PSS-SHA256") return signPss(key, bytes);
  if (name === "ECDSA-SHA256") return signEcdsa(key, bytes);
  return new Uint8Array(sign(hash, bytes, throwawayKey(key)));
}

/** What was signed, as a certificate and a list have it: RFC 5280 §4.1. */
export function signed(
  name: SignatureName,
  key: ThrowawayKeyName,
  bytes: Uint8Array,
): SignedParts {
  return {
    bytes,
    algorithm: signatureAlgorithm(name),
    signature: derBitString(signWith(name, key, bytes)),
  };
}

/** The three elements of what is signed. */
export interface SignedParts {
  readonly bytes: Uint8Array;
  readonly algorithm: Uint8Array;
  readonly signature: Uint8Array;
}

/** The three in their SEQUENCE. */
export function encodeSigned(parts: SignedParts): Uint8Array {
  return der(0x30, parts.bytes, parts.algorithm, parts.signature);
}

/** RSASSA-PSS of 2048 bits, its salt drawn from what is signed. */
function signPss(key: ThrowawayKeyName, bytes: Uint8Array): Uint8Array {
  const salt = sha256(ascii("salt"), bytes);
  const hash = sha256(new Uint8Array(8), sha256(bytes), salt);
  const db = concat(new Uint8Array(190), uint(1, 1), salt);
  const stream = mask(hash, db.length, "sha256");
  const masked = db.map((byte, i) => byte ^ stream[i]);
  masked[0] &= 0x7f;
  const encoded = concat(masked, hash, uint(0xbc, 1));
  return new Uint8Array(
    privateDecrypt({
      key: throwawayKey(key),
      padding: constants.RSA_NO_PADDING,
    }, encoded),
  );
}

/** The order of P-256's base point. */
const ORDER = BigInt(
  "0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
);

/** ECDSA over P-256, its nonce an HMAC of what is signed. */
function signEcdsa(name: ThrowawayKeyName, bytes: Uint8Array): Uint8Array {
  const { d = "" } = throwawayKey(name).export({ format: "jwk" });
  const secret = new Uint8Array(Buffer.from(d, "base64url"));
  const hash = sha256(bytes);
  const nonce = createHmac("sha256", secret).update(hash).digest();
  const point = createECDH("prime256v1");
  point.setPrivateKey(nonce);
  const r = toBigInt(point.getPublicKey().subarray(1, 33)) % ORDER;
  const k = toBigInt(nonce);
  const s = inverse(k) * (toBigInt(hash) + r * toBigInt(secret)) % ORDER;
  return der(0x30, derInteger(r), derInteger(s));
}

/** By Fermat, since the order is a prime. */
function inverse(value: bigint): bigint {
  let result = 1n;
  let power = value % ORDER;
  for (let rest = ORDER - 2n; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = result * power % ORDER;
    power = power * power % ORDER;
  }
  return result;
}

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}
