import { z } from "zod";
import { Accept, Either, head, Refuse } from "../format.ts";
import { Hex, hexOf, U24 } from "../scalars.ts";

/** Contents with bit 7 in one direction, in order; the last is judged. */
export const CompressionVector = z.strictObject({
  ...head,
  kind: z.literal("inflate"),
  maxFrame: U24.describe("A content may inflate to maxFrame − 1,024 bytes"),
  contents: z.array(Hex).min(1).describe(
    "As carried, without 00 00 FF FF; all but the last are accepted",
  ),
  inflated: z.array(z.strictObject({
    size: z.int().min(1),
    sha256: hexOf(32),
    bytes: Hex.optional().describe("Where they are few"),
  })).describe("What the accepted ones hold"),
  expect: z.discriminatedUnion("result", [Accept, Refuse, Either]),
});
export type CompressionVector = z.infer<typeof CompressionVector>;
