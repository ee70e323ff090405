import process from "node:process";
import { Command } from "commander";
import { refusing, withPassphrase } from "../cert/command_options.ts";

interface InspectCommandOptions {
  readonly at?: string;
  readonly json?: boolean;
  readonly passphraseFile?: string;
  readonly passphraseEnv?: string;
}

/** `fesa cert inspect`: what is in a file. */
export function inspectCommand(): Command {
  const command = new Command("inspect").description(
    "Show the certificates, requests, revocation lists and keys in a file, and " +
      "what is wrong with them; of a private key what is public. Exit status 1 " +
      "if something in it can't be read",
  )
    .argument("<file>", "PEM or DER; - is standard input")
    .option("--at <time>", "When to judge validity (default: now)")
    .option("--json", "Print JSON");
  return withPassphrase(command, "an encrypted key").action(
    (file: string, options: InspectCommandOptions) =>
      refusing(() => inspect(file, options)),
  );
}

async function inspect(
  file: string,
  { at, json, passphraseFile, passphraseEnv }: InspectCommandOptions,
): Promise<void> {
  const { inspectFile } = await import("../cert/inspect/inspect_file.ts");
  const { factsJson, factsText } = await import(
    "../cert/inspect/print_facts.ts"
  );
  const { readInstant } = await import("../cert/instant.ts");
  const facts = await inspectFile(file, {
    time: at === undefined ? new Date() : readInstant("--at", at),
    passphrase: { file: passphraseFile, env: passphraseEnv },
  });
  process.stdout.write(json ? `${factsJson(facts)}\n` : factsText(facts));
  if (facts.some(({ type }) => type === "unreadable")) process.exitCode = 1;
}
