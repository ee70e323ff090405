import { existsSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { Command } from "commander";
import { GENERATED, generatedCodecs } from "../codec/generated_codecs.ts";

/** `fesa codec`: the codecs that are generated from the schema. */
export function codecCommand(): Command {
  const command = new Command("codec").description(
    "The codecs generated from the schema",
  );
  command
    .command("generate")
    .description("Write the codecs of the messages")
    .option("--out <file>", "where to write", GENERATED)
    .option("--check", "write nothing; exit 1 if the file would change")
    .action(generate);
  return command;
}

function generate({ out, check }: { out: string; check?: boolean }): void {
  const text = generatedCodecs();
  if (!check) {
    writeFileSync(out, text);
    return console.log(`${text.split("\n").length - 1} lines written`);
  }
  if (existsSync(out) && readFileSync(out, "utf8") === text) {
    return console.log("The codecs are as generated");
  }
  console.error(
    `${out} is not what the schema says: run \`fesa codec generate\` and commit what it writes`,
  );
  process.exitCode = 1;
}
