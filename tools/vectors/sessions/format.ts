import { z } from "zod";
import { Accept, head, Refuse } from "../format.ts";
import { Secrets } from "../make/secrets.ts";
import { ClientSide, ServerSide } from "../negotiation/format.ts";
import { Hex, hexOf, U16, U24, U8 } from "../scalars.ts";

const Role = z.enum(["client", "server"]);

/** One frame of a conversation. */
export const Step = z.strictObject({
  from: Role,
  name: z.string().min(1).describe("What it is, as in spec/frames.md"),
  frame: Hex.describe("The whole frame as on the wire"),
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
    ]),
    about: z.string().min(1),
  }).optional()
    .describe("What is wrong with it; the other end's Alert is the next step"),
});
export type Step = z.infer<typeof Step>;
export type StepFault = NonNullable<Step["fault"]>;

/** A whole conversation, with everything that made it. */
export const SessionVector = z.strictObject({
  ...head,
  kind: z.literal("session"),
  drives: Role.describe(
    "Whose application acts; the other's echoes Data and closes in return",
  ),
  setting: U8,
  cipher: U16,
  compression: U8,
  maxFrame: U24,
  client: ClientSide.extend({
    deploymentKeyId: Hex.optional(),
    minimumRsaBits: z.int(),
  }),
  server: ServerSide.extend({
    key: z.string().optional().describe("A name of the file's keys"),
    certificates: z.array(Hex).optional().describe("The server's own first"),
    minimumRsaBits: z.int(),
  }),
  anchor: Hex.optional()
    .describe("In certified: the certificate that the client trusts"),
  inputs: z.strictObject({
    clientRandom: hexOf(32),
    serverRandom: hexOf(32),
    preMaster: hexOf(48).optional(),
    oaepSeed: hexOf(32).optional(),
    deploymentKey: hexOf(32).optional(),
  }).describe("Every value that was drawn, but the IVs of 3DES"),
  secrets: Secrets,
  steps: z.array(Step).min(1),
  data: z.strictObject({ client: Hex, server: Hex })
    .describe("All Data of each direction"),
  expect: z.discriminatedUnion("result", [Accept, Refuse]).describe(
    "accept: both ends report a clean end; alert: the end of the other than " +
      "who sent the fault",
  ),
});
export type SessionVector = z.infer<typeof SessionVector>;
