import { Buffer } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import process from "node:process";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Cipher } from "../schema/registries.ts";
import { nodeProvider as provider } from "./node_provider.ts";

/** The primitives, against vectors that nobody in this project wrote. */

const FOLDER = (process.env.FESA_CORPORA ??
  fileURLToPath(new URL("../../../shared/corpora", import.meta.url))) +
  "/wycheproof";
const skip = existsSync(FOLDER)
  ? false
  : `the Wycheproof corpus is not in ${FOLDER}: set FESA_CORPORA`;

interface Group<Test> {
  ivSize?: number;
  keySize: number;
  tagSize?: number;
  sha?: string;
  mgfSha?: string;
  privateKeyPkcs8?: string;
  privateKeyPem?: string;
  tests: (Test & { tcId: number; comment: string; result: string })[];
}

interface AeadTest {
  key: string;
  iv: string;
  aad: string;
  msg: string;
  ct: string;
  tag: string;
}

describe("AES-256-GCM", { skip }, () => {
  aeadTests("aes_gcm", Cipher["AES-256-GCM"], 66);
});

describe("ChaCha20-Poly1305", { skip }, () => {
  aeadTests("chacha20_poly1305", Cipher["ChaCha20-Poly1305"], 316);
});

it("HMAC-SHA-256", { skip }, () => {
  type Test = { key: string; msg: string; tag: string };
  let count = 0;
  for (const { tagSize, tests } of read<Test>("hmac_sha256")) {
    for (const { tcId, key, msg, tag, result } of tests) {
      const mac = provider.hmacSha256(bytes(key), bytes(msg));
      const cut = mac.subarray(0, tagSize as number / 8);
      const right = provider.equal(cut, bytes(tag));
      assert.equal(right, result === "valid", `tcId ${tcId}`);
      count++;
    }
  }
  assert.equal(count, 174);
});

it("HKDF-SHA-256", { skip }, () => {
  type Test = {
    ikm: string;
    salt: string;
    info: string;
    size: number;
    okm: string;
  };
  let count = 0;
  for (const { tests } of read<Test>("hkdf_sha256")) {
    for (const { tcId, ikm, salt, info, size, okm, result } of tests) {
      const prk = provider.hkdfExtract(bytes(salt), bytes(ikm));
      const expand = () => provider.hkdfExpand(prk, bytes(info), size);
      if (result === "valid") assert.equal(hex(expand()), okm, `tcId ${tcId}`);
      else assert.throws(expand, RangeError, `tcId ${tcId}`);
      count++;
    }
  }
  assert.equal(count, 86);
});

describe("RSAES-OAEP, SHA-256 and MGF1-SHA-256, empty label", { skip }, () => {
  type Test = { msg: string; ct: string; label: string };
  const tests =
    (file: string, sizes: readonly number[], expected: number) => async () => {
      let count = 0;
      const groups = read<Test>(file).filter(({ keySize, sha, mgfSha }) =>
        sizes.includes(keySize) && sha === "SHA-256" && mgfSha === "SHA-256"
      );
      for (const group of groups) {
        const fromPem = provider.importPrivateKey(
          group.privateKeyPem as string,
        );
        const key = provider.importPrivateKey(
          bytes(group.privateKeyPkcs8 as string),
        );
        assert.equal(key.modulusBits, group.keySize);
        assert.deepEqual(fromPem.spki, key.spki);
        for (const { tcId, msg, ct, label, result } of group.tests) {
          // A ciphertext of another length never reaches the key.
          if (label !== "" || ct.length !== 2 * key.modulusBytes) continue;
          const opened = key.decrypt(bytes(ct));
          if (result === "valid") {
            assert.equal(hex(await opened), msg, `tcId ${tcId}`);
          } else await assert.rejects(opened, `tcId ${tcId}`);
          count++;
        }
      }
      assert.equal(count, expected);
    };
  it("RSA-2048", tests("rsa_oaep_2048_sha256_mgf1sha256", [2048], 24));
  it("every size", tests("rsa_oaep_misc", [1024, 2048, 3072, 4096], 12));
});

function aeadTests(file: string, cipher: number, expected: number): void {
  it("seals and opens as it should", () => {
    const groups = read<AeadTest>(file).filter(({ ivSize, keySize, tagSize }) =>
      ivSize === 96 && keySize === 256 && tagSize === 128
    );
    const tests = groups.flatMap((group) => group.tests);
    assert.equal(tests.length, expected);
    for (const { tcId, result, ...test } of tests) {
      const key = provider.aead(cipher, bytes(test.key));
      const [iv, aad, tag] = [test.iv, test.aad, test.tag].map(bytes);
      const [message, ciphertext] = [test.msg, test.ct].map(bytes);
      const opened = key.open(iv, aad, halves(ciphertext), tag);
      if (result !== "valid") {
        assert.equal(opened, undefined, `tcId ${tcId}`);
        continue;
      }
      const sealed = key.seal(iv, aad, halves(message));
      assert.equal(
        hex(Buffer.concat(sealed)),
        test.ct + test.tag,
        `tcId ${tcId}`,
      );
      assert.equal(hex(Buffer.concat(opened ?? [])), test.msg, `tcId ${tcId}`);
    }
  });
}

function read<Test>(name: string): Group<Test>[] {
  const text = readFileSync(`${FOLDER}/${name}_test.json`, "utf8");
  return (JSON.parse(text) as { testGroups: Group<Test>[] }).testGroups;
}

/** Two parts that are no whole blocks, so that a cipher must keep its place. */
function halves(data: Uint8Array): Uint8Array[] {
  const middle = Math.floor(data.length / 2);
  return [data.subarray(0, middle), data.subarray(middle)];
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text, "hex");
}

function hex(data: Uint8Array): string {
  return Buffer.from(data).toString("hex");
}
