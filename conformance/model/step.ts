import { z } from "zod";

const Size = z.int().min(0).max(2 ** 20);
const Byte = z.int().min(0).max(255);
const U24 = z.int().min(0).max(2 ** 24 - 1);

/** What the tester does next at its end of a connection. */
export const Step = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.enum(["data", "ping"]),
    size: Size,
    compress: z.boolean(),
  }),
  z.strictObject({ do: z.literal("keyUpdate"), request: z.literal([0, 1]) }),
  z.strictObject({ do: z.literal("settle") })
    .describe("Waits for all that the target owes"),
  z.strictObject({
    do: z.literal("close"),
    behind: Size.describe("Bytes of no meaning that follow it"),
  }),
  z.strictObject({
    do: z.literal("alert"),
    form: z.enum(["clear", "protected"]),
    code: Byte,
  }),
  z.strictObject({
    do: z.literal("fin"),
    cut: Size.describe("Bytes of a frame before it, that never comes whole"),
  }),
  z.strictObject({
    do: z.literal("inner"),
    type: Byte,
    size: Size,
    byte: Byte.describe("What its content is made of"),
  }).describe("Any message, rightly sealed"),
  z.strictObject({
    do: z.literal("deflate"),
    type: Byte,
    fault: z.enum(["final", "reserved", "nothing", "bomb"]),
  }).describe("Compressed content with something wrong in it"),
  z.strictObject({
    do: z.literal("sealed"),
    how: z.enum(["flipped", "again", "skipped", "reflected"]),
    at: Size,
  }).describe("A frame that does not open"),
  z.strictObject({ do: z.literal("header"), length: U24 })
    .describe("The header of a Protected frame, alone"),
  z.strictObject({ do: z.literal("clear"), type: Byte, length: U24 })
    .describe("A clear frame; a long one's header alone"),
  z.strictObject({
    do: z.literal("command"),
    deed: z.enum(["send", "ping", "keyUpdate", "close", "abort"]),
    size: Size,
    flag: z.boolean().describe("Of its content: compressed; or a request"),
    races: z.boolean().describe("Whether what comes of it is not awaited"),
  }).describe("Has the target's application do something"),
]);
/** What the tester does next at its end of a connection. */
export type Step = z.infer<typeof Step>;

/** How far the handshake goes, rightly, before the steps. */
export const REACHES = ["start", "hello", "key", "established"] as const;
/** How far the handshake goes, rightly, before the steps. */
export type Reach = typeof REACHES[number];

/** A conversation with a target, all of it: what a property finds. */
export const Conversation = z.strictObject({
  seed: z.int().min(0).describe("Of the bytes that the tester draws"),
  reach: z.enum(REACHES),
  maxFrame: U24.describe("What the tester offers, or grants at most"),
  joined: z.boolean()
    .describe("Whether steps go out in one segment until something is awaited"),
  steps: z.array(Step).max(1_000),
});
/** A conversation with a target, all of it: what a property finds. */
export type Conversation = z.infer<typeof Conversation>;
