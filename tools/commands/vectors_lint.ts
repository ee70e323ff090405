import { Command } from "commander";
import process from "node:process";
import { VECTORS } from "../vectors/generate.ts";
import type { FileFigures } from "../vectors/lint/figures.ts";
import { lint } from "../vectors/lint/lint.ts";
import { problemText } from "../vectors/problem.ts";
import { named, withTopics } from "./vectors_options.ts";

/** `fesa vectors lint`: what no schema says of vectors. */
export function lintCommand(): Command {
  return withTopics(new Command("lint"))
    .description("Check vectors for what their schemas don't say")
    .option("--dir <dir>", "where the vectors are, or one file", VECTORS)
    .option("--set", "hold another folder to be a whole set, as our own is")
    .action((flags: LintFlags) => {
      const { problems, figures, isSet } = lint(
        flags.dir,
        named(flags.topic),
        flags.set,
      );
      for (const problem of problems) console.error(problemText(problem));
      for (const file of figures) console.log(line(file, isSet));
      const sum = (key: "vectors" | "distinct" | "negative") =>
        figures.reduce((n, file) => n + file[key], 0);
      console.log(
        `${sum("vectors")} vectors, ${sum("negative")} negative; ` +
          `${sum("distinct")} differ in topic, field, fault or answer`,
      );
      if (problems.length === 0) return console.log("Nothing is wrong");
      console.log(`${problems.length} problems`);
      process.exitCode = 1;
    });
}

/** Options of `fesa vectors lint`. */
interface LintFlags {
  readonly topic: readonly string[];
  readonly dir: string;
  readonly set?: boolean;
}

function line(file: FileFigures, isSet: boolean): string {
  const { topic, name, vectors, distinct, negative, minimum } = file;
  const number = (value: number) => String(value).padStart(5);
  return `${topic.padEnd(12)} ${number(vectors)} vectors, ` +
    `${number(distinct)} differ, ${number(negative)} negative, ` +
    `${isSet ? `at least ${number(minimum)}  ` : ""}${name}`;
}
