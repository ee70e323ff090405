import type { StartEvent } from "./event.ts";
import { type ReportedCase, tellingRow } from "./reported_case.ts";

/** The one command that runs a case again as it was run. */
export function rerunCommand(
  start: StartEvent,
  reported: ReportedCase,
): string {
  const row = tellingRow(reported);
  const base = start.commandLine ?? baseCommand(start);
  if (row?.replay !== undefined) {
    return `${base} --replay ${shellWord(row.replay)}`;
  }
  const runs = row?.path === undefined ? "" : ` --runs ${start.options.runs}`;
  return `${base} --filter ${reported.id} --seed ${start.seed}${runs}`;
}

/** A word as a shell takes it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word)
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;
}

function baseCommand({ targets }: StartEvent): string {
  if (targets.length !== 1) return "fesa conform self";
  const [{ role, command, address = "" }] = targets;
  if (command !== undefined) {
    return `fesa conform ${role} --exec ${shellWord(command)}`;
  }
  const port = /^port (\d+)$/.exec(address);
  return port === null
    ? `fesa conform ${role} ${shellWord(address)}`
    : `fesa conform ${role} --listen ${port[1]}`;
}
