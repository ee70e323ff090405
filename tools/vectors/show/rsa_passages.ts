import { constants, createPrivateKey, privateDecrypt } from "node:crypto";
import { Buffer } from "node:buffer";
import { concat, fromHex } from "../../../conformance/tester/bytes.ts";
import { mask } from "../../../conformance/tester/rsa.ts";
import { FrameType } from "../../../src/mod.ts";
import type { RsaVector } from "../rsa/format.ts";
import type { Surroundings } from "../topic.ts";
import { derPassage } from "./der_passage.ts";
import { bodyPassage, type Passage, rowsOf } from "./passage.ts";

const HASH = 32;

/** A key in DER, or a ClientKeyExchange and what its RSA operation gives. */
export function rsaPassages(
  vector: RsaVector,
  { keys }: Surroundings,
): Passage[] {
  if (vector.kind === "spki") {
    return [derPassage("ServerKey.spki", fromHex(vector.spki), "KEX-2")];
  }
  const ciphertext = fromHex(vector.ciphertext);
  const body = bodyPassage(
    "ClientKeyExchange",
    FrameType.ClientKeyExchange,
    ciphertext,
  );
  const encoded = encodedIn(ciphertext, keys[vector.key]?.pkcs8);
  return encoded ? [body, paddingOf(encoded)] : [body];
}

/** What stands in a ciphertext before any padding is looked at. */
function encodedIn(
  ciphertext: Uint8Array,
  pkcs8: string | undefined,
): Uint8Array | undefined {
  if (pkcs8 === undefined) return undefined;
  const key = createPrivateKey({
    key: Buffer.from(pkcs8, "hex"),
    format: "der",
    type: "pkcs8",
  });
  try {
    return new Uint8Array(
      privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, ciphertext),
    );
  } catch {
    return undefined;
  }
}

/** EME-OAEP with its masks taken off; what was never so padded is noise. */
function paddingOf(encoded: Uint8Array): Passage {
  const masked = encoded.subarray(1 + HASH);
  const seed = xor(
    encoded.subarray(1, 1 + HASH),
    mask(masked, HASH, "sha256"),
  );
  const db = xor(masked, mask(seed, masked.length, "sha256"));
  const separator = db.findIndex((byte, i) => i >= HASH && byte !== 0);
  const padding = (separator < 0 ? db.length : separator) - HASH;
  return {
    title: "what the RSA operation gives, its masks taken off",
    rows: rowsOf(concat(encoded.subarray(0, 1), seed, db), [
      ["OAEP.firstOctet", 1, "KEX-9"],
      ["OAEP.seed", HASH, "KEX-7"],
      ["OAEP.labelHash", HASH, "KEX-9"],
      ["OAEP.padding", padding, "KEX-9"],
      ["OAEP.separator", separator < 0 ? 0 : 1, "KEX-9"],
      [
        "OAEP.message",
        separator < 0 ? 0 : db.length - separator - 1,
        "KEX-6",
      ],
    ]),
  };
}

function xor(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((byte, i) => byte ^ b[i]);
}
