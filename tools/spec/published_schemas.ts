import { reportSchemas } from "../../conformance/reports/json_schema.ts";
import { runFileSchemas } from "../../conformance/runner/json_schemas.ts";
import { messageSchemas } from "./message_schemas.ts";

/**
 * The JSON Schemas that stand beside the pages, by file name: of every
 * message, of what the conformance suite writes for programs, and of the files
 * that people give it.
 */
export function publishedSchemas(): ReadonlyMap<string, string> {
  return new Map([
    ...messageSchemas(),
    ...reportSchemas(),
    ...runFileSchemas(),
  ]);
}
