import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { checkSpec } from "../spec/check.ts";
import { formatFigures } from "../spec/coverage.ts";
import { writeGenerated } from "../spec/generate.ts";
import { formatProblem, readPages } from "../spec/page.ts";
import {
  extractRequirements,
  formatRequirements,
} from "../spec/requirements.ts";
import { siteCommands } from "./spec_site.ts";

const SPEC_DIRECTORY = fileURLToPath(new URL("../../spec", import.meta.url));

/** `fesa spec`: checks, refreshes and shows the specification. */
export function specCommand(): Command {
  const command = new Command("spec").description(
    "check, refresh and show the specification",
  );
  const add = (name: string, description: string) =>
    command.command(name).description(description)
      .option("--dir <path>", "directory of the pages", SPEC_DIRECTORY);
  add(
    "check",
    "ids, links, examples, generated blocks and files; each requirement tested or filed",
  ).action(({ dir }: { dir: string }) => check(dir));
  add("generate", "refresh everything that is generated")
    .action(({ dir }: { dir: string }) => generate(dir));
  add("requirements", "print the requirements as JSON")
    .option("--write", "write them to requirements.json instead")
    .action(({ dir, write }: { dir: string; write?: boolean }) =>
      requirements(dir, write === true)
    );
  for (const site of siteCommands(SPEC_DIRECTORY)) command.addCommand(site);
  return command;
}

function check(directory: string): void {
  const { problems, coverage } = checkSpec(directory);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(formatFigures(coverage));
}

function generate(directory: string): void {
  const changed = writeGenerated(directory);
  console.log(
    changed.length === 0 ? "Nothing to refresh" : changed.join("\n"),
  );
}

function requirements(directory: string, write: boolean): void {
  const { requirements, problems } = extractRequirements(readPages(directory));
  if (problems.length > 0) {
    for (const problem of problems) console.error(formatProblem(problem));
    process.exitCode = 1;
    return;
  }
  const text = formatRequirements(requirements);
  if (write) writeFileSync(join(directory, "requirements.json"), text);
  else process.stdout.write(text);
}
