import { z } from "zod";
import type { Case } from "./case.ts";
import { caseNamed } from "./case_names.ts";
import { parseJsonText, readJsonFile } from "./json_file.ts";

/** The name of the replay file's shape. */
export const REPLAY_SCHEMA = "fesa-conformance-replay/1";

/** A case to run again as it was run: what `--replay` takes. */
export const ReplayFile = z.strictObject({
  schema: z.literal(REPLAY_SCHEMA),
  case: z.string().min(1).describe("The case's id, or an alias of it"),
  role: z.enum(["server", "client"]),
  row: z.string().min(1).optional()
    .describe("The row of the matrix, as `open/aes`; left out: all"),
  seed: z.int().min(0),
  runs: z.int().min(1).optional().describe("Runs of a property"),
  path: z.string().regex(/^\d+(:\d+)*$/).optional()
    .describe("Of a property: where the smallest counterexample is drawn"),
  conversation: z.json().optional()
    .describe("Of a property: what the smallest counterexample says"),
});
/** A case to run again as it was run. */
export type ReplayFile = z.infer<typeof ReplayFile>;

/** A conversation is of the kind that the case has, if it has any. */
function requireConversation(
  path: string,
  { id, conversation }: Case,
  replay: ReplayFile,
): void {
  if (replay.conversation === undefined) return;
  if (conversation === undefined) {
    throw new RangeError(
      `Cannot use replay ${path}: /conversation: ${id} is no property`,
    );
  }
  const text = JSON.stringify({ conversation: replay.conversation });
  parseJsonText(text, `replay ${path}`, z.object({ conversation }));
}

/**
 * Reads a replay file and finds its case.
 *
 * @throws RangeError in one line with file and JSON pointer.
 */
export function readReplay(
  path: string,
  cases: readonly Case[],
): { readonly replay: ReplayFile; readonly theCase: Case } {
  const replay = readJsonFile(path, "replay", ReplayFile);
  const theCase = caseNamed(cases, replay.case);
  if (theCase?.role === replay.role) {
    requireConversation(path, theCase, replay);
    return { replay, theCase };
  }
  throw new RangeError(
    theCase === undefined
      ? `Cannot use replay ${path}: /case: there is no case ${replay.case}`
      : `Cannot use replay ${path}: /role: ${theCase.id} is a case for a ${theCase.role}`,
  );
}
