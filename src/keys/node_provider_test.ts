import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { generateKeyPairSync } from "node:crypto";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nodeProvider as provider, systemRandom } from "./node_provider.ts";

describe("3DES gives NIST's known answers", () => {
  interface Answer {
    source: string;
    key: string;
    iv: string;
    plaintext: string;
    ciphertext: string;
  }
  const file = new URL("./triple_des_answers.json", import.meta.url);
  const { answers } = JSON.parse(readFileSync(file, "utf8")) as {
    answers: Answer[];
  };
  assert.equal(answers.length, 19);
  answers.forEach(({ source, key, iv, plaintext, ciphertext }, i) => {
    it(`${source}, answer ${i}`, () => {
      const tripleDes = provider.tripleDes(bytes(key), fill(1));
      for (const cut of [0, 3, 8]) {
        const sealed = tripleDes.encrypt(bytes(iv), split(plaintext, cut));
        assert.equal(hex(...sealed), ciphertext);
        const opened = tripleDes.decrypt(bytes(iv), split(ciphertext, cut));
        assert.equal(hex(...opened), plaintext);
      }
    });
  });
});

it("3DES ignores the parity bits of its key", () => {
  const key = bytes("0123456789abcdef23456789abcdef01456789abcdef0123");
  const message = [new Uint8Array(24)];
  const sealed = (key: Uint8Array) =>
    hex(
      ...provider.tripleDes(key, fill(1)).encrypt(new Uint8Array(8), message),
    );
  assert.equal(sealed(key.map((byte) => byte ^ 1)), sealed(key));
  assert.notEqual(sealed(key.map((byte) => byte ^ 2)), sealed(key));
});

it("3DES takes keys that NIST calls weak, and equal ones", () => {
  const tripleDes = provider.tripleDes(fill(1, 24), fill(1));
  const sealed = tripleDes.encrypt(new Uint8Array(8), [fill(7, 16)]);
  assert.equal(
    hex(...tripleDes.decrypt(new Uint8Array(8), sealed)),
    "07".repeat(16),
  );
});

it("the MAC of 3DES is HMAC under the MAC key, over all parts", () => {
  const tripleDes = provider.tripleDes(fill(1, 24), fill(9));
  assert.equal(
    hex(tripleDes.mac([fill(1, 3), fill(2, 0), fill(3, 5)])),
    hex(provider.hmacSha256(fill(9), bytes("0101010303030303"))),
  );
});

it("3DES refuses half a block: that is a mistake of ours", () => {
  const tripleDes = provider.tripleDes(fill(1, 24), fill(1));
  assert.throws(() => tripleDes.encrypt(new Uint8Array(8), [fill(0, 7)]));
  assert.throws(() => tripleDes.decrypt(new Uint8Array(8), [fill(0, 7)]));
});

// RFC 5869, appendix A: test cases 1, 2 and 3.
describe("HKDF gives RFC 5869's answers", () => {
  const cases = [
    {
      ikm: "0b".repeat(22),
      salt: "000102030405060708090a0b0c",
      info: "f0f1f2f3f4f5f6f7f8f9",
      prk: "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
      okm:
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    },
    {
      ikm: counting(0x00, 80),
      salt: counting(0x60, 80),
      info: counting(0xb0, 80),
      prk: "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
      okm:
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
    },
    {
      ikm: "0b".repeat(22),
      salt: "",
      info: "",
      prk: "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
      okm:
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    },
  ];
  cases.forEach(({ ikm, salt, info, prk, okm }, i) => {
    it(`test case ${i + 1}`, () => {
      assert.equal(hex(provider.hkdfExtract(bytes(salt), bytes(ikm))), prk);
      const size = okm.length / 2;
      assert.equal(
        hex(provider.hkdfExpand(bytes(prk), bytes(info), size)),
        okm,
      );
    });
  });
});

it("results are plain Uint8Arrays that the caller may erase", () => {
  const key = fill(3);
  const results = [
    provider.sha256(key),
    provider.hmacSha256(key, key),
    provider.hkdfExtract(key, key),
    provider.hkdfExpand(key, key, 32),
    systemRandom("client random", 32),
  ];
  for (const result of results) {
    assert.equal(Object.getPrototypeOf(result), Uint8Array.prototype);
    assert.equal(result.length, 32);
    result.fill(0);
  }
  assert.equal(hex(provider.sha256(key)), hex(provider.sha256(fill(3))));
});

it("a hash over parts is the hash over all of them", () => {
  assert.equal(
    hex(provider.sha256(fill(1, 3), fill(2, 0), fill(3, 4))),
    hex(provider.sha256(bytes("01010103030303"))),
  );
  // FIPS 180-2, appendix B.1.
  assert.equal(
    hex(provider.sha256(Buffer.from("a"), Buffer.from("bc"))),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

it("equal compares bytes, and never throws for lengths", () => {
  assert.equal(provider.equal(fill(1), fill(1)), true);
  assert.equal(provider.equal(fill(1), fill(2)), false);
  assert.equal(provider.equal(fill(1), fill(1, 31)), false);
  assert.equal(provider.equal(fill(1, 0), fill(1, 0)), true);
});

it("an AEAD key outlives the bytes it was made of", () => {
  for (const cipher of [0x0001, 0x0101]) {
    const secret = fill(5);
    const key = provider.aead(cipher, secret);
    const before = hex(...key.seal(fill(0, 12), fill(0, 4), [fill(1, 40)]));
    secret.fill(0);
    assert.equal(
      hex(...key.seal(fill(0, 12), fill(0, 4), [fill(1, 40)])),
      before,
    );
  }
});

it("wrong sizes and ciphers are the caller's mistakes", () => {
  const key = provider.aead(0x0001, fill(1));
  const mistakes: (() => unknown)[] = [
    () => provider.aead(0x0002, fill(1)),
    () => provider.aead(0xe000, fill(1)),
    () => provider.aead(0x0001, fill(1, 16)),
    () => provider.aead(0x0101, fill(1, 31)),
    () => provider.tripleDes(fill(1, 16), fill(1)),
    () => provider.tripleDes(fill(1, 24), fill(1, 31)),
    () => key.seal(fill(1, 11), fill(0, 4), []),
    () => key.open(fill(1, 16), fill(0, 4), [], fill(0, 16)),
    () => key.open(fill(1, 12), fill(0, 4), [], fill(0, 12)),
    () => provider.hkdfExpand(fill(1), fill(1), 0),
    () => provider.hkdfExpand(fill(1), fill(1), 8161),
    () => provider.hkdfExpand(fill(1), fill(1), 1.5),
  ];
  for (const mistake of mistakes) assert.throws(mistake, RangeError);
});

describe("importPrivateKey refuses", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
  const pem = rsa.export({ type: "pkcs8", format: "pem" }) as string;
  const der = rsa.export({ type: "pkcs8", format: "der" });
  const odd = generateKeyPairSync("rsa", { modulusLength: 1536 }).privateKey;
  const small = generateKeyPairSync("rsa", {
    modulusLength: 1024,
    publicExponent: 3,
  }).privateKey;
  const curve = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n" +
    "-----END ENCRYPTED PRIVATE KEY-----\n";
  const faults: Record<string, string | Uint8Array> = {
    "no bytes": new Uint8Array(0),
    "no PEM": "not a key",
    "an encrypted key": encrypted,
    "a key cut short": der.subarray(0, 100),
    "an elliptic key": curve.export({ type: "pkcs8", format: "der" }),
    "1536 bits": odd.export({ type: "pkcs8", format: "der" }),
    "exponent 3": small.export({ type: "pkcs8", format: "der" }),
  };
  for (const [name, key] of Object.entries(faults)) {
    it(name, () => {
      assert.throws(() => provider.importPrivateKey(key), {
        name: "TypeError",
        message: /^Cannot use this private key: [^\n]+$/,
      });
    });
  }
  it("but not the same key as PEM or as DER", () => {
    const [a, b] = [pem, der].map((key) => provider.importPrivateKey(key));
    assert.deepEqual(a.spki, b.spki);
    assert.equal(a.modulusBits, 1024);
    assert.equal(a.modulusBytes, 128);
  });
});

function fill(value: number, size = 32): Uint8Array {
  return new Uint8Array(size).fill(value);
}

function counting(from: number, count: number): string {
  return hex(Uint8Array.from({ length: count }, (_, i) => from + i));
}

function split(text: string, at: number): Uint8Array[] {
  const data = bytes(text);
  return [data.subarray(0, at), data.subarray(at)];
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text, "hex");
}

function hex(...parts: Uint8Array[]): string {
  return Buffer.concat(parts).toString("hex");
}
