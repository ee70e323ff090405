import { z } from "zod";
import { Accept, head, Refuse } from "../format.ts";
import { Hex, hexOf, U16 } from "../scalars.ts";

const shared = {
  ...head,
  cipher: U16,
  secret: hexOf(32).describe("The direction's secret, of any generation"),
  keys: z.strictObject({
    key: Hex,
    iv: hexOf(12).optional().describe("AEAD only"),
    mac: hexOf(32).optional().describe("3DES only"),
  }).describe("What the secret gives, to test without the key schedule"),
  sequence: z.int().min(0).describe("The receiver's sequence number"),
  blocks: z.int().min(0).optional()
    .describe("3DES: blocks under this key before this frame"),
  frame: Hex.describe("The Protected frame, header and body"),
} as const;

/** A frame that a sender makes of `plain`, byte for byte, and that opens. */
export const SealVector = z.strictObject({
  ...shared,
  kind: z.literal("seal"),
  plain: Hex.describe("The inner type and the content"),
  iv8: hexOf(8).optional().describe("3DES: the IV that was drawn"),
  expect: Accept,
});

/** A frame as it arrives. */
export const OpenVector = z.strictObject({
  ...shared,
  kind: z.literal("open"),
  plain: Hex.optional().describe("The inner type and the content"),
  expect: z.discriminatedUnion("result", [Accept, Refuse]),
});

/** A vector of the topic `protection`. */
export const ProtectionVector = z.discriminatedUnion("kind", [
  SealVector,
  OpenVector,
]);
export type SealVector = z.infer<typeof SealVector>;
export type OpenVector = z.infer<typeof OpenVector>;
export type ProtectionVector = z.infer<typeof ProtectionVector>;
