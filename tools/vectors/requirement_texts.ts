import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const REQUIREMENTS: string = fileURLToPath(
  new URL("../../spec/requirements.json", import.meta.url),
);

let known: ReadonlyMap<string, string> | undefined;

/** The text of every requirement of the specification, by its id. */
export function requirementTexts(): ReadonlyMap<string, string> {
  known ??= new Map(
    (JSON.parse(readFileSync(REQUIREMENTS, "utf8")) as {
      id: string;
      text: string;
    }[]).map(({ id, text }) => [id, text]),
  );
  return known;
}
