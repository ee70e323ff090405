import { z } from "zod";
import { Hex } from "./scalars.ts";

const connection = z.int().min(1).optional()
  .describe("A server's connection, from 1; absent means all");

/**
 * A line an implementation under test reads after its configuration. End of
 * input means that no more commands come (spec/conformance.md).
 */
export const Command = z.discriminatedUnion("do", [
  z.object({
    do: z.literal("send"),
    connection,
    bytes: Hex,
    compress: z.boolean().optional(),
  }),
  z.object({
    do: z.literal("ping"),
    connection,
    bytes: Hex,
    compress: z.boolean().optional(),
  }),
  z.object({
    do: z.literal("keyUpdate"),
    connection,
    // As a truth value, or as the number on the wire.
    request: z.union([z.boolean(), z.literal([0, 1])]),
  }),
  z.object({ do: z.literal("close"), connection }),
  z.object({ do: z.literal("abort"), connection }),
]);
/** A line an implementation under test reads after its configuration. */
export type Command = z.infer<typeof Command>;
