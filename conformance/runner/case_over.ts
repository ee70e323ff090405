import { Inconclusive } from "../tester/violation.ts";

/**
 * Ends what still runs of a case that was given up, a property for instance:
 * it would go on with another connection.
 */
export function caseOver(): Inconclusive {
  return new Inconclusive("The case was given up", "deadline");
}
