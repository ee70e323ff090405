import fc from "fast-check";
import { z } from "zod";
import { MIN_MAX_FRAME } from "../tester/registry.ts";

const Nat = z.int().min(0);
const End = z.enum(["client", "server"]);

/** What a hello says otherwise when the attacker hands it on. */
export const CHANGES = [
  "weakest setting",
  "other cipher",
  "no compression",
  "least maxFrame",
  "no extensions",
  "other name",
  "other version",
  "other random",
] as const;

/** What the attacker does, once, to what an end sends. */
export const Deed = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.enum(["drop", "again", "hold", "reflect"]),
    from: End,
    frame: Nat.describe("Which of its frames, from 0"),
  }),
  z.strictObject({
    do: z.literal("replace"),
    from: End,
    frame: Nat,
    by: Nat.describe("Which frame that it sent before stands in its place"),
  }),
  z.strictObject({
    do: z.enum(["flip", "remove", "insert", "cut"]),
    from: End,
    byte: Nat.describe("Where in all that it sends"),
    size: Nat.describe("Of what is removed or inserted; a bit of a flip"),
  }),
  z.strictObject({
    do: z.literal("downgrade"),
    from: End,
    change: z.enum(CHANGES),
  }),
  z.strictObject({
    do: z.literal("forge"),
    from: End,
    frame: Nat.describe("Before which of its frames"),
    code: z.int().min(0).max(255).describe("Of a clear Alert"),
  }),
]);
/** What the attacker does, once, to what an end sends. */
export type Deed = z.infer<typeof Deed>;

/** What an end says once it is Established. */
export const Talk = z.strictObject({
  by: End,
  say: z.enum(["data", "ping", "keyUpdate", "keyUpdate, requested"]),
  size: Nat,
});
/** What an end says once it is Established. */
export type Talk = z.infer<typeof Talk>;

/** Two honest ends, and what somebody between them does. */
export const Attack = z.strictObject({
  seed: Nat,
  talk: z.array(Talk).max(100),
  closer: End.describe("Who closes, once all is said"),
  deeds: z.array(Deed).max(100),
});
/** Two honest ends, and what somebody between them does. */
export type Attack = z.infer<typeof Attack>;

const end = fc.constantFrom("client" as const, "server" as const);
/** The handshake has three frames of an end at most, then come its words. */
const frame = fc.oneof(fc.nat(3), fc.integer({ min: 2, max: 8 }));

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "drop" as const,
        "again" as const,
        "hold" as const,
        "reflect" as const,
      ),
      from: end,
      frame,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("replace" as const),
      from: end,
      frame,
      by: fc.nat(8),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "flip" as const,
        "remove" as const,
        "insert" as const,
        "cut" as const,
      ),
      from: end,
      byte: fc.oneof(fc.nat(150), fc.nat(2_500)),
      size: fc.nat(40),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("downgrade" as const),
      from: end,
      change: fc.constantFrom(...CHANGES),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("forge" as const),
      from: end,
      frame,
      code: fc.oneof(fc.constant(0), fc.nat(255)),
    }),
  },
);

/** Attacks of one deed mostly, on ends that have something to say. */
export const attacks: fc.Arbitrary<Attack> = fc.record({
  seed: fc.nat(0xffff),
  talk: fc.array(
    fc.record({
      by: end,
      say: fc.constantFrom(
        "data" as const,
        "ping" as const,
        "keyUpdate" as const,
        "keyUpdate, requested" as const,
      ),
      size: fc.nat(MIN_MAX_FRAME),
    }),
    { minLength: 0, maxLength: 8, size: "medium" },
  ),
  closer: end,
  deeds: fc.array(deed, { minLength: 1, maxLength: 3 }),
});
