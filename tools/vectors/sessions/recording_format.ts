import { z } from "zod";
import { Accept, head, Refuse } from "../format.ts";
import { Secrets } from "../make/secrets.ts";
import { ClientSide } from "../negotiation/format.ts";
import { Hex, hexOf, U16, U24, U8 } from "../scalars.ts";
import { Step, Truncated } from "./step_format.ts";

/** Protected frames came that no key opens; only clear frames are there. */
export const Unopened = z.strictObject({ result: z.literal("unopened") });

/**
 * A conversation of two live peers, as somebody with the server's key saw it
 * in the middle. What is absent was not seen, or could not be.
 */
export const RecordingVector = z.strictObject({
  ...head,
  kind: z.literal("recording"),
  drives: z.enum(["client", "server", "both"]).describe(
    "Whose application acts; another echoes Data and closes in return",
  ),
  setting: U8.optional(),
  cipher: U16.optional(),
  compression: U8.optional(),
  maxFrame: U24.optional(),
  client: ClientSide.extend({
    versions: z.array(U16).min(1),
    extensions: z.array(z.strictObject({ type: U16, data: Hex })),
  }).optional().describe("What was offered, GREASE included"),
  server: z.strictObject({
    spki: Hex.optional().describe("Its RSA key, the public half"),
    certificates: z.array(Hex).optional().describe("The server's own first"),
  }),
  inputs: z.strictObject({
    clientRandom: hexOf(32).optional(),
    serverRandom: hexOf(32).optional(),
    preMaster: hexOf(48).optional(),
    oaepSeed: hexOf(32).optional(),
    deploymentKey: hexOf(32).optional(),
  }).describe(
    "Every value that was drawn, but the IVs of 3DES: another conversation " +
      "of the same kind takes the client's from here, the server's own from " +
      "its server",
  ),
  secrets: Secrets.optional(),
  steps: z.array(Step).min(1)
    .describe("In the order in which they passed the middle"),
  data: z.strictObject({ client: Hex, server: Hex })
    .describe("All Data of each direction"),
  expect: z.discriminatedUnion("result", [Accept, Refuse, Truncated, Unopened])
    .describe(
      "accept: both ends closed; alert: what one of them ended it with",
    ),
});
export type RecordingVector = z.infer<typeof RecordingVector>;
