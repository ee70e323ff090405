import assert from "node:assert/strict";
import { it } from "node:test";
import { Cipher } from "../schema/registries.ts";
import {
  finishedBodySize,
  isPossibleBodySize,
  maximumBodySize,
  sealedSize,
} from "./body_size.ts";

const AES = Cipher["AES-256-GCM"];
const CHACHA = Cipher["ChaCha20-Poly1305"];
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
const PRIVATE = 0xe001;

it("a sealed Finished has 49 bytes, 80 with 3DES", () => {
  assert.deepEqual(
    [AES, CHACHA, PRIVATE, TDES].map(finishedBodySize),
    [49, 49, 49, 80],
  );
});

it("L(maxFrame) is what the largest content seals to", () => {
  assert.equal(maximumBodySize(AES, 4096), 1 + 4096 + 16);
  assert.equal(maximumBodySize(PRIVATE, 4096), 1 + 4096 + 16);
  assert.equal(maximumBodySize(TDES, 4096), 8 + 8 * 513 + 32);
  assert.equal(maximumBodySize(TDES, 4102), 8 + 8 * 513 + 32);
  assert.equal(maximumBodySize(TDES, 4103), 8 + 8 * 514 + 32);
  assert.ok(maximumBodySize(TDES, 1_048_576) < 2 ** 24);
});

it("a size is possible iff some plaintext seals to it", () => {
  for (const cipher of [AES, CHACHA, TDES, PRIVATE]) {
    const sizes = new Set<number>();
    for (let plain = 0; plain < 200; plain++) {
      sizes.add(sealedSize(cipher, plain));
    }
    for (let length = 0; length < 200; length++) {
      assert.equal(
        isPossibleBodySize(cipher, length),
        sizes.has(length),
        `cipher ${cipher}, ${length} bytes`,
      );
    }
  }
});
