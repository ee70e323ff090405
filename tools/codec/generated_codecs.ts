import { spawnSync } from "node:child_process";
import { FRAMES, layoutOf } from "../../src/mod.ts";
import { generateCodecs } from "../../src/wire/generate.ts";
import { denoPath } from "../gate/command.ts";
import { ROOT } from "../gate/project_files.ts";
import { UsageError } from "../usage_error.ts";

/** Where the generated codecs of this checkout are. */
export const GENERATED: string = `${ROOT}src/schema/generated_codecs.ts`;

/**
 * The text of that file, as the schema would have it: the codec of every
 * message but those that may be compressed, which are plain bytes.
 */
export function generatedCodecs(): string {
  const structs = FRAMES.filter((row) => !row.compressible)
    .map((row) => layoutOf(row.message));
  return formatted(HEADER + generateCodecs(structs, PLACES));
}

const HEADER = `/**
 * What the codecs of the messages are made of. Generated from messages.ts, and
 * not to be edited: \`npm run fesa codec generate\` writes it anew.
 */
`;
const PLACES = { types: "./messages.ts", wire: "../wire" };

/** The text as the gate wants it. */
function formatted(text: string): string {
  const { status, stdout, stderr, error } = spawnSync(
    denoPath(),
    ["fmt", "--ext", "ts", "-"],
    { cwd: ROOT, input: text, encoding: "utf8" },
  );
  if (error) {
    throw new UsageError(
      `Cannot run Deno at ${denoPath()}: the codecs are made in a checkout, after npm ci`,
    );
  }
  if (status !== 0) throw new Error(`deno fmt: ${stderr}`);
  return stdout;
}
