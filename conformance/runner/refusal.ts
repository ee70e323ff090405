import { type Event, UNSUPPORTED_STATUS } from "../contract/mod.ts";
import { printable } from "../tester/printable.ts";
import { Inconclusive, Violation } from "../tester/violation.ts";
import type { ControlledProcess } from "./controlled_process.ts";

/** The event with which an implementation refuses a word. */
export type Unsupported = Extract<Event, { event: "unsupported" }>;

/** Whether an event is `unsupported`. */
export function isUnsupported(event: Event): event is Unsupported {
  return event.event === "unsupported";
}

/** How long (ms) a process may take to exit once it has refused a word. */
const EXIT_PATIENCE_MS = 1_000;

/**
 * Takes a refusal of one of the words that were asked for. Throws where it is
 * of another word, or where no exit with 89 goes with it: that is a fault of
 * the set-up as any other exit is.
 */
export async function takeRefusal(
  child: ControlledProcess,
  { word }: Unsupported,
  asked: readonly string[],
): Promise<void> {
  const gone = await child.ended(EXIT_PATIENCE_MS);
  const { exit, exitText, printed } = child;
  await child.stop(0);
  if (!asked.includes(word)) {
    throw new Violation(
      "CNF-2",
      `"unsupported" only for a word of ${JSON.stringify(asked)}`,
      `"unsupported" for "${printable(word, 60)}"`,
      undefined,
      "event unsupported",
    );
  }
  if (exit?.code === UNSUPPORTED_STATUS) return;
  throw new Inconclusive(
    `It refused ${word}, and then ${
      gone ? `exited with ${exitText}` : "ran on"
    }: "unsupported" goes with exit status ${UNSUPPORTED_STATUS}`,
    "not-started",
    printed,
  );
}
