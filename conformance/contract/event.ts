import { z } from "zod";
import { Hex, Uint16 } from "./scalars.ts";

const connection = z.int().min(1).optional()
  .describe("A server numbers its connections from 1");

/** How a client came to accept whom it talks to. */
export const IdentityResult = z.looseObject({
  method: z.enum(["certificate", "pin", "tofu", "acceptAny", "deploymentKey"]),
  spki: Hex.nullish().describe("The key accepted, or its SHA-256"),
});

/** How a connection ended; the last three only for `alert`. */
export const Ended = z.looseObject({
  event: z.literal("ended"),
  connection,
  how: z.enum(["clean", "truncated", "alert"]),
  code: z.int().min(0).max(255).nullish(),
  authenticated: z.boolean().nullish().describe("Of received alerts"),
  local: z.boolean().nullish().describe("Whether this end raised it"),
});
/** How a connection ended. */
export type Ended = z.infer<typeof Ended>;

/**
 * A line an implementation under test prints. Unknown fields are kept, and
 * lines with another `event` are not part of the contract: a runner skips
 * them (spec/conformance.md).
 */
export const Event = z.discriminatedUnion("event", [
  z.looseObject({ event: z.literal("listening"), port: Uint16 }),
  z.looseObject({ event: z.literal("ready"), serial: z.boolean() }),
  z.looseObject({ event: z.literal("unsupported"), word: z.string() }),
  z.looseObject({
    event: z.literal("established"),
    connection,
    setting: z.int().min(0).max(255),
    cipher: Uint16,
    compression: z.int().min(0).max(255),
    maxFrame: z.int().min(0).max(0xffffff),
    identity: IdentityResult.nullish(),
    binding: Hex.length(64),
  }),
  z.looseObject({
    event: z.literal("data"),
    connection,
    count: z.int().min(0).describe("Bytes of Data so far"),
    sha256: Hex.length(64).describe("Of all Data so far"),
  }),
  z.looseObject({ event: z.literal("pong"), connection, bytes: Hex }),
  Ended,
]);
/** A line an implementation under test prints. */
export type Event = z.infer<typeof Event>;

/** The exit status that goes with `unsupported`. */
export const UNSUPPORTED_STATUS = 89;
