import { z } from "zod";
import { FRAMES, layoutOf } from "../../../src/mod.ts";
import { Accept, head } from "../format.ts";
import { Hex, U8 } from "../scalars.ts";
import { jsonSchemaOf } from "./json_value.ts";

const NAMES = FRAMES.map(({ name }) => name) as [string, ...string[]];

const body = Hex.describe(
  "The body of its frame in clear, or the content behind its inner type",
);

/** A body with one fault of shape. */
export const InvalidMessage = z.strictObject({
  ...head,
  kind: z.literal("invalid"),
  message: z.enum(NAMES),
  body,
  expect: z.strictObject({
    result: z.literal("alert"),
    codes: z.array(U8).min(1),
    decode: z.strictObject({
      fault: z.enum([
        "truncated",
        "length",
        "value",
        "duplicate",
        "count",
        "trailing",
      ]),
      offset: z.int().min(0).describe("The first byte of what is at fault"),
      path: z.string().describe("The field, as ClientHello.extensions[1].data"),
    }).describe("What the reference's decoder says; others need not"),
  }),
});

/** A body of the right shape, and its value. */
export const ValidMessage = z.discriminatedUnion("message", [
  validOf(FRAMES[0]),
  ...FRAMES.slice(1).map(validOf),
]);

/** A vector of the topic `messages`. */
export const MessageVector = z.discriminatedUnion("kind", [
  ValidMessage,
  InvalidMessage,
]);
export type InvalidMessage = z.infer<typeof InvalidMessage>;
export type MessageVector = z.infer<typeof MessageVector>;

function validOf({ name, message }: typeof FRAMES[number]) {
  return z.strictObject({
    ...head,
    kind: z.literal("valid"),
    message: z.literal(name),
    body,
    value: jsonSchemaOf(layoutOf(message)),
    expect: Accept,
  });
}
