import { readFileSync } from "node:fs";

/** One numbered requirement, as the spec has it. */
export interface Requirement {
  readonly id: string;
  readonly level: string;
  readonly text: string;
  readonly section: string;
}

let loaded: ReadonlyMap<string, Requirement> | undefined;

/** The spec's requirements by id; empty where the list is not there. */
export function requirements(): ReadonlyMap<string, Requirement> {
  loaded ??= new Map(read().map((one) => [one.id, one]));
  return loaded;
}

function read(): Requirement[] {
  const url = new URL("../../spec/requirements.json", import.meta.url);
  try {
    return JSON.parse(readFileSync(url, "utf8")) as Requirement[];
  } catch {
    return [];
  }
}
