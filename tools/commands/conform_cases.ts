import type { Case } from "../../conformance/runner/case.ts";
import { selectCases } from "../../conformance/runner/selection.ts";
import { requirements } from "../../conformance/reports/requirements.ts";

/** Lists the cases that the filters leave; gives the exit status. */
export function list(
  cases: readonly Case[],
  filters: readonly string[],
  json: boolean,
  print: (text: string) => void,
): number {
  const selected = selectCases(cases, filters);
  if (json) {
    const rows = selected.map(({ id, role, title, requirements }) => ({
      id,
      role,
      title,
      requirements,
    }));
    print(JSON.stringify(rows, null, 2));
  } else {
    const width = Math.max(0, ...selected.map(({ id }) => id.length));
    for (const { id, role, title } of selected) {
      print(`${role}  ${id.padEnd(width)}  ${title}`);
    }
  }
  return selected.length > 0 ? 0 : 4;
}

/** Prints one case with its requirements' text; gives the exit status. */
export function explain(
  cases: readonly Case[],
  id: string,
  print: (text: string) => void,
): number {
  const theCase = cases.find((one) =>
    one.id === id || one.aliases?.includes(id)
  );
  if (theCase === undefined) {
    print(`Cannot find case ${id}: see fesa conform list`);
    return 4;
  }
  const { settings = "any", ciphers = "default", needs = [] } = theCase;
  print(`${theCase.id} (${theCase.role})`);
  print(`  ${theCase.title}`);
  print(`  settings ${settings}, ciphers ${ciphers}`);
  if (needs.length > 0) print(`  needs ${needs.join(", ")}`);
  for (const requirement of theCase.requirements) {
    const known = requirements().get(requirement);
    print(
      `  [${requirement}] ${known?.text ?? ""}${
        known ? ` (${known.section})` : ""
      }`,
    );
  }
  for (const [control, why] of Object.entries(theCase.passesVacuously ?? {})) {
    print(`  passes against "${control}": ${why}`);
  }
  return 0;
}
