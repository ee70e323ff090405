import { makeBadge } from "badge-maker";
import type { Reporter } from "./event.ts";
import { atTheEnd, type RunRecord } from "./run_record.ts";

/** A badge (SVG): how many of the cases that apply have passed. */
export function badgeReporter(write: (text: string) => void): Reporter {
  return atTheEnd((run) => write(`${makeBadge(badgeOf(run))}\n`));
}

/** What the badge says, and in which colour. */
export function badgeOf(
  { end, cases }: Pick<RunRecord, "end" | "cases">,
): {
  readonly label: string;
  readonly message: string;
  readonly color: string;
} {
  const { pass, fail, unexpectedPass, expectedFail, notApplicable } =
    end.summary;
  const applicable = cases.length - notApplicable;
  const failed = fail + unexpectedPass;
  return {
    label: "FESA conformance",
    message: applicable === 0 ? "not tested" : `${pass} of ${applicable}`,
    color: failed > 0
      ? "red"
      : pass === 0 || end.status === 130
      ? "lightgrey"
      : pass === applicable
      ? "brightgreen"
      : expectedFail > 0 && end.status === 0
      ? "green"
      : "yellow",
  };
}
