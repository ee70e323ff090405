import type { Reporter } from "./event.ts";
import { failureParts } from "./failure_lines.ts";
import { oneLine, printable } from "./printable.ts";
import { durationOf, type ReportedCase, tellingRow } from "./reported_case.ts";
import { atTheEnd, type RunRecord } from "./run_record.ts";
import { transcriptLines } from "./transcript_lines.ts";

/**
 * The Test Anything Protocol, version 14: a test point for each case, what is
 * wrong in a YAML block. What doesn't apply is skipped, what fails as was
 * known is a todo; what could not be judged is not ok.
 */
export function tapReporter(write: (text: string) => void): Reporter {
  return atTheEnd((run) => write(`${tapLines(run).join("\n")}\n`));
}

function tapLines(run: RunRecord): string[] {
  const { start, cases } = run;
  const targets = start.targets.map(({ role, address, command }) =>
    `# ${role} ${oneLine(address ?? command ?? "")}`
  );
  return [
    "TAP version 14",
    `1..${cases.length}`,
    `# fesa-conformance ${start.suite.version}, seed ${start.seed}`,
    ...targets,
    ...cases.flatMap((one, i) => pointLines(run, one, i + 1)),
  ];
}

function pointLines(
  run: RunRecord,
  reported: ReportedCase,
  number: number,
): string[] {
  const { id, role, title, verdict } = reported;
  const ok = verdict === "pass" || verdict === "not-applicable";
  const about = escaped(`${role} ${id}: ${title}`);
  const point = `${ok ? "ok" : "not ok"} ${number} - ${about}`;
  const reason = escaped(oneLine(tellingRow(reported)?.reason ?? ""));
  switch (verdict) {
    case "pass":
      return [point];
    case "not-applicable":
      return [`${point} # SKIP ${reason}`];
    case "expected-fail":
      return [`${point} # TODO ${reason}`];
    default:
      return [point, ...diagnostics(run, reported)];
  }
}

/** `#` begins a directive, and `\` an escape. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("#", "\\#");
}

function diagnostics({ start }: RunRecord, reported: ReportedCase): string[] {
  const row = tellingRow(reported);
  const transcript = transcriptLines(row?.transcript ?? []);
  const parts = failureParts(start, reported);
  const lines = [
    `verdict: ${reported.verdict}`,
    `message: ${scalar(row?.reason ?? "")}`,
    `requirements: [${reported.requirements.join(", ")}]`,
    ...parts.filter(({ name }) => name !== "reason")
      .map(({ name, text }) => `${name}: ${scalar(text)}`),
    `durationMs: ${durationOf(reported)}`,
    ...(transcript.length === 0 ? [] : ["transcript:"]),
    ...transcript.map((line) => `  - ${scalar(line)}`),
  ];
  return ["  ---", ...lines.map((line) => `  ${line}`), "  ..."];
}

/** A YAML scalar in double quotes, which JSON's strings are. */
function scalar(text: string): string {
  return JSON.stringify(printable(text));
}
