import { vectorKeys } from "../make/vector_keys.ts";
import { playExec } from "../replay/exec_sessions.ts";
import { sessionReplay } from "../replay/replay_session.ts";
import { type Topic, topic } from "../topic.ts";
import { SessionsVector } from "./format.ts";
import { generateSessions } from "./generate.ts";
import { verifyRecording } from "./verify_recording.ts";
import { verifySession } from "./verify.ts";

/** Whole conversations: spec/handshake.md and spec/channel.md. */
export const sessions: Topic = topic({
  name: "sessions",
  layer: "channel",
  summary: "whole conversations, with every drawn value and every secret",
  minimum: 180,
  about: "Whole conversations from the ClientHello to the end, with every " +
    "drawn value and every intermediate secret. `session`: each end can be " +
    "put in its place; given the other's frames and its own values, it sends " +
    "these frames. Only compressed content may be encoded otherwise. " +
    "`truncation`: the same, until the stream of one end is over before its " +
    "`close`. `recording`: what somebody in the middle of two live peers saw; " +
    "what either sends, its application decided.",
  flags: {
    Finished: {
      bugClass: "A Finished is not compared with the expected one",
      effect: "A peer that saw another handshake is accepted",
    },
    Truncated: {
      bugClass: "The end of the stream is taken for the end of the Data",
      effect: "An attacker cuts a conversation short, and nobody notices",
    },
    Altered: {
      bugClass: "A frame is taken that was not sealed for its place",
      effect: "An attacker changes, repeats, drops or inserts frames",
    },
  },
  keys: vectorKeys("rsa1024", "rsa2048", "rsa3072", "rsa4096"),
  vector: SessionsVector,
  generate: generateSessions,
  verify: (vector, surroundings) =>
    vector.kind === "recording"
      ? verifyRecording(vector)
      : verifySession(vector, surroundings),
  faultRule: ({ kind, steps, expect }) => {
    if (kind === "recording") return undefined;
    const faults = steps.filter(({ fault }) => fault).length;
    const wanted = expect.result === "alert" ? 1 : 0;
    return faults === wanted
      ? undefined
      : `${faults} steps have a fault, ${wanted ? "one" : "none"} should`;
  },
  replay: { ...sessionReplay, playExec },
});
