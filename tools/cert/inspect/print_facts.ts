import { printable } from "../printable.ts";
import type { Fact, Facts } from "./facts.ts";

/** Facts as JSON, in which nothing steers a terminal. */
export function factsJson(facts: readonly Facts[]): string {
  return JSON.stringify({ objects: facts }, null, 2).replaceAll(
    /[\u007f-\u009f\p{Cf}\u2028\u2029]/gu,
    (char) =>
      char.split("").map((unit) =>
        `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`
      ).join(""),
  );
}

/** Facts for a person: a paragraph for each object, a line for each fact. */
export function factsText(facts: readonly Facts[]): string {
  return facts.map(paragraph).join("\n");
}

function paragraph({ type, warnings, ...facts }: Facts): string {
  const rows = Object.entries(facts).flatMap(([name, fact]) =>
    rowsOf(name, fact)
  );
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return [
    `${type[0].toUpperCase()}${type.slice(1)}`,
    ...rows.map(([name, value]) =>
      `  ${name.padEnd(width)}  ${value}`.trimEnd()
    ),
    ...warnings.map((warning) => `  Warning: ${printable(warning)}`),
    "",
  ].join("\n");
}

/** An object's facts become rows of their own; a list of objects one a row. */
function rowsOf(name: string, fact: Fact): [string, string][] {
  if (Array.isArray(fact)) {
    return fact.some((item) => isObject(item))
      ? fact.map((item) => [name, inline(item)])
      : [[name, inline(fact)]];
  }
  return isObject(fact)
    ? Object.entries(fact).map(([part, value]) => [
      `${name} ${part}`,
      inline(value),
    ])
    : [[name, inline(fact)]];
}

function inline(fact: Fact): string {
  if (Array.isArray(fact)) return fact.map(inline).join(", ") || "none";
  if (isObject(fact)) {
    return Object.entries(fact).map(([name, value]) =>
      `${name} ${inline(value)}`
    ).join(", ");
  }
  return fact === null ? "none" : printable(String(fact));
}

function isObject(fact: Fact): fact is { readonly [name: string]: Fact } {
  return typeof fact === "object" && fact !== null && !Array.isArray(fact);
}
