import type { Conversation, Step } from "./step.ts";

/**
 * Conversations a little smaller than one that is told, those first that leave
 * out most: what drawing can't make smaller, above all the last step, which it
 * takes for the one that matters.
 */
export function* smaller(
  conversation: Conversation,
): Generator<Conversation> {
  const { steps, joined } = conversation;
  for (let i = steps.length - 1; i >= 0; i--) {
    yield { ...conversation, steps: steps.toSpliced(i, 1) };
  }
  // How several segments arrive can't be told again.
  if (!joined) yield { ...conversation, joined: true };
  // What matters may be that two sizes are the same.
  for (const size of new Set(steps.flatMap(sizeOf))) {
    for (const less of smallerSizes(size)) {
      const resized = steps.map((step) =>
        sizeOf(step)[0] === size ? { ...step, size: less } : step
      );
      yield { ...conversation, steps: resized };
    }
  }
  for (const [i, step] of steps.entries()) {
    for (const less of smallerSteps(step)) {
      yield { ...conversation, steps: steps.with(i, less) };
    }
  }
}

/** Sizes to begin with: none, and some that are odd and even. */
const SIZES: readonly number[] = [0, 1, 8];

function smallerSteps(step: Step): Step[] {
  return sizeOf(step).flatMap(smallerSizes)
    .map((size) => ({ ...step, size }));
}

function smallerSizes(size: number): number[] {
  const sizes = [...SIZES, Math.floor(size / 2)].filter((less) => less < size);
  return [...new Set(sizes)];
}

/** The size of what a step says, if it says something. */
function sizeOf(step: Step): number[] {
  return step.do === "data" || step.do === "ping" ? [step.size] : [];
}
