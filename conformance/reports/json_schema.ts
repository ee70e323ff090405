import { z } from "zod";
import { KILL_SCORE_SCHEMA, KillScore } from "../mutants/kill_score.ts";
import { EVENTS_SCHEMA, ReportEvent } from "./event.ts";
import { JsonReport, REPORT_SCHEMA } from "./json_report.ts";

/** The JSON Schemas of what the suite writes for programs, by file name. */
export function reportSchemas(): ReadonlyMap<string, string> {
  return new Map([
    ["conformance-report.schema.json", schemaOf(REPORT_SCHEMA, JsonReport)],
    ["conformance-events.schema.json", schemaOf(EVENTS_SCHEMA, ReportEvent)],
    ["kill-score.schema.json", schemaOf(KILL_SCORE_SCHEMA, KillScore)],
  ]);
}

function schemaOf(title: string, type: z.ZodType): string {
  const { $schema, ...schema } = z.toJSONSchema(type, {
    // That our own types can't be changed is nothing to those who read them.
    override: ({ jsonSchema }) => void delete jsonSchema.readOnly,
  });
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}
