import { test } from "node:test";
import assert from "node:assert/strict";
import * as limits from "./limits.ts";

/** The numbers of the specification, typed from it. */
const specified: Readonly<Record<string, unknown>> = {
  HEADER_SIZE: 4,
  RANDOM_SIZE: 32,
  HASH_SIZE: 32,
  DEPLOYMENT_KEY_SIZE: 32,
  PRE_MASTER_SIZE: 48,
  MAX_HELLO: 16384,
  MAX_SERVER_KEY: 1024,
  MAX_SERVER_CERTIFICATE: 65535,
  MAX_CLIENT_KEY_EXCHANGE: 512,
  MAX_CERTIFICATES: 10,
  MAX_DEPLOYMENT_KEY_ID: 32,
  MIN_MAX_FRAME: 4096,
  MAX_MAX_FRAME: 1048576,
  DEFAULT_MAX_FRAME: 262144,
  COMPRESSION_HEADROOM: 1024,
  MAX_FRAMES_PER_KEY: 1048576,
  MAX_BLOCKS_PER_KEY: 1048576,
  RSA_MODULUS_BITS: [1024, 2048, 3072, 4096],
  DEFAULT_MINIMUM_RSA_BITS: 2048,
  MIN_RSA_EXPONENT: 65537,
  RSA_EXPONENT_LIMIT: 4294967296,
  MAX_OUTSTANDING_PINGS: 16,
  AEAD_TAG_SIZE: 16,
  AEAD_NONCE_SIZE: 12,
  TDES_BLOCK_SIZE: 8,
  TDES_MAC_SIZE: 32,
  DEFAULT_HANDSHAKE_TIMEOUT_MS: 10000,
  CLOSE_TIMEOUT_MS: 5000,
  LINGER_TIMEOUT_MS: 1000,
  LINGER_BYTES: 1048576,
};

/** Limits of the reference alone: the specification gives no number. */
const OWN = ["DEFAULT_MAX_PENDING_RSA"];

test("every limit is in the specification, or the reference's own", () => {
  assert.deepStrictEqual(
    Object.keys(limits).toSorted(),
    [...Object.keys(specified), ...OWN].toSorted(),
  );
});

for (const [name, value] of Object.entries(limits)) {
  if (OWN.includes(name)) continue;
  test(`limit ${name} is the specification's number`, () => {
    assert.deepStrictEqual(value, specified[name]);
  });
}
