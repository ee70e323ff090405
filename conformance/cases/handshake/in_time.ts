import { Silence, Violation } from "../../tester/violation.ts";
import { HASTY_MS } from "../configurations.ts";

/**
 * Reaches a step before the deadline of a hasty peer. A machine that is too
 * slow for it proves nothing: a fault that late is as silence is, and the case
 * is tried again, alone.
 */
export async function inTime<T>(reach: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await reach();
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    if (performance.now() - start < HASTY_MS / 2) throw error;
    throw new Silence("FIN-8", error.expected, error.observed);
  }
}
