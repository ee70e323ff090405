import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { findBadExamples } from "../spec/examples.ts";
import { findBrokenLinks } from "../spec/links.ts";
import { formatProblem, readPages } from "../spec/page.ts";
import {
  extractRequirements,
  findStrayKeywords,
  formatRequirements,
} from "../spec/requirements.ts";

const SPEC_DIRECTORY = fileURLToPath(new URL("../../spec", import.meta.url));

/** `fesa spec`: checks the specification and extracts its requirements. */
export function specCommand(): Command {
  const command = new Command("spec").description(
    "check the specification, extract its requirements",
  );
  command
    .command("check")
    .description(
      "ids unique, requirements.json fresh, links and examples right",
    )
    .option("--dir <path>", "directory of the pages", SPEC_DIRECTORY)
    .action((options: { dir: string }) => check(options.dir));
  command
    .command("requirements")
    .description("print the requirements as JSON")
    .option("--dir <path>", "directory of the pages", SPEC_DIRECTORY)
    .option("--write", "write them to requirements.json instead")
    .action((options: { dir: string; write?: boolean }) =>
      requirements(options.dir, options.write === true)
    );
  return command;
}

/** Every problem of the specification in a directory, one line each. */
export function checkSpec(directory: string): string[] {
  const pages = readPages(directory);
  if (pages.length === 0) return [`${directory}: no page ends in .md`];
  const { requirements, problems } = extractRequirements(pages);
  const lines = [
    ...problems,
    ...findStrayKeywords(pages),
    ...findBrokenLinks(pages, directory),
    ...findBadExamples(pages),
  ].map(formatProblem);
  if (requirements.length === 0) lines.push(`${directory}: no requirement`);
  const path = join(directory, "requirements.json");
  const written = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (written !== formatRequirements(requirements)) {
    lines.push(
      "requirements.json is not what the pages say: run `fesa spec requirements --write`",
    );
  }
  return lines;
}

function check(directory: string): void {
  const lines = checkSpec(directory);
  for (const line of lines) console.error(line);
  if (lines.length > 0) {
    process.exitCode = 1;
    return;
  }
  const { requirements } = extractRequirements(readPages(directory));
  const must = requirements.filter((r) => r.level.startsWith("MUST")).length;
  console.log(`${requirements.length} requirements, ${must} of them MUST`);
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
