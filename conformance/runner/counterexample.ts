import { Violation } from "../tester/violation.ts";

/** What a property found, and how it is found again. */
export interface Found {
  /** The smallest conversation that fails, as JSON. */
  readonly conversation: unknown;
  /** Where fast-check draws it, under the run's seed. */
  readonly path?: string;
}

/** A conversation that breaks a property, the smallest that was found. */
export class Counterexample extends Violation {
  override readonly name = "Counterexample";
  readonly found: Found;

  constructor(violation: Violation, found: Found) {
    const { requirement, expected, observed, hint, observation } = violation;
    super(requirement, expected, observed, hint, observation);
    this.plain = violation.plain;
    this.found = found;
  }
}

/** What was found, where a violation is a counterexample. */
export function foundIn(thrown: unknown): Found | undefined {
  return thrown instanceof Counterexample ? thrown.found : undefined;
}
