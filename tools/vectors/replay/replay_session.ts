import { equal, fromHex } from "../../../conformance/tester/bytes.ts";
import { NotApplicable } from "../../../conformance/tester/violation.ts";
import type { SessionsVector } from "../sessions/format.ts";
import type { Role } from "../sessions/step_format.ts";
import type { Replay } from "../topic.ts";
import { playClient } from "./as_client.ts";
import type { LiveServer } from "./live_server.ts";
import { type Script, scriptOf, unplayable } from "./script.ts";

/** Plays the clients of sessions, generated and recorded. */
export const sessionReplay: Replay<SessionsVector> = {
  plays: ({ drives }) => drives !== "server",
  play,
};

/** A vector's script, for an end that can be played. */
export function playable(
  vector: SessionsVector,
  played: Role,
  commands: boolean,
): Script {
  const script = scriptOf(vector);
  const why = typeof script === "string"
    ? script
    : unplayable(script, played, commands);
  if (typeof script === "string" || why !== undefined) {
    throw new NotApplicable(why ?? "");
  }
  return script;
}

/** Says what the server did with Data, which is its application's affair. */
async function play(
  vector: SessionsVector,
  server: LiveServer,
): Promise<string | undefined> {
  const script = playable(vector, "client", false);
  if (script.deploymentKeyId !== undefined) {
    throw new NotApplicable("the server's deployment key ids are its own");
  }
  const { maxFrame, serverName } = vector.client!;
  const needs = { ...script, maxFrame, serverName };
  const { wire, ...settings } = await server.prepared(needs);
  try {
    const { data } = await playClient(script, wire, settings);
    return dataNote(fromHex(vector.data.server), data);
  } finally {
    wire.leave();
  }
}

function dataNote(expected: Uint8Array, data: Uint8Array): string | undefined {
  if (expected.length === 0) return undefined;
  if (data.length === 0) return "no Data came back";
  return equal(data, expected) ? "Data echoed" : "other Data came";
}
