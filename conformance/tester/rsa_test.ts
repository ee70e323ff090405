import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, equal, toBigInt, uint } from "./bytes.ts";
import { decryptOaep, encodeSpki, encryptOaep, parseSpki } from "./rsa.ts";
import {
  throwawayKey,
  type ThrowawayKeyName,
  throwawaySpki,
} from "./throwaway_keys.ts";

const NAMES: readonly ThrowawayKeyName[] = ["rsa1024", "rsa2048", "rsa4096"];
const MESSAGE = new Uint8Array(48).fill(0x5a);
const SEED = new Uint8Array(32).fill(0xc3);

for (const name of NAMES) {
  const key = parseSpki(throwawaySpki(name));

  test(`${name}: what is encrypted is what the platform decrypts`, () => {
    const ciphertext = encryptOaep(key, MESSAGE, SEED);
    assert.equal(ciphertext.length, key.size);
    assert.deepEqual(decryptOaep(throwawayKey(name), ciphertext), MESSAGE);
  });

  const deviations = {
    "the first octet": { firstOctet: 1 },
    "the label": { label: uint(1, 1) },
    "the separator": {
      edit: (db: Uint8Array) => db.with(db.lastIndexOf(1), 2),
    },
    "the padding": { edit: (db: Uint8Array) => db.with(32, 9) },
  };
  for (const [what, overrides] of Object.entries(deviations)) {
    test(`${name}: a deviation in ${what} is one that is refused`, () => {
      const ciphertext = encryptOaep(key, MESSAGE, SEED, overrides);
      assert.equal(decryptOaep(throwawayKey(name), ciphertext), undefined);
    });
  }
}

test("an SPKI is read and written to the same bytes", () => {
  const spki = throwawaySpki("rsa2048");
  const { n, e, bits, size } = parseSpki(spki);
  assert.deepEqual([e, bits, size], [65537n, 2048, 256]);
  assert.ok(equal(encodeSpki(n, e), spki));
});

test("an SPKI with a byte after it is refused", () => {
  const spki = concat(throwawaySpki("rsa1024"), uint(0, 1));
  assert.throws(() => parseSpki(spki), TypeError);
});

test("an SPKI of another algorithm is refused", () => {
  const spki = throwawaySpki("rsa1024");
  const oid = spki.findIndex((byte, i) => byte === 0x06 && spki[i + 1] === 9);
  assert.throws(() => parseSpki(spki.with(oid + 10, 0x0a)), TypeError);
});

test("big numbers keep their leading zeros", () => {
  assert.equal(toBigInt(uint(5n, 16)), 5n);
  assert.equal(toBigInt(new Uint8Array()), 0n);
});
