import {
  ascii,
  concat,
  hex,
  toBigInt,
  uint,
} from "../../../conformance/tester/bytes.ts";
import {
  encryptOaep,
  type OaepOverrides,
  padOaep,
  parseSpki,
  rsaPublic,
  type RsaPublicKey,
} from "../../../conformance/tester/rsa.ts";
import {
  type ThrowawayKeyName,
  throwawaySpki,
} from "../../../conformance/tester/throwaway_keys.ts";
import { AlertCode } from "../../../src/mod.ts";
import type { Values } from "../seeded_values.ts";
import { exchangeHead } from "./exchange_head.ts";
import type { RejectionVector } from "./format.ts";

const HASH = 32;
const PRE_MASTER = 48;
const KEY = "rsa2048";

/** Of the other sizes, one of each way in which a server finds a defect. */
const AT_EVERY_SIZE: readonly string[] = [
  "oaep-first-octet-1",
  "oaep-label",
  "oaep-padding-not-zero",
  "oaep-no-separator",
  "oaep-47-bytes",
  "oaep-49-bytes",
  "oaep-longest",
  "pkcs-1",
  "last-bit",
  "zero",
  "modulus",
  "largest",
];

/** ClientKeyExchanges of every hidden defect. */
export function rejectionVectors(values: Values): RejectionVector[] {
  return [
    ...ofKey(new Scene(values, KEY, "")),
    ...(["rsa1024", "rsa3072", "rsa4096"] as const).flatMap((name) =>
      ofKey(new Scene(values, name, `${name}/`))
        .filter(({ id }) => AT_EVERY_SIZE.includes(id.split("/")[2]))
    ),
  ];
}

function ofKey(scene: Scene): RejectionVector[] {
  return [...paddings(scene), ...numbers(scene)];
}

/** A server's key, and what is encrypted to it. */
class Scene {
  readonly key: RsaPublicKey;
  readonly name: ThrowawayKeyName;
  readonly #prefix: string;
  readonly #values: Values;

  constructor(values: Values, name: ThrowawayKeyName, prefix: string) {
    this.key = parseSpki(throwawaySpki(name));
    this.name = name;
    this.#prefix = prefix;
    this.#values = values;
  }

  draw(name: string, size: number): Uint8Array {
    return this.#values(`rejection/${this.#prefix}${name}`, size);
  }

  /** A pre-master padded with a deviation. */
  oaep(
    name: string,
    comment: string,
    overrides: OaepOverrides,
    size: number = PRE_MASTER,
  ): RejectionVector {
    const id = `oaep-${name}`;
    const message = this.draw(`${id}/pre-master`, size);
    const seed = this.draw(`${id}/OAEP seed`, HASH);
    const encoded = padOaep(this.key.size, message, seed, overrides);
    return this.padded(id, comment, encoded, message);
  }

  padded(
    name: string,
    comment: string,
    encoded: Uint8Array,
    message: Uint8Array = encoded.slice(-PRE_MASTER),
  ): RejectionVector {
    return {
      ...this.rejection(name, comment, rsaPublic(this.key, encoded)),
      encoded: hex(encoded),
      message: hex(message),
    };
  }

  encrypted(name: string, to: RsaPublicKey = this.key): Uint8Array {
    return encryptOaep(
      to,
      this.draw(`${name}/pre-master`, PRE_MASTER),
      this.draw(`${name}/OAEP seed`, HASH),
    );
  }

  /** A number, as long as the modulus. */
  number(name: string, comment: string, value: bigint): RejectionVector {
    return this.rejection(name, comment, uint(value, this.key.size));
  }

  rejection(
    name: string,
    comment: string,
    ciphertext: Uint8Array,
  ): RejectionVector {
    const id = `rejection/${this.#prefix}${name}`;
    return {
      ...exchangeHead(id, comment, "KEX-9", "RsaOracle"),
      kind: "rejection",
      key: this.name,
      ciphertext: hex(ciphertext),
      expect: {
        result: "implicitRejection",
        codes: [AlertCode.bad_frame_protection],
      },
    };
  }
}

/** What EME-OAEP gets wrong, encrypted rightly. */
function paddings(scene: Scene): RejectionVector[] {
  const { size } = scene.key;
  const oaep: Scene["oaep"] = (...what) => scene.oaep(...what);
  const separator = (db: Uint8Array) => db.length - PRE_MASTER - 1;
  return [
    oaep("first-octet-1", "The first octet is 01", { firstOctet: 1 }),
    oaep("label", "The label is not empty", { label: ascii("fesa") }),
    oaep("label-hash-first-bit", "The label's hash differs in its first bit", {
      edit: (db) => db.with(0, db[0] ^ 0x80),
    }),
    oaep("label-hash-last-bit", "The label's hash differs in its last bit", {
      edit: (db) => db.with(HASH - 1, db[HASH - 1] ^ 1),
    }),
    oaep("label-hash-zero", "The label's hash is all zero", {
      edit: (db) => db.fill(0, 0, HASH),
    }),
    oaep("sha-1", "Hash and mask are of SHA-1", { hash: "sha1" }),
    oaep("mask-of-sha-1", "The mask alone is of SHA-1", { maskHash: "sha1" }),
    oaep("hash-of-sha-1", "The hash alone is of SHA-1", {
      hash: "sha1",
      maskHash: "sha256",
    }),
    oaep("padding-not-zero", "The padding's first byte is not zero", {
      edit: (db) => db.with(HASH, 0x02),
    }),
    oaep("padding-last-byte", "The padding's last byte is not zero", {
      edit: (db) => db.with(separator(db) - 1, 0x02),
    }),
    oaep("separator-2", "02 separates the padding from the message", {
      edit: (db) => db.with(separator(db), 2),
    }),
    oaep("no-separator", "All is padding: there is no separator", {
      edit: (db) => db.fill(0, HASH),
    }, 0),
    oaep("no-bytes", "The message is empty", {}, 0),
    oaep("47-bytes", "The message has 47 bytes", {}, 47),
    oaep("49-bytes", "The message has 49 bytes", {}, 49),
    oaep(
      "longest",
      "The message is the longest that fits",
      {},
      size - 2 * HASH - 2,
    ),
    scene.padded(
      "pkcs-1",
      "The padding is that of PKCS #1 v1.5",
      concat(
        uint(0x0002, 2),
        scene.draw("pkcs-1/padding", size - 51).map((byte) => byte || 1),
        uint(0, 1),
        scene.draw("pkcs-1/pre-master", PRE_MASTER),
      ),
    ),
    scene.padded(
      "no-padding",
      "The pre-master stands there without any padding",
      concat(
        new Uint8Array(size - PRE_MASTER),
        scene.draw("no-padding/pre-master", PRE_MASTER),
      ),
    ),
  ];
}

/** Ciphertexts that were never made by encrypting a pre-master. */
function numbers(scene: Scene): RejectionVector[] {
  const { n, e, size } = scene.key;
  const good = scene.encrypted("flipped");
  const value = toBigInt(good);
  const other = parseSpki(throwawaySpki("other2048"));
  return [
    scene.number(
      "another-key",
      "It is encrypted to another key",
      toBigInt(scene.encrypted("another-key", other)) % n,
    ),
    scene.rejection(
      "first-bit",
      "A bit of the first byte is flipped",
      good.with(0, good[0] ^ 1),
    ),
    scene.rejection(
      "last-bit",
      "The last bit is flipped",
      good.with(-1, good[size - 1] ^ 1),
    ),
    // Below the modulus: nothing else is wrong with it.
    scene.number(
      "bytes-reversed",
      "The bytes are little-endian",
      toBigInt(good.toReversed()) % n,
    ),
    scene.number("negated", "The modulus less a right one", n - value),
    scene.number(
      "doubled",
      "A right one times 2 to the exponent, which doubles what is in it",
      value * power(2n, e, n) % n,
    ),
    scene.number("zero", "The number 0", 0n),
    scene.number("one", "The number 1", 1n),
    scene.number("modulus-less-1", "The modulus less 1", n - 1n),
    scene.number("modulus", "The modulus itself", n),
    scene.number("modulus-and-1", "The modulus and 1", n + 1n),
    scene.number(
      "largest",
      "All bits are set",
      (1n << BigInt(8 * size)) - 1n,
    ),
  ];
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let rest = exponent, square = base; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = result * square % modulus;
    square = square * square % modulus;
  }
  return result;
}
