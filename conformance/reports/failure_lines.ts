import type { StartEvent } from "./event.ts";
import { printable } from "./printable.ts";
import { type ReportedCase, tellingRow } from "./reported_case.ts";
import { rerunCommand } from "./rerun_command.ts";
import { requirements } from "./requirements.ts";
import { transcriptLines } from "./transcript_lines.ts";

/** One thing that is said of a failure: as `expected`, and what. */
export interface FailurePart {
  readonly name: string;
  readonly text: string;
}

/**
 * What a person needs to act on a case that didn't pass, in the order to
 * read it, free of what a terminal would obey.
 */
export function failureParts(
  start: StartEvent,
  reported: ReportedCase,
): FailurePart[] {
  const row = tellingRow(reported);
  if (row === undefined) return [];
  const parts: [string, string | undefined][] = [
    ["in", row.row],
    ["against", requirementText(row.requirement)],
    ["reason", row.expected === undefined ? row.reason : undefined],
    ["sent", row.expected === undefined ? undefined : row.sent ?? "nothing"],
    ["expected", row.expected],
    ["observed", row.observed],
    ["hint", row.hint],
    ["path", row.path],
    ["vector", row.vector],
    ["again", rerunCommand(start, reported)],
  ];
  return parts.flatMap(([name, text]) =>
    text === undefined ? [] : [{ name, text: unbroken(text) }]
  );
}

/** Line feeds are spelt out too: each part is a line. */
function unbroken(text: string): string {
  return printable(text).replaceAll("\n", "\\x0a");
}

/** The same as lines, the transcript behind them. */
export function failureLines(
  start: StartEvent,
  reported: ReportedCase,
): string[] {
  const parts = failureParts(start, reported);
  const transcript = tellingRow(reported)?.transcript ?? [];
  return [
    ...parts.map(({ name, text }) => `${name.padEnd(9)} ${text}`),
    ...(transcript.length === 0 ? [] : ["transcript"]),
    ...transcriptLines(transcript).map((line) => `  ${line}`),
  ];
}

/** `[FRM-1] A sender MUST …`: the sentence of the spec. */
export function requirementText(id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  const known = requirements().get(id);
  return known === undefined ? `[${id}]` : `[${id}] ${known.text}`;
}
