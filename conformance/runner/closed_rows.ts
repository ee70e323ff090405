import type { Task } from "./attempts.ts";
import type { RunEnd } from "./run_clock.ts";
import { rowName, type Setup } from "./setup.ts";
import type { RowResult } from "./verdict.ts";

/** Why no other case of a row is run: the row isn't there, or it is broken. */
export type Closed = "not-applicable" | RunEnd;

/** Why a row is closed whose basic handshake came to this. */
export function whyClosed({ theCase, setup }: Task, result: RowResult): Closed {
  switch (result.verdict) {
    case "not-applicable":
      return "not-applicable";
    case "fail":
      return {
        code: "dependency",
        reason: `The basic handshake of ${
          rowName(setup)
        } fails (${theCase.id})`,
      };
    default:
      return { code: result.code ?? "dependency", reason: result.reason };
  }
}

/** A row's name whatever its compression: that is how gates know it. */
export function plainRow(setup: Setup): string {
  return rowName({ ...setup, compression: false });
}
