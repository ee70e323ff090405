import { z } from "zod";
import { Accept, Either, head, Refuse } from "../format.ts";
import { Hex, hexOf, U8 } from "../scalars.ts";

/** A public key as ServerKey carries it. */
export const SpkiVector = z.strictObject({
  ...head,
  kind: z.literal("spki"),
  spki: Hex.describe("The body of ServerKey"),
  minimumRsaBits: z.int().min(0).describe("The client's configuration"),
  modulusBits: z.int().optional().describe("Of a key that is not bad_key"),
  exponent: z.int().optional().describe("Of a key that is not bad_key"),
  expect: z.discriminatedUnion("result", [Accept, Refuse, Either]),
});

const exchange = {
  ...head,
  key: z.string().describe("The server's key, a name of the file's keys"),
  ciphertext: Hex.describe("The body of ClientKeyExchange"),
} as const;

/** A ClientKeyExchange as it should be. */
export const OaepVector = z.strictObject({
  ...exchange,
  kind: z.literal("oaep"),
  preMaster: hexOf(48),
  oaepSeed: hexOf(32).describe("RSAES-OAEP's seed: an encrypter can be tested"),
  expect: Accept,
});

/** A ClientKeyExchange that a server goes on from with random bytes. */
export const RejectionVector = z.strictObject({
  ...exchange,
  kind: z.literal("rejection"),
  encoded: Hex.optional().describe(
    "What was encrypted by the bare RSA operation: with it the ciphertext " +
      "can be made for another key of the same size",
  ),
  message: Hex.optional().describe(
    "What a server that forgave the defect would find: a Finished under it, " +
      "cut to 48 bytes or filled up with zeros, must not be accepted",
  ),
  expect: z.strictObject({
    result: z.literal("implicitRejection"),
    codes: z.array(U8).length(1).describe(
      "What answers the Finished after it, whatever that holds",
    ),
  }),
});

/** A ClientKeyExchange that is not as long as the modulus. */
export const SizeVector = z.strictObject({
  ...exchange,
  kind: z.literal("size"),
  expect: Refuse,
});

/** A vector of the topic `rsa`. */
export const RsaVector = z.discriminatedUnion("kind", [
  SpkiVector,
  OaepVector,
  RejectionVector,
  SizeVector,
]);
export type SpkiVector = z.infer<typeof SpkiVector>;
export type RejectionVector = z.infer<typeof RejectionVector>;
export type RsaVector = z.infer<typeof RsaVector>;
