import picomatch from "picomatch";
import type { Case } from "./case.ts";
import type { Setup } from "./setup.ts";

/**
 * The cases that the filters leave: those that match any pattern (all where
 * there is none), without those that match a `!pattern`. A pattern is a glob
 * over `role/layer/name`'s last two parts; an alias counts as the id.
 */
export function selectCases(
  cases: readonly Case[],
  filters: readonly string[],
): Case[] {
  const matchers = (patterns: string[]) =>
    patterns.map((pattern) => picomatch(pattern));
  const wanted = matchers(filters.filter((filter) => !filter.startsWith("!")));
  const unwanted = matchers(
    filters.filter((filter) => filter.startsWith("!")).map((f) => f.slice(1)),
  );
  const matches = (theCase: Case, list: picomatch.Matcher[]) =>
    [theCase.id, ...theCase.aliases ?? []].some((id) =>
      list.some((match) => match(id))
    );
  return cases.filter((theCase) =>
    (wanted.length === 0 || matches(theCase, wanted)) &&
    !matches(theCase, unwanted)
  );
}

/** The rows of the target's in which a case may run. */
export function candidateRows(
  theCase: Case,
  rows: readonly Setup[],
): Setup[] {
  const { settings = "any", ciphers = "default", compression = false } =
    theCase;
  const named = typeof settings === "string" ? undefined : settings;
  const among = rows.filter((row) => named?.includes(row.setting) ?? true)
    .filter((row) => !compression || named || row.setting === "proprietary");
  return among.filter((row) => {
    if (ciphers === "each") return true;
    if (ciphers !== "default") return ciphers.includes(row.cipher);
    // The default cipher, or the one there is.
    const same = among.filter((other) => other.setting === row.setting);
    return row === (same.find(({ cipher }) => cipher !== "3des") ?? same[0]);
  }).map((row) => ({ ...row, compression }));
}
