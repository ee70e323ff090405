import { readFileSync } from "node:fs";
import type { z } from "zod";

/**
 * Reads a JSON file that a person wrote, `what` it is being for messages.
 *
 * @throws RangeError in one line with the file and, where it is JSON, a JSON
 * pointer (RFC 6901) to the first fault.
 */
export function readJsonFile<T extends z.ZodType>(
  path: string,
  what: string,
  schema: T,
): z.infer<T> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new RangeError(`Cannot read ${what} ${path}: ${messageOf(error)}`);
  }
  return parseJsonText(text, `${what} ${path}`, schema);
}

/** The same of text; `name` says what and where it is. */
export function parseJsonText<T extends z.ZodType>(
  text: string,
  name: string,
  schema: T,
): z.infer<T> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new RangeError(`Cannot use ${name}: no JSON: ${messageOf(error)}`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const [key] = issue.code === "unrecognized_keys" ? issue.keys : [];
  const where = pointer(key === undefined ? issue.path : [...issue.path, key]);
  const why = key === undefined ? issue.message : "there is no such key";
  throw new RangeError(`Cannot use ${name}: ${where}: ${why}`);
}

/** A JSON pointer; the whole document is said in words. */
export function pointer(path: readonly PropertyKey[]): string {
  const steps = path.map((step) =>
    `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`
  );
  return steps.join("") || "the whole of it";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
