import { type Case, layerOf } from "../../conformance/runner/case.ts";
import { caseNamed } from "../../conformance/runner/case_names.ts";
import { selectCases } from "../../conformance/runner/selection.ts";
import { nearestNames } from "../conform/nearest_names.ts";
import { UsageError } from "../usage_error.ts";

/** Lists the cases that the filters leave; gives the exit status. */
export function list(
  cases: readonly Case[],
  filters: readonly string[],
  json: boolean,
  print: (text: string) => void,
): number {
  const selected = selectCases(cases, filters);
  if (json) {
    print(JSON.stringify(selected.map(listed), null, 2));
  } else {
    const width = Math.max(0, ...selected.map(({ id }) => id.length));
    for (const { id, role, title } of selected) {
      print(`${role}  ${id.padEnd(width)}  ${title}`);
    }
  }
  return selected.length > 0 ? 0 : 4;
}

/** What a program is told of a case. */
function listed(theCase: Case): Readonly<Record<string, unknown>> {
  const { id, role, title, aliases = [], requirements, needs = [] } = theCase;
  return {
    id,
    role,
    layer: layerOf(theCase),
    title,
    aliases,
    requirements,
    settings: theCase.settings ?? "any",
    ciphers: theCase.ciphers ?? "default",
    compression: theCase.compression === true,
    needs,
    gate: theCase.gate === true,
    optIn: theCase.optIn === true,
  };
}

/**
 * The case of an id, or that once had it.
 *
 * @throws UsageError in one line that names the nearest where there is none.
 */
export function findCase(cases: readonly Case[], id: string): Case {
  const found = caseNamed(cases, id);
  if (found !== undefined) return found;
  const names = cases.flatMap((one) => [one.id, ...one.aliases ?? []]);
  const near = nearestNames(id, names);
  const hint = near.length > 0
    ? `did you mean ${near.join(", ")}?`
    : "see fesa conform list";
  throw new UsageError(`Cannot find case ${id}: ${hint}`);
}
