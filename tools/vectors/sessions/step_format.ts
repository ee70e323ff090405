import { z } from "zod";
import { Hex, hexOf } from "../scalars.ts";

/** Either end of a conversation. */
export const Role = z.enum(["client", "server"]);
export type Role = z.infer<typeof Role>;

/** One frame of a conversation. */
export const Step = z.strictObject({
  from: Role,
  name: z.string().min(1).describe("What it is, as in spec/frames.md"),
  frame: Hex.describe("The whole frame as on the wire"),
  cut: z.literal(true).optional().describe(
    "The stream ends here, within the frame: this is its beginning",
  ),
  sealed: z.strictObject({
    generation: z.int().min(0),
    sequence: z.int().min(0),
    iv8: hexOf(8).optional().describe("3DES: the IV that was drawn"),
    plain: Hex.describe("The inner type and the content as carried"),
    inflated: Hex.optional().describe("The content, where bit 7 is set"),
  }).optional().describe("What the frame protects; a clear frame has none"),
  fault: z.strictObject({
    kind: z.enum([
      "verify",
      "altered",
      "replayed",
      "skipped",
      "reflected",
      "clear",
      "again",
      "undecryptable",
      "unopened",
      "garbage",
    ]),
    about: z.string().min(1),
  }).optional().describe(
    "What is wrong with it; the other end's Alert is the next step, or " +
      "behind an undecryptable ClientKeyExchange that after the Finished",
  ),
});
export type Step = z.infer<typeof Step>;
export type StepFault = NonNullable<Step["fault"]>;

/** The stream of one end is over, and its `close` did not come. */
export const Truncated = z.strictObject({
  result: z.literal("truncated"),
  by: Role.describe("Whose stream it is; the other reports the truncation"),
});
