import { coverageOf } from "./coverage.ts";
import type { Reporter } from "./event.ts";
import { failureParts } from "./failure_lines.ts";
import { oneLine } from "./printable.ts";
import { type ReportedCase, tellingRow } from "./reported_case.ts";
import { rerunCommand } from "./rerun_command.ts";
import { atTheEnd, type RunRecord } from "./run_record.ts";
import { talliesByLayer, tallyText, VERDICT_WORDS } from "./tallies.ts";

/** GitHub shows ten annotations of a kind for a step, and drops the rest. */
const MOST_ANNOTATED = 10;
const MOST_LISTED = 50;

/**
 * For GitHub Actions: a workflow command for each failure, which becomes an
 * annotation, and a step summary in Markdown. `writeSummary` takes the latter,
 * to be appended to the file that the runner names in GITHUB_STEP_SUMMARY.
 */
export function githubReporter(
  write: (text: string) => void,
  writeSummary: (markdown: string) => void,
): Reporter {
  return atTheEnd((run) => {
    write(annotations(run).map((line) => `${line}\n`).join(""));
    writeSummary(stepSummary(run));
  });
}

function annotations({ start, cases }: RunRecord): string[] {
  const of = (command: string, verdicts: readonly string[]) =>
    cases.filter(({ verdict }) => verdicts.includes(verdict))
      .slice(0, MOST_ANNOTATED).map((one) => {
        const title = property(`${one.id}: ${one.title}`);
        const text = failureParts(start, one)
          .map(({ name, text }) => `${name}: ${text}`).join("\n");
        return `::${command} title=${title}::${data(text)}`;
      });
  return [
    ...of("error", ["fail", "unexpected-pass"]),
    ...of("warning", ["inconclusive"]),
  ];
}

/** Escapes as the runner unescapes what stands behind `::`. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D")
    .replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function stepSummary(run: RunRecord): string {
  const { start, cases, end } = run;
  const { must = 0, mustTested = 0 } = coverageOf(cases);
  const targets = start.targets.map(({ role, implementation, ...target }) => {
    const name = implementation ?? target.address ?? target.command ?? "";
    return `${role} ${code(name)}`;
  });
  const mark = end.status === 0 ? "✅" : end.status === 1 ? "❌" : "⚠️";
  const sum = [...talliesByLayer(cases)].map(([layer, tally]) =>
    `| ${layer} | ${tallyText(tally)} |`
  );
  const failed = cases.filter(({ verdict }) =>
    ["fail", "unexpected-pass", "inconclusive"].includes(verdict)
  );
  return [
    `## ${mark} FESA conformance: ${end.summary.pass} of ${cases.length} passed`,
    "",
    `${
      targets.join(", ")
    }; seed ${start.seed}, suite ${start.suite.version}, ` +
    `${mustTested} of ${must} MUSTs judged`,
    "",
    "| layer | verdicts |",
    "| --- | --- |",
    ...sum,
    "",
    ...failed.slice(0, MOST_LISTED).flatMap((one) => details(run, one)),
    ...(failed.length > MOST_LISTED
      ? [`and ${failed.length - MOST_LISTED} more`, ""]
      : []),
    ...(end.notes ?? []).map((note) => `> ${text(note)}\n`),
  ].join("\n") + "\n";
}

function details({ start }: RunRecord, reported: ReportedCase): string[] {
  const row = tellingRow(reported);
  const rows = failureParts(start, reported)
    .filter(({ name }) => name !== "again")
    .map(({ name, text: said }) => `| ${name} | ${text(said)} |`);
  const word = VERDICT_WORDS[reported.verdict];
  return [
    `<details><summary>${word}: <code>${text(reported.id)}</code> ${
      text(oneLine(row?.reason ?? "", 200))
    }</summary>`,
    "",
    "| | |",
    "| --- | --- |",
    ...rows,
    "",
    code(rerunCommand(start, reported)),
    "",
    "</details>",
    "",
  ];
}

/** Text that neither Markdown nor HTML takes for its own. */
function text(said: string): string {
  return oneLine(said)
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll(
      /[\\`*_{}[\]()#+\-.!|~@:]/g,
      (sign) => `&#${sign.charCodeAt(0)};`,
    );
}

function code(said: string): string {
  return `<code>${text(said)}</code>`;
}
