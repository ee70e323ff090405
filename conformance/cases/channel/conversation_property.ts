import fc from "fast-check";
import { FrameType } from "../../tester/registry.ts";
import { bothRoles, type Tester } from "../both_roles.ts";
import { property } from "../property.ts";

/** What the tester may do next in a channel. */
const step = fc.oneof(
  fc.record({
    do: fc.constant("ping" as const),
    size: fc.nat(5_000),
    compress: fc.boolean(),
  }),
  fc.record({
    do: fc.constant("data" as const),
    size: fc.integer({ min: 1, max: 5_000 }),
    compress: fc.boolean(),
  }),
  fc.record({
    do: fc.constant("keyUpdate" as const),
    request: fc.constantFrom(0 as const, 1 as const),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Any legal conversation goes on to its end. */
export const conversationProperty = [false, true].flatMap((compression) =>
  bothRoles({
    layer: "channel",
    name: compression ? "any-compressed-conversation" : "any-conversation",
    title: `Any legal ${
      compression ? "compressed " : ""
    }conversation goes on (a property)`,
    requirements: ["PRO-2", "KUP-2", "PNG-1", ...compression ? ["CMP-3"] : []],
    settings: compression ? "any" : "each",
    ciphers: compression ? "default" : "each",
    compression,
    run: (t, peer) =>
      property(
        t,
        fc.array(step, { minLength: 1, maxLength: 12 }),
        async (steps) => {
          for (const step of steps) await carryOut(peer, step, compression, t);
          await peer.ping();
        },
      ),
  })
);

async function carryOut(
  peer: Tester,
  step: Step,
  compression: boolean,
  t: { random(size: number): Uint8Array },
): Promise<void> {
  switch (step.do) {
    case "ping": {
      const compress = compression && step.compress && step.size > 0;
      await peer.ping(t.random(step.size), { compress });
      return;
    }
    case "data": {
      const compress = compression && step.compress;
      peer.send(FrameType.Data, t.random(step.size), { compress });
      return;
    }
    case "keyUpdate":
      // Two in a row are no legal conversation.
      if (peer.sealer!.sequence > 0n) peer.sendKeyUpdate(step.request);
  }
}
