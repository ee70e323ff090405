import { Command } from "commander";
import { VECTORS } from "../vectors/generate.ts";
import { showVector } from "../vectors/show/show.ts";
import { asUsage, orBadVectors } from "./vectors_options.ts";

/** `fesa vectors show`: one vector for people. */
export function showCommand(): Command {
  return new Command("show")
    .description("Explain one vector byte by byte, with what it cites")
    .argument("<vector>", "FILE#ID; a topic's name does for FILE")
    .option("--dir <dir>", "where the topics' files are", VECTORS)
    .action((place: string, { dir }: { readonly dir: string }) =>
      orBadVectors(() => console.log(asUsage(() => showVector(dir, place))))
    );
}
