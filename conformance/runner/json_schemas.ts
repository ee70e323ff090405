import { z } from "zod";
import { Baseline, BASELINE_SCHEMA } from "./baseline.ts";
import { Profile } from "./profile.ts";
import { REPLAY_SCHEMA, ReplayFile } from "./replay_file.ts";

/** The JSON Schemas of the files that people give a run, by file name. */
export function runFileSchemas(): ReadonlyMap<string, string> {
  return new Map([
    ["conformance-baseline.schema.json", schemaOf(BASELINE_SCHEMA, Baseline)],
    ["conformance-profile.schema.json", schemaOf("profile", Profile)],
    ["conformance-replay.schema.json", schemaOf(REPLAY_SCHEMA, ReplayFile)],
  ]);
}

function schemaOf(title: string, type: z.ZodType): string {
  const { $schema, ...schema } = z.toJSONSchema(type, {
    // That our own types can't be changed is nothing to those who read them.
    override: ({ jsonSchema }) => void delete jsonSchema.readOnly,
  });
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}
