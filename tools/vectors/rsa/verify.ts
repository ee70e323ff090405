import { fromHex, hex } from "../../../conformance/tester/bytes.ts";
import {
  decryptPreMaster,
  nodeProvider,
  type RandomSource,
  readRsaPublicKey,
  requireCiphertextSize,
  requireStrength,
} from "../../../src/node.ts";
import { difference } from "../differences.ts";
import { outcomeFault, outcomeOf } from "../outcome.ts";
import type { Surroundings } from "../topic.ts";
import type { RsaVector, SpkiVector } from "./format.ts";

/** Holds the reference's reader of keys and its RSA transport against a vector. */
export async function verifyRsa(
  vector: RsaVector,
  { keys }: Surroundings,
): Promise<string | undefined> {
  if (vector.kind === "spki") return await verifySpki(vector);
  const key = keys[vector.key];
  if (!key) return `key: the file has no key ${vector.key}`;
  const privateKey = nodeProvider.importPrivateKey(fromHex(key.pkcs8));
  const ciphertext = fromHex(vector.ciphertext);
  const size = await outcomeOf(() =>
    requireCiphertextSize(privateKey, ciphertext)
  );
  if (vector.kind === "size") return outcomeFault(vector.expect, size);
  if (size !== "accepted") return outcomeFault({ result: "accept" }, size);
  const preMaster = await decryptPreMaster(privateKey, ciphertext, fake);
  const expected = vector.kind === "oaep" ? vector.preMaster : hex(fake());
  return difference({ preMaster: expected }, { preMaster: hex(preMaster) });
}

/** What a server goes on with: never the pre-master of a vector. */
const fake: (...drawn: Parameters<RandomSource> | []) => Uint8Array = () =>
  new Uint8Array(48).fill(0xfa);

async function verifySpki(vector: SpkiVector): Promise<string | undefined> {
  const { minimumRsaBits, modulusBits, exponent } = vector;
  let read: { modulusBits?: number; exponent?: number } = {};
  const got = await outcomeOf(() => {
    const key = readRsaPublicKey(fromHex(vector.spki));
    read = { modulusBits: key.modulusBits, exponent: key.exponent };
    requireStrength(key, minimumRsaBits);
  });
  return outcomeFault(vector.expect, got) ??
    difference({ modulusBits, exponent }, read);
}
