import { z } from "zod";
import { Accept, head, Refuse } from "../format.ts";
import { Secrets } from "../make/secrets.ts";
import { Hex, U16, U8 } from "../scalars.ts";

const inputs = {
  ...head,
  setting: U8,
  cipher: U16,
  frames: z.array(Hex).min(2).max(4).describe(
    "ClientHello, ServerHello, and in open and certified ServerKey or " +
      "ServerCertificate, and ClientKeyExchange: whole frames",
  ),
  ikm: Hex.describe("The pre-master, or in proprietary the deployment key"),
} as const;

/** A handshake's frames and secret, and every key that comes of them. */
export const ScheduleVector = z.strictObject({
  ...inputs,
  kind: z.literal("schedule"),
  secrets: Secrets,
  expect: Accept,
});

/** A sealed Finished, the first or second of a handshake, as it arrives. */
export const FinishedVector = z.strictObject({
  ...inputs,
  kind: z.literal("finished"),
  from: z.enum(["client", "server"]).describe("Whose Finished it is"),
  frame: Hex.describe("The Protected frame, at sequence number 0"),
  expect: z.discriminatedUnion("result", [Accept, Refuse]),
});

/** A vector of the topic `keys`. */
export const KeysVector = z.discriminatedUnion("kind", [
  ScheduleVector,
  FinishedVector,
]);
export type ScheduleVector = z.infer<typeof ScheduleVector>;
export type FinishedVector = z.infer<typeof FinishedVector>;
export type KeysVector = z.infer<typeof KeysVector>;
