import { Command } from "commander";
import { generateCommand } from "./vectors_generate.ts";
import { lintCommand } from "./vectors_lint.ts";
import { recordCommand } from "./vectors_record.ts";
import { replayCommand } from "./vectors_replay.ts";
import { showCommand } from "./vectors_show.ts";
import { verifyCommand } from "./vectors_verify.ts";

/** `fesa vectors`: bytes and what must come of them, as JSON. */
export function vectorsCommand(): Command {
  return new Command("vectors")
    .description("Test vectors: make them, check them, play and record them")
    .addCommand(generateCommand())
    .addCommand(verifyCommand())
    .addCommand(lintCommand())
    .addCommand(showCommand())
    .addCommand(replayCommand())
    .addCommand(recordCommand());
}
