import type { Case } from "./case.ts";
import type { RowResult } from "./verdict.ts";

/** A row in which a property found a counterexample. */
export interface Finding {
  readonly theCase: Case;
  readonly result: RowResult;
  readonly seed: number;
  readonly runs: number;
}

/** The files in which it is kept. */
export interface Kept {
  /** What `--replay` takes. */
  readonly replay?: string;
  /** The conversation as a test vector. */
  readonly vector?: string;
}
