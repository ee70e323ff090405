import { z } from "zod";
import { Accept, head, Refuse } from "../format.ts";
import { Secrets } from "../make/secrets.ts";
import { ClientSide, ServerSide } from "../negotiation/format.ts";
import { Hex, hexOf, U16, U24, U8 } from "../scalars.ts";
import { RecordingVector } from "./recording_format.ts";
import { Role, Step, Truncated } from "./step_format.ts";

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

/** A conversation whose stream ends before its time; it has the same fields. */
export const TruncationVector = SessionVector.extend({
  kind: z.literal("truncation"),
  expect: Truncated,
});
export type TruncationVector = z.infer<typeof TruncationVector>;

/** A vector of the topic `sessions`. */
export const SessionsVector = z.discriminatedUnion("kind", [
  SessionVector,
  TruncationVector,
  RecordingVector,
]);
export type SessionsVector = z.infer<typeof SessionsVector>;
