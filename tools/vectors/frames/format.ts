import { z } from "zod";
import { Accept, Either, head, Refuse } from "../format.ts";
import { STATES } from "../reference/reach_state.ts";
import { Hex, hexOf, U16, U24, U8 } from "../scalars.ts";

const shared = {
  ...head,
  role: z.enum(["client", "server"]).describe("Whose state it is"),
  state: z.enum(STATES).describe("As in spec/handshake.md"),
  setting: U8,
  cipher: U16,
  compression: U8,
  maxFrame: U24,
} as const;

const expect = z.discriminatedUnion("result", [Accept, Refuse, Either]);

/** Four bytes that arrive; accepted means: the body is awaited in silence. */
export const HeaderVector = z.strictObject({
  ...shared,
  kind: z.literal("header"),
  header: hexOf(4),
  expect,
});

/** What Protected frames open to, in order; the last is judged. */
export const InnerVector = z.strictObject({
  ...shared,
  kind: z.literal("inner"),
  plains: z.array(Hex).min(1)
    .describe("Inner type and content; all but the last are accepted"),
  expect,
});

/** A vector of the topic `frames`. */
export const FrameVector = z.discriminatedUnion("kind", [
  HeaderVector,
  InnerVector,
]);
export type HeaderVector = z.infer<typeof HeaderVector>;
export type InnerVector = z.infer<typeof InnerVector>;
export type FrameVector = z.infer<typeof FrameVector>;
