import { reportSchemas } from "../../conformance/reports/json_schema.ts";
import { messageSchemas } from "./message_schemas.ts";

/**
 * The JSON Schemas that stand beside the pages, by file name: of every
 * message, and of what the conformance suite writes for programs.
 */
export function publishedSchemas(): ReadonlyMap<string, string> {
  return new Map([...messageSchemas(), ...reportSchemas()]);
}
