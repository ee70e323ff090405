import type { Case } from "./case.ts";

/** The case of this id, or that once had it. */
export function caseNamed(
  cases: readonly Case[],
  name: string,
): Case | undefined {
  return cases.find(({ id, aliases = [] }) =>
    id === name || aliases.includes(name)
  );
}
