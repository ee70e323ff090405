import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding, Kept } from "../../../conformance/runner/finding.ts";
import {
  REPLAY_SCHEMA,
  type ReplayFile,
} from "../../../conformance/runner/replay_file.ts";
import { rowName, type Setup } from "../../../conformance/runner/setup.ts";
import { printJson } from "../../vectors/print_json.ts";
import { foundVectors } from "./found_vector.ts";
import { playReference } from "./play_reference.ts";

/**
 * Keeps what properties find in a folder, two files each: what `--replay`
 * takes, and the conversation as a test vector, with what an implementation
 * does that has not the fault. A file that can't be written is left out, and
 * `complain` told.
 */
export function foundKeeper(
  folder: string,
  complain: (line: string) => void,
): (finding: Finding) => Promise<Kept> {
  return async (finding) => {
    const { setup } = finding.result;
    if (setup === undefined) return {};
    const name = join(folder, fileName(finding, setup));
    const write = (path: string, json: unknown): string | undefined => {
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(path, printJson(json));
        return path;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        complain(`Cannot write ${path}: ${why}`);
        return undefined;
      }
    };
    const replay = write(`${name}.replay.json`, replayOf(finding, setup));
    const recording = await playReference(finding, setup);
    const vectors = recording && foundVectors(finding, recording);
    const vector = vectors && write(`${name}.vector.json`, vectors);
    return { ...(replay && { replay }), ...(vector && { vector }) };
  };
}

function fileName({ theCase }: Finding, setup: Setup): string {
  return `${theCase.id}-${rowName(setup)}`.replaceAll(/[/+]/g, "-");
}

function replayOf({ theCase, result, seed, runs }: Finding, setup: Setup) {
  const { path, conversation } = result;
  return {
    schema: REPLAY_SCHEMA,
    case: theCase.id,
    role: theCase.role,
    row: rowName(setup),
    seed,
    runs,
    ...(path === undefined ? {} : { path }),
    conversation: conversation as ReplayFile["conversation"],
  } satisfies ReplayFile;
}
