import pc from "picocolors";
import type { Reporter, ReportEvent, Summary } from "./event.ts";
import {
  caseKey,
  type ReportedCase,
  type ReportedRow,
  tellingRow,
} from "./reported_case.ts";
import { requirements } from "./requirements.ts";

/** How the console report looks. */
export interface ConsoleOptions {
  readonly color: boolean;
  readonly quiet: boolean;
  /** Whether to show how far it is: for a terminal. */
  readonly progress: boolean;
}

const MOST_SHOWN = 12;

/** What a person reads: failures with their conversation, then the matrix. */
export function consoleReporter(
  write: (text: string) => void,
  options: ConsoleOptions,
): Reporter {
  const color = pc.createColors(options.color);
  const results = new Map<string, ReportedCase>();
  let cases = 0;
  const line = (text = "") => write(`${text}\n`);
  const clear = () => options.progress && write("\r\x1b[K");
  return {
    report(event: ReportEvent) {
      switch (event.type) {
        case "start": {
          cases = event.cases;
          if (options.quiet) return;
          for (const target of event.targets) {
            line(`${target.role} ${target.address ?? target.command ?? ""}`);
          }
          return;
        }
        case "case": {
          results.set(caseKey(event.case), event.case);
          if (!options.progress || options.quiet) return;
          clear();
          write(`${results.size}/${cases} ${event.case.id}`);
          return;
        }
        case "end": {
          clear();
          const all = [...results.values()];
          if (!options.quiet) {
            shown(all, color, line);
            matrix(all, line);
          }
          line(summaryLine(event.summary, event.status, color));
        }
      }
    },
  };
}

type Colors = ReturnType<typeof pc.createColors>;
type Line = (text?: string) => void;

function shown(all: readonly ReportedCase[], color: Colors, line: Line): void {
  for (const verdict of ["fail", "unexpected-pass"] as const) {
    const some = all.filter((result) => result.verdict === verdict);
    const mark = color.red(verdict === "fail" ? "FAIL" : "UNEXPECTED PASS");
    for (const result of some.slice(0, MOST_SHOWN)) {
      line(`${mark} ${result.id}  ${result.title}`);
      const row = tellingRow(result);
      if (row !== undefined) details(row, color, line);
    }
    if (some.length > MOST_SHOWN) {
      line(`${mark} ${some.length - MOST_SHOWN} more: see --report json=FILE`);
    }
  }
  for (const [reason, ids] of reasons(all)) {
    const rest = ids.length > 1 ? ` and ${ids.length - 1} more` : "";
    line(`${color.yellow("INCONCLUSIVE")} ${ids[0]}${rest}`);
    line(`  ${reason}`);
  }
}

/** What kept cases from being judged, and which. */
function reasons(all: readonly ReportedCase[]): Map<string, string[]> {
  const reasons = new Map<string, string[]>();
  for (const result of all) {
    if (result.verdict !== "inconclusive") continue;
    const reason = tellingRow(result)?.reason ?? "";
    reasons.set(reason, [...reasons.get(reason) ?? [], result.id]);
  }
  return reasons;
}

function details(
  row: ReportedRow,
  color: Colors,
  line: Line,
): void {
  if (row.row) line(`  in ${row.row}`);
  if (row.expected === undefined) {
    line(`  ${row.reason}`);
    return;
  }
  line(`  sent      ${row.sent ?? "nothing"}`);
  line(`  expected  ${row.expected}`);
  line(`  observed  ${row.observed}`);
  if (row.requirement !== undefined) {
    const text = requirements().get(row.requirement)?.text ?? "";
    line(`  against   [${row.requirement}] ${text}`);
  }
  if (row.hint !== undefined) line(`  hint      ${row.hint}`);
  for (const { way, text, bytes = "" } of row.transcript?.slice(-8) ?? []) {
    line(color.dim(`    ${way} ${text}${bytes && `  ${bytes}`}`));
  }
}

function matrix(all: readonly ReportedCase[], line: Line): void {
  const cells = new Map<string, Map<string, number>>();
  for (const { role, rows } of all) {
    for (const { row, verdict } of rows) {
      if (row === undefined) continue;
      const name = `${role}  ${row}`;
      const counts = cells.get(name) ?? new Map<string, number>();
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      cells.set(name, counts);
    }
  }
  const width = Math.max(0, ...[...cells.keys()].map((name) => name.length));
  for (const [name, counts] of [...cells].sort()) {
    const text = [...counts].map(([verdict, count]) => `${count} ${verdict}`);
    line(`${name.padEnd(width)}  ${text.join(", ")}`);
  }
}

function summaryLine(
  summary: Summary,
  status: number,
  color: Colors,
): string {
  const words: [number, string][] = [
    [summary.pass, "passed"],
    [summary.fail, "failed"],
    [summary.expectedFail, "failed as expected"],
    [summary.unexpectedPass, "passed unexpectedly"],
    [summary.inconclusive, "inconclusive"],
    [summary.notApplicable, "not applicable"],
  ];
  const text = words.filter(([count], i) => count > 0 || i === 0)
    .map(([count, word]) => `${count} ${word}`).join(", ");
  const seconds = (summary.durationMs / 1000).toFixed(1);
  const paint = status === 0 ? color.green : color.red;
  return paint(`${text} in ${seconds} s (exit ${status})`);
}
