import fc from "fast-check";
import { hex } from "../tester/bytes.ts";
import { Violation } from "../tester/violation.ts";

/** What a property needs of the case it is judged in. */
export interface PropertyContext {
  readonly seed: number;
  readonly runs: number;
  /** Where a counterexample that was found before is drawn. */
  readonly path?: string;
}

/** Milliseconds after which a property stops looking, or shrinking. */
const TIME_LIMIT = 12_000;

/**
 * Judges a law over conversations with the target, drawn from the run's seed.
 * What breaks it is shrunk over TCP to the smallest that does, and named in the
 * violation with the seed and path that draw it again.
 */
export async function property<T>(
  t: PropertyContext,
  arbitrary: fc.Arbitrary<T>,
  law: (value: T) => Promise<void>,
): Promise<void> {
  const details = await fc.check(fc.asyncProperty(arbitrary, law), {
    seed: t.seed,
    ...(t.path === undefined ? {} : { path: t.path }),
    numRuns: t.runs,
    interruptAfterTimeLimit: TIME_LIMIT,
    markInterruptAsFailure: false,
  });
  if (!details.failed) return;
  const error = details.errorInstance;
  if (!(error instanceof Violation)) throw error;
  const [smallest] = details.counterexample ?? [];
  throw error.retold({
    observed: `${error.observed}, for ${shown(smallest)}`,
    hint:
      `Drawn by --seed ${details.seed}, path ${details.counterexamplePath}` +
      `${error.hint === undefined ? "" : `. ${error.hint}`}`,
  });
}

/** The value in a line: bytes as hex, cut where it is long. */
function shown(value: unknown): string {
  const text = JSON.stringify(
    value,
    (_, part) => part instanceof Uint8Array ? hex(part) : part,
  );
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
