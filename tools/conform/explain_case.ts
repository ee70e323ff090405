import type { Mutant } from "../../conformance/mutants/mutant.ts";
import { requirements } from "../../conformance/reports/requirements.ts";
import { type Case, layerOf } from "../../conformance/runner/case.ts";
import { candidateRows } from "../../conformance/runner/selection.ts";
import {
  ciphersOf,
  rowName,
  SETTINGS,
  type Setup,
} from "../../conformance/runner/setup.ts";
import { AlertCode } from "../../src/mod.ts";

const WIDTH = 80;
const INDENT = 11;

/**
 * All that is known of a case without running it, as lines: with a faulty peer
 * that it finds, if there is one.
 */
export function explainCase(
  theCase: Case,
  finds?: Pick<Mutant, "id" | "title">,
): string[] {
  const { id, role, title, killsNone } = theCase;
  const { aliases = [], passesVacuously = {} } = theCase;
  return [
    id,
    title,
    "",
    ...part("role", `${role}: the tester is the ${OTHER[role]}`),
    ...part("layer", layerOf(theCase)),
    ...part("runs in", rowsText(theCase)),
    ...part("needs", needsText(theCase)),
    ...theCase.requirements.flatMap((name, i) =>
      part(i === 0 ? "judges" : "", requirementText(name))
    ),
    ...part(
      "sends",
      theCase.gate === true
        ? "a whole conversation, legal to the last byte"
        : theCase.conversation !== undefined
        ? PROPERTY
        : "a conversation that is legal, but for what its title says",
    ),
    ...part("allowed", allowedText(theCase)),
    ...(finds === undefined
      ? []
      : part("finds", `${finds.title} (fesa conform faulty ${finds.id})`)),
    ...(killsNone === undefined ? [] : part("finds", killsNone)),
    ...(aliases.length > 0 ? part("was", aliases.join(", ")) : []),
    ...Object.entries(passesVacuously).flatMap(([control, why]) =>
      part("vacuous", `passes against a peer that is "${control}": ${why}`)
    ),
    "",
    ...runLines(theCase),
  ];
}

const OTHER = { server: "client", client: "server" } as const;

const PROPERTY =
  "conversations drawn from --seed, --runs of them in each row, each on a " +
  "connection of its own; one that fails is shrunk to the smallest that " +
  "does, played once more, and kept in --found with a vector of it: what " +
  "--replay FILE plays again";

const ALL_ROWS: readonly Setup[] = SETTINGS.flatMap((setting) =>
  ciphersOf(setting).map((cipher) => ({ setting, cipher, compression: false }))
);

function rowsText(theCase: Case): string {
  const rows = candidateRows(theCase, ALL_ROWS).map(rowName).join(", ");
  return (theCase.settings ?? "any") === "any"
    ? `the first of these that the target has: ${rows}`
    : `each of these that the target has: ${rows}`;
}

const MEANING: Readonly<Record<string, string>> = {
  contract: "the control contract (spec/control-contract.md)",
  commands: "commands of the control contract",
  echo: "an application that sends Data back",
};

function needsText({ needs = [], config, alone, optIn }: Case): string {
  const words = [
    ...needs.map((need) => MEANING[need] ?? `\`${need}\``),
    ...(config === undefined
      ? []
      : ["a configuration of its own, by the control contract"]),
    ...(alone === true ? ["nothing running beside it"] : []),
    ...(optIn === true ? ["to be named in full, or --opt-in: it is long"] : []),
  ];
  return words.length === 0 ? "nothing more" : words.join("; ");
}

/** What a fault may be answered with, by the codes in its requirements. */
function allowedText({ requirements: ids }: Case): string {
  const texts = ids.map((id) => requirements().get(id)?.text ?? "");
  const codes = new Set(
    texts.flatMap((text) => [...text.matchAll(/`(\w+)`/g)])
      .map(([, word]) => word).filter((word) => word in AlertCode),
  );
  return codes.size === 0
    ? "what its requirements say; see What a tester observes, spec/conformance.md"
    : `an Alert ${
      [...codes].join(" or ")
    } where a requirement names it, in clear until the target has sealed its Finished and protected from then on; then FIN, or a reset`;
}

function requirementText(id: string): string {
  const known = requirements().get(id);
  return known === undefined
    ? `[${id}]`
    : `[${id}] ${known.text} (spec/${known.section})`;
}

function runLines({ id, role, config, needs = [] }: Case): string[] {
  const contract = config !== undefined || needs.includes("contract") ||
    needs.includes("commands");
  const bare = role === "server" ? "HOST:PORT" : "--listen PORT";
  return [
    ...(contract ? [] : [`fesa conform ${role} ${bare} --filter ${id}`]),
    `fesa conform ${role} --exec 'CMD' --filter ${id}`,
    `fesa conform explain ${id} --show`,
  ];
}

/** A name and its text, broken into lines behind it. */
function part(name: string, text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH - INDENT) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines.map((line, i) =>
    `${(i === 0 ? name : "").padEnd(INDENT)}${line}`
  );
}
