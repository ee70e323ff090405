import type pc from "picocolors";
import { coverageOf } from "./coverage.ts";
import type { EndEvent } from "./event.ts";
import { failureLines } from "./failure_lines.ts";
import { nextStep } from "./next_step.ts";
import { oneLine } from "./printable.ts";
import { durationOf, type ReportedCase, tellingRow } from "./reported_case.ts";
import type { RunRecord } from "./run_record.ts";
import { talliesByLayer, talliesByRow, tallyText } from "./tallies.ts";

type Colors = ReturnType<typeof pc.createColors>;

/** How much of a run is told. */
export interface SummaryOptions {
  readonly quiet: boolean;
  readonly columns?: number;
}

const MOST_TOLD = 6;
const MOST_NAMED = 40;
const SLOW_MS = 1_000;
const MOST_SLOW = 3;

/** A run as lines for a person, the sum last. */
export function consoleSummary(
  run: RunRecord,
  color: Colors,
  { quiet, columns = 80 }: SummaryOptions,
): string[] {
  const last = sumLine(run.end, color);
  if (quiet) return [last];
  return [
    ...failures(run, color, columns),
    ...inconclusive(run.cases, color),
    ...expected(run.cases),
    ...slowest(run.cases),
    ...tables(run),
    ...(run.end.notes ?? []).map((note) => color.yellow(oneLine(note))),
    last,
    ...nextStep(run),
  ];
}

function failures(run: RunRecord, color: Colors, columns: number): string[] {
  const failed = run.cases.filter(({ verdict }) =>
    verdict === "fail" || verdict === "unexpected-pass"
  );
  const mark = ({ verdict }: ReportedCase) =>
    color.red(verdict === "fail" ? "FAIL" : "UNEXPECTED PASS");
  const told = failed.slice(0, MOST_TOLD).flatMap((one) => [
    `${mark(one)} ${color.bold(one.id)}`,
    `  ${one.title}`,
    ...failureLines(run.start, one).flatMap((text) =>
      wrapped(text, columns).map((line) => `  ${dimmed(line, color)}`)
    ),
    "",
  ]);
  const named = failed.slice(MOST_TOLD, MOST_TOLD + MOST_NAMED)
    .map((one) =>
      `${mark(one)} ${one.id}  ${oneLine(tellingRow(one)?.reason ?? "", 90)}`
    );
  const left = failed.length - MOST_TOLD - MOST_NAMED;
  return [
    ...told,
    ...named,
    ...(left > 0 ? [`and ${left} more that failed`] : []),
    ...(named.length > 0 ? ["All of it: --report html=report.html", ""] : []),
  ];
}

/** A sentence is broken into lines, indented as `against   …` begins. */
function wrapped(text: string, columns: number): string[] {
  const name = /^(?:against|hint|reason) +/.exec(text);
  if (name === null) return [text];
  const width = Math.max(40, columns - 14);
  const lines: string[] = [];
  for (const word of text.slice(name[0].length).split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  const indent = " ".repeat(name[0].length);
  return lines.map((line, i) => `${i === 0 ? name[0] : indent}${line}`);
}

function dimmed(line: string, color: Colors): string {
  if (line.includes("←")) return color.yellow(line);
  return line.startsWith("  ") ? color.dim(line) : line;
}

/** What kept cases from being judged: each reason once. */
function inconclusive(
  cases: readonly ReportedCase[],
  color: Colors,
): string[] {
  const reasons = new Map<string, string[]>();
  for (const one of cases) {
    if (one.verdict !== "inconclusive") continue;
    const reason = tellingRow(one)?.reason ?? "";
    reasons.set(reason, [...reasons.get(reason) ?? [], one.id]);
  }
  return [...reasons].flatMap(([reason, ids]) => {
    const rest = ids.length > 1 ? ` and ${ids.length - 1} more` : "";
    return [
      `${color.yellow("INCONCLUSIVE")} ${ids[0]}${rest}`,
      `  ${oneLine(reason, 300)}`,
    ];
  });
}

function expected(cases: readonly ReportedCase[]): string[] {
  const known = cases.filter(({ verdict }) => verdict === "expected-fail");
  const lines = known.slice(0, MOST_NAMED).map((one) =>
    `failed as expected  ${one.id}  ${
      oneLine(tellingRow(one)?.reason ?? "", 90)
    }`
  );
  const left = known.length - lines.length;
  return left > 0 ? [...lines, `and ${left} more`] : lines;
}

function slowest(cases: readonly ReportedCase[]): string[] {
  const slow = cases.filter((one) => durationOf(one) >= SLOW_MS)
    .sort((a, b) => durationOf(b) - durationOf(a)).slice(0, MOST_SLOW);
  if (slow.length === 0) return [];
  const names = slow.map((one) =>
    `${one.id} ${(durationOf(one) / 1000).toFixed(1)} s`
  );
  return [`slowest  ${names.join(", ")}`];
}

function tables({ cases }: RunRecord): string[] {
  const parts = [talliesByLayer(cases), talliesByRow(cases)];
  const names = parts.flatMap((part) => [...part.keys()]);
  const width = Math.max(0, ...names.map((name) => name.length));
  const lines = parts.flatMap((part) =>
    [...part].map(([name, tally]) =>
      `${name.padEnd(width)}  ${tallyText(tally)}`
    )
  );
  const { must = 0, mustTested = 0 } = coverageOf(cases);
  return lines.length === 0
    ? []
    : [...lines, `${mustTested} of ${must} MUSTs judged`];
}

function sumLine({ summary, status }: EndEvent, color: Colors): string {
  const tally = new Map(
    [
      ["pass", summary.pass],
      ["fail", summary.fail],
      ["expected-fail", summary.expectedFail],
      ["unexpected-pass", summary.unexpectedPass],
      ["inconclusive", summary.inconclusive],
      ["not-applicable", summary.notApplicable],
    ] as const,
  );
  const text = tallyText(tally) || "0 passed";
  const seconds = (summary.durationMs / 1000).toFixed(1);
  const paint = status === 0 ? color.green : color.red;
  return paint(`${text} in ${seconds} s (exit ${status})`);
}
