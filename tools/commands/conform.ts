import { Command } from "commander";
import { explainCommand } from "./conform_explain.ts";
import { faultyCommand } from "./conform_faulty.ts";
import { listCommand } from "./conform_list.ts";
import { mergeCommand } from "./conform_merge.ts";
import { mutantsCommand } from "./conform_mutants.ts";
import { clientCommand, selfCommand, serverCommand } from "./conform_run.ts";

/** What `fesa conform` can do, in the order of its help. */
const SUBCOMMANDS: readonly (() => Command)[] = [
  serverCommand,
  clientCommand,
  selfCommand,
  listCommand,
  explainCommand,
  mergeCommand,
  mutantsCommand,
  faultyCommand,
];

/** `fesa conform`: tests a server or a client, whoever made it. */
export function conformCommand(): Command {
  const conform = new Command("conform")
    .description("Test an implementation of the protocol");
  for (const make of SUBCOMMANDS) conform.addCommand(make());
  return conform;
}
