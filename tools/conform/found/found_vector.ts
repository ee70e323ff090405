import type { Finding } from "../../../conformance/runner/finding.ts";
import { rowName } from "../../../conformance/runner/setup.ts";
import { fileSchema, type VectorFile } from "../../vectors/format.ts";
import { recordingOf, recordingsFile } from "../../vectors/record/recording.ts";
import type { Recorder } from "../../vectors/record/recorder.ts";
import { SessionsVector } from "../../vectors/sessions/format.ts";

/** The provenance of what a property found. */
const FOUND = "found";

/**
 * A file of the topic `sessions` with one vector: a conversation in which a
 * target went wrong, as it goes right. Undefined where it can't be told so.
 */
export function foundVectors(
  { theCase, result, seed }: Finding,
  recorder: Recorder,
): VectorFile | undefined {
  const recording = recordingOf(recorder);
  if (recording === undefined) return undefined;
  const { requirement, expected, observed, setup } = result;
  const row = setup === undefined ? "" : `/${rowName(setup)}`;
  const file = recordingsFile([{
    ...recording,
    id: `${FOUND}/${theCase.id}${row}`.replaceAll("+", "-"),
    comment: `Where a target had ${
      // What it was played by stands in the steps.
      observed?.replace(/, for \{.*/s, "")}, due was ${expected}`,
    requirements: [
      ...new Set([requirement ?? "", ...theCase.requirements]),
    ].filter((id) => /^[A-Z]{3}-\d+$/.test(id)),
    provenance: FOUND,
  }]);
  const whole: VectorFile = {
    ...file,
    about: "A conversation in which a property found a fault, as it goes " +
      "without it. It holds the suite's throw-away keys",
    provenance: {
      [FOUND]: {
        generator: `fesa conform, ${theCase.id}`,
        seed,
        version: "1",
      },
    },
  };
  const schema = fileSchema("sessions", SessionsVector);
  return schema.safeParse(whole).success ? whole : undefined;
}
