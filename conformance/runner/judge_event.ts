import type { Event } from "../contract/mod.ts";
import { Violation } from "../tester/violation.ts";

/**
 * Demands that an event of the contract holds these values. Of an `ended`
 * event, `authenticated` counts only where the Alert was received: what an
 * implementation prints of one it sent is its own affair.
 */
export function judgeEvent(
  requirement: string,
  expected: string,
  event: Event,
  values: Readonly<Record<string, unknown>>,
): void {
  const fields: Readonly<Record<string, unknown>> = { ...event };
  const wrong = Object.entries(values).filter(([name, value]) =>
    fields[name] !== value
  );
  if (wrong.length === 0) return;
  throw new Violation(
    requirement,
    `${expected}: ${JSON.stringify(values)}`,
    JSON.stringify(event),
  );
}
