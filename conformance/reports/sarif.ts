import type { Log, ReportingDescriptor, Result } from "sarif";
import type { Reporter } from "./event.ts";
import { failureLines } from "./failure_lines.ts";
import { oneLine } from "./printable.ts";
import { caseKey, type ReportedCase, tellingRow } from "./reported_case.ts";
import { type Requirement, requirements } from "./requirements.ts";
import { atTheEnd, type RunRecord } from "./run_record.ts";

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/**
 * SARIF 2.1.0, as code scanning takes it: the rules are the requirements of
 * the specification, a result is a case that went against one. Fingerprints
 * are the cases' ids, so that a failure is the same one from run to run.
 */
export function sarifReporter(write: (text: string) => void): Reporter {
  return atTheEnd((run) =>
    write(`${JSON.stringify(sarifLog(run), null, 2)}\n`)
  );
}

function sarifLog(run: RunRecord): Log {
  const { start, cases, end } = run;
  const failed = cases.filter(({ verdict }) =>
    ["fail", "unexpected-pass", "expected-fail"].includes(verdict)
  );
  const ids = [...new Set(failed.map(ruleOf))].sort();
  const notJudged = cases.filter(({ verdict }) => verdict === "inconclusive");
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [{
      tool: {
        driver: {
          name: "fesa-conformance",
          semanticVersion: start.suite.version,
          rules: ids.map(rule),
        },
      },
      automationDetails: { id: `fesa-conformance/${roles(start.targets)}` },
      properties: { seed: start.seed, targets: start.targets },
      invocations: [{
        executionSuccessful: end.status <= 1,
        exitCode: end.status,
        startTimeUtc: start.startedAt,
        toolExecutionNotifications: notJudged.map((one) => ({
          level: "warning",
          message: { text: oneLine(tellingRow(one)?.reason ?? "") || "?" },
          descriptor: { id: "inconclusive" },
          properties: { case: one.id },
        })),
      }],
      results: failed.map((one) => result(run, one, ids)),
    }],
  };
}

function roles(targets: readonly { readonly role: string }[]): string {
  return targets.map(({ role }) => role).join("-");
}

/** What a failure goes against; of an unexpected pass, what it meets. */
function ruleOf(reported: ReportedCase): string {
  return tellingRow(reported)?.requirement ?? reported.requirements[0];
}

function rule(id: string): ReportingDescriptor {
  const known: Requirement | undefined = requirements().get(id);
  if (known === undefined) return { id };
  return {
    id,
    shortDescription: { text: oneLine(known.text, 120) },
    fullDescription: { text: known.text },
    help: {
      text: `[${id}] ${known.text} (spec/${known.section})`,
      markdown: `**[${id}]** ${known.text}\n\nspec/${known.section}`,
    },
    defaultConfiguration: {
      level: known.level.startsWith("MUST") ? "error" : "warning",
    },
  };
}

function result(
  { start }: RunRecord,
  reported: ReportedCase,
  ids: readonly string[],
): Result {
  const row = tellingRow(reported);
  const ruleId = ruleOf(reported);
  const lines = failureLines(start, reported);
  return {
    ruleId,
    ruleIndex: ids.indexOf(ruleId),
    level: reported.verdict === "fail" ? "error" : "note",
    message: {
      text: `${reported.title}: ${oneLine(row?.reason ?? "")}\n\n${
        lines.join("\n")
      }`,
    },
    // Code scanning wants a place: there is none in the target's sources.
    locations: [{
      physicalLocation: {
        artifactLocation: { uri: `conformance/cases/${reported.id}` },
        region: { startLine: 1 },
      },
      logicalLocations: [{ fullyQualifiedName: reported.id, kind: "test" }],
    }],
    partialFingerprints: { "fesaCase/v1": caseKey(reported) },
    ...(reported.verdict === "expected-fail"
      ? {
        suppressions: [{
          kind: "external" as const,
          justification: oneLine(row?.reason ?? ""),
        }],
      }
      : {}),
    properties: { verdict: reported.verdict, role: reported.role },
  };
}
