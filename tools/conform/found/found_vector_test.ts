import assert from "node:assert/strict";
import { test } from "node:test";
import type { Attack } from "../../../conformance/attacker/attack.ts";
import { CASES } from "../../../conformance/cases/mod.ts";
import type { Finding } from "../../../conformance/runner/finding.ts";
import type { RecordingVector } from "../../vectors/sessions/recording_format.ts";
import { verifyRecording } from "../../vectors/sessions/verify_recording.ts";
import { foundVectors } from "./found_vector.ts";
import { playReference } from "./play_reference.ts";

/** The server's KeyUpdate is lost, and its close does not open any more. */
const LOST_KEY_UPDATE: Attack = {
  seed: 0,
  talk: [{ by: "server", say: "keyUpdate", size: 0 }],
  closer: "client",
  deeds: [{ do: "drop", from: "server", frame: 3 }],
};
const BAD_FRAME_PROTECTION = 0x30;

test("an Alert that is kept back behind a close is in the vector", async () => {
  const theCase = CASES.find(({ id }) => id === "handshake/client-any-attack")!;
  const setup = { setting: "open", cipher: "aes", compression: false } as const;
  const finding: Finding = {
    theCase,
    seed: 1,
    runs: 1,
    result: {
      setup,
      verdict: "fail",
      reason: "It ended clean",
      conversation: LOST_KEY_UPDATE,
      durationMs: 0,
      transcript: [],
    },
  };
  const recorder = await playReference(finding, setup);
  assert.ok(recorder !== undefined);
  const file = foundVectors(finding, recorder);
  const [vector] = file?.vectors as readonly RecordingVector[];
  assert.deepEqual(vector.expect, {
    result: "alert",
    codes: [BAD_FRAME_PROTECTION],
  });
  assert.equal(await verifyRecording(vector), undefined);
});
