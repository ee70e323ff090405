import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import type { Command } from "commander";
import { COMMANDS } from "../commands.ts";
import { ROOT } from "./project_files.ts";

/** The pages beside the specification's, which have a check of their own. */
const PAGES = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "conformance/README.md",
  "conformance/peers/README.md",
  "conformance/ten_minutes.md",
  "tools/cert/README.md",
  "vectors/README.md",
];

for (const page of PAGES) {
  const text = readFileSync(ROOT + page, "utf8");

  test(`${page}: every link leads somewhere`, () => {
    const links = text.matchAll(/\]\(([^)\s]+)\)/g);
    assert.deepEqual(
      [...links].map(([, target]) => target).filter((target) =>
        !leadsSomewhere(page, target)
      ),
      [],
    );
  });

  const commands = commandsOf(text);
  if (commands.length === 0) continue;
  test(`${page}: every command that it names exists`, async () => {
    assert.deepEqual(await faultsOf(commands), []);
  });
}

function leadsSomewhere(page: string, target: string): boolean {
  if (/^https?:/.test(target)) return true;
  const [path, anchor] = target.split("#");
  const file = path === "" ? ROOT + page : join(ROOT, dirname(page), path);
  if (!existsSync(file)) return false;
  return anchor === undefined || anchorsOf(file).includes(anchor);
}

/** As GitHub makes them of headings. */
function anchorsOf(file: string): string[] {
  const headings = readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, heading]) =>
    heading.toLowerCase().replaceAll(/[^\w\- ]/g, "").replaceAll(" ", "-")
  );
}

/** The command lines of `fesa` in a page's code, a line or a span each. */
function commandsOf(text: string): string[] {
  const code = text.matchAll(
    /(?:^ {4}|^\$ |`|'|\| )(?:npm run --silent fesa --|fesa) ([^`\n]+)/gm,
  );
  return [...code].map(([, line]) => line);
}

async function faultsOf(lines: readonly string[]): Promise<string[]> {
  const faults = await Promise.all(lines.map(async (line) => {
    const words = line.replaceAll(/'[^']*'/g, "CMD").split(/\s+/);
    const [name, sub] = words;
    if (!Object.hasOwn(COMMANDS, name)) {
      return /^[a-z]+$/.test(name) ? [`fesa ${line}: no such command`] : [];
    }
    const command = await COMMANDS[name].load();
    const chosen = command.commands.find((one) => one.name() === sub);
    const used = chosen ?? command;
    const isUnknown = chosen === undefined && command.commands.length > 0 &&
      /^[a-z]+$/.test(sub ?? "");
    return [
      ...isUnknown ? [`fesa ${line}: no such subcommand`] : [],
      ...words.filter((word) => /^--[a-z]/.test(word))
        .filter((word) => !hasOption(used, word))
        .map((word) => `fesa ${line}: ${word} is no option`),
    ];
  }));
  return faults.flat();
}

function hasOption({ options }: Command, word: string): boolean {
  const [name] = word.split("=");
  return name === "--help" || options.some(({ long }) => long === name);
}
