import type { Kill } from "./kill.ts";
import type { KillScore } from "./kill_score.ts";

/** Cases named in a line; the JSON report has all of them. */
const NAMED = 3;

/** A line of the table: which cases kill a mutant. */
export function killLine({ id, requirement, killedBy }: Kill): string {
  const verdict = killedBy.length > 0 ? "killed  " : "SURVIVES";
  const named = killedBy.slice(0, NAMED);
  const more = killedBy.length - named.length;
  const by = [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
  return `${verdict}  ${id}  ${requirement}${by === "" ? "" : `  by ${by}`}`;
}

/** What a score comes to, in a few lines. */
export function scoreLines(score: KillScore): string[] {
  const { mutants, survivors, killsNothing } = score;
  const killed = mutants.length - survivors.length;
  return [
    ...list("The reference itself does not pass", score.referenceFails),
    ...list("The suite stumbled", score.suiteFaults),
    ...list("No case kills", survivors),
    ...list("Recorded kills that do not happen", score.lost),
    ...list("Cases that kill no mutant", killsNothing),
    `${killed} of ${mutants.length} mutants killed` +
    (score.scope === "part" ? "" : `, ${killsNothing.length} cases kill none`),
  ];
}

function list(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [`${title}:`, ...lines.map((line) => `  ${line}`), ""];
}
