import { fromHex } from "../../../conformance/tester/bytes.ts";
import type { SessionsVector } from "../sessions/format.ts";
import { framePassage, type Passage, rowsOf } from "./passage.ts";
import { sealedPassages } from "./sealed_passage.ts";

/** Every frame of a conversation, opened with its own secrets. */
export function sessionPassages(vector: SessionsVector): Passage[] {
  const { steps, secrets, cipher } = vector;
  return steps.flatMap((step, i) => {
    const { from, name, frame, sealed, cut, fault } = step;
    const title = `steps[${i}], ${from}: ${name}` +
      (cut ? ", cut off" : "") + (fault ? ` (${fault.about})` : "");
    const bytes = fromHex(frame);
    const generation = sealed &&
      secrets?.[from].generations[sealed.generation];
    if (!sealed || !generation || cipher === undefined || cut) {
      return [framePassage(title, bytes)];
    }
    const passages = sealedPassages(title, bytes, {
      cipher,
      secret: fromHex(generation.secret),
      sequence: sealed.sequence,
    });
    if (sealed.inflated === undefined) return passages;
    const content = fromHex(sealed.inflated);
    return [...passages, {
      title: `${title}, inflated`,
      rows: rowsOf(content, [["content", content.length, "CMP-6"]]),
    }];
  });
}
