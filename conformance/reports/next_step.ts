import { type ReportedCase, tellingRow } from "./reported_case.ts";
import type { RunRecord } from "./run_record.ts";

/** What to do after a run: a line, or none. */
export function nextStep({ start, cases, end }: RunRecord): string[] {
  const worst = cases.find(isFailedGate) ??
    cases.find(({ verdict }) => verdict === "fail");
  switch (end.status) {
    case 1:
      return worst === undefined ? unexpected(cases) : failed(worst);
    case 3: {
      const [{ address = "HOST:PORT" } = {}] = start.targets;
      if (!/^port /.test(address)) {
        return [`Next: fesa doctor ${address} finds faults of the set-up`];
      }
      // Where nobody listens, the reason says what to do.
      const isHeard = cases.some((one) =>
        tellingRow(one)?.code !== "not-listening"
      );
      return isHeard
        ? ["Next: see to it that the client dials the port, and speaks"]
        : [];
    }
    case 4:
      return ["Next: fesa conform list shows the cases; is --filter right?"];
    default:
      return [];
  }
}

function failed(worst: ReportedCase): string[] {
  const begin = worst.gate === true
    ? "Next: mend the basic handshake, on which other cases depend"
    : "Next: begin with the first";
  return [`${begin}: fesa conform explain ${worst.id}`];
}

function unexpected(cases: readonly ReportedCase[]): string[] {
  const passed = cases.some(({ verdict }) => verdict === "unexpected-pass");
  return passed
    ? ["Next: what passes now is known to fail: take it off that list"]
    : [];
}

function isFailedGate(one: ReportedCase): boolean {
  return one.gate === true && tellingRow(one)?.verdict === "fail";
}
