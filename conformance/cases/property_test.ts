import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import { Counterexample } from "../runner/counterexample.ts";
import { Transcript } from "../tester/transcript.ts";
import { Violation } from "../tester/violation.ts";
import { plain, property, type PropertyContext } from "./property.ts";

const Numbers = z.array(z.number());
type Numbers = z.infer<typeof Numbers>;

/** A case without a target. */
function context(more: Partial<PropertyContext> = {}): PropertyContext {
  return {
    seed: 1,
    runs: 100,
    patience: 1_000,
    transcript: new Transcript(),
    random: (size) => new Uint8Array(size),
    recover: () => Promise.resolve(),
    ...more,
  };
}

/** It fails for a list with a 7 in it; drawing can't make it smaller. */
function noSeven(smaller?: (list: Numbers) => Iterable<Numbers>) {
  return plain({
    conversation: Numbers,
    draw: fc.noShrink(fc.array(fc.nat(9), { minLength: 4, maxLength: 12 })),
    play: (list: Numbers) =>
      list.includes(7)
        ? Promise.reject(new Violation("DAT-1", "no 7", "a 7"))
        : Promise.resolve(),
    ...(smaller && { smaller }),
  });
}

async function counterexample(
  t: PropertyContext,
  law: ReturnType<typeof noSeven>,
): Promise<Counterexample> {
  try {
    await property(t, law);
  } catch (error) {
    if (error instanceof Counterexample) return error;
    throw error;
  }
  return assert.fail("none was found");
}

test("a counterexample shrinks as its law knows how", async () => {
  const law = noSeven((list) => list.map((_, i) => list.toSpliced(i, 1)));
  const { found, hint } = await counterexample(context(), law);
  assert.deepEqual(found, { conversation: [7], path: undefined });
  assert.match(hint ?? "", /^Drawn by --seed 1, shrunk \d+ times$/);
});

test("one that was only drawn has the path that it is drawn by", async () => {
  const { found } = await counterexample(context(), noSeven());
  assert.ok(found.path !== undefined);
  const { path } = found;
  const again = await counterexample(context({ path }), noSeven());
  assert.deepEqual(again.found.conversation, found.conversation);
});

test("one that is told fails again, and is not made smaller", async () => {
  const law = noSeven(() => [[7]]);
  const conversation = [1, 7];
  const { found } = await counterexample(context({ conversation }), law);
  assert.deepEqual(found.conversation, conversation);
});
