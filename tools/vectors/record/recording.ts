import { hex } from "../../../conformance/tester/bytes.ts";
import {
  Cipher,
  COMPRESSED_BIT,
  FrameType,
  nameOf,
  SecuritySetting,
} from "../../../src/mod.ts";
import { FORMAT, type VectorFile, type VectorHead } from "../format.ts";
import { secretsOf } from "../make/secrets.ts";
import { projectVersion } from "../project_version.ts";
import type { RecordingVector } from "../sessions/recording_format.ts";
import type { Step } from "../sessions/step_format.ts";
import { sessions } from "../sessions/topic.ts";
import { driverOf } from "./own_acts.ts";
import type { Recorder } from "./recorder.ts";

/** The provenance of what was seen on the wire. */
const RECORDED = "recorded";

/** A file of the topic `sessions` with these recordings alone. */
export function recordingsFile(
  vectors: readonly RecordingVector[],
): VectorFile {
  return {
    format: FORMAT,
    topic: sessions.name,
    schema: `../schemas/${sessions.name}.schema.json`,
    about: "Conversations of live peers, recorded by somebody in the middle " +
      "who had the server's key. They hold secrets: those of the " +
      "conversations, and in proprietary the deployment key",
    flags: {},
    provenance: {
      [RECORDED]: {
        generator: "fesa vectors record",
        seed: null,
        version: "1",
      },
    },
    count: vectors.length,
    vectors: vectors as unknown as readonly VectorHead[],
  };
}

/** The vector of what was watched; none where nothing can be kept. */
export function recordingOf(recorder: Recorder): RecordingVector | undefined {
  const { steps, trouble, handshake } = recorder;
  if (steps.length === 0 || (trouble && !trouble.keeps)) return undefined;
  const { hello, serverHello, spki, certificates } = handshake;
  const random = hello ? hex(hello.random) : "00000000";
  return {
    id: `recorded/${random.slice(0, 16)}`,
    comment: commentOf(recorder),
    requirements: requirementsOf(recorder),
    flags: [],
    provenance: RECORDED,
    since: projectVersion(),
    kind: "recording",
    drives: driverOf(steps),
    ...(serverHello && {
      setting: serverHello.setting,
      cipher: serverHello.cipher,
      compression: serverHello.compression,
      maxFrame: serverHello.maxFrame,
    }),
    ...(hello && { client: clientOf(hello) }),
    server: {
      ...(spki && { spki: hex(spki) }),
      ...(certificates && { certificates: certificates.map(hex) }),
    },
    inputs: inputsOf(recorder),
    ...(handshake.keys && !trouble && { secrets: secretsSeen(recorder) }),
    steps: [...steps],
    data: {
      client: hex(recorder.dataOf("client")),
      server: hex(recorder.dataOf("server")),
    },
    expect: expectOf(recorder),
  };
}

function clientOf(
  hello: NonNullable<Recorder["handshake"]["hello"]>,
): RecordingVector["client"] {
  const { serverName } = hello;
  return {
    versions: [...hello.versions],
    settings: [...hello.settings],
    ciphers: [...hello.ciphers],
    compressions: [...hello.compressions],
    maxFrame: hello.maxFrame,
    serverName: typeof serverName === "string"
      ? serverName
      : String.fromCharCode(...serverName),
    extensions: hello.extensions.map(({ type, data }) => ({
      type,
      data: hex(data),
    })),
  };
}

function inputsOf({ handshake, trouble }: Recorder): RecordingVector["inputs"] {
  const { hello, serverHello, preMaster, oaepSeed, deploymentKey } = handshake;
  return {
    ...(hello && { clientRandom: hex(hello.random) }),
    ...(serverHello && { serverRandom: hex(serverHello.random) }),
    ...(preMaster && { preMaster: hex(preMaster) }),
    ...(oaepSeed && { oaepSeed: hex(oaepSeed) }),
    // A key that opened nothing is not the conversation's.
    ...(deploymentKey && !trouble && { deploymentKey: hex(deploymentKey) }),
  };
}

function secretsSeen({ handshake, steps }: Recorder) {
  const { keys, serverHello } = handshake;
  const generations = steps.map(({ sealed }) => sealed?.generation ?? 0);
  // A KeyUpdate makes the next generation, whether it was used or not.
  const last = 1 + Math.max(0, ...generations) +
    (steps.some(({ name }) => name === "KeyUpdate") ? 1 : 0);
  const { schedule, first } = keys!;
  return secretsOf(schedule, first, serverHello!.cipher, last);
}

function expectOf(recorder: Recorder): RecordingVector["expect"] {
  const { trouble, alert, truncatedBy, isClean } = recorder;
  if (trouble) return { result: "unopened" };
  if (alert !== undefined) return { result: "alert", codes: [alert] };
  if (isClean) return { result: "accept" };
  return { result: "truncated", by: truncatedBy ?? "client" };
}

function commentOf(recorder: Recorder): string {
  const { serverHello } = recorder.handshake;
  const what = serverHello
    ? `${nameOf(SecuritySetting, serverHello.setting)} with ${
      nameOf(Cipher, serverHello.cipher)
    }`
    : "no more than an offer";
  return `A live conversation: ${what}, ${recorder.steps.length} frames`;
}

/** What a conversation shows by going on: the requirements of what is in it. */
function requirementsOf(recorder: Recorder): string[] {
  const { steps, handshake, truncatedBy } = recorder;
  const has = (name: string) => steps.some((step) => step.name === name);
  const types = steps.flatMap(({ sealed }) =>
    sealed ? [parseInt(sealed.plain.slice(0, 2), 16)] : []
  );
  const inner = (type: number) =>
    types.some((value) => (value & ~COMPRESSED_BIT) === type);
  return [
    "NEG-1",
    ...(has("ServerHello") ? ["NEG-31"] : []),
    ...(inner(FrameType.Finished) ? ["FIN-2"] : []),
    ...(inner(FrameType.Data) ? ["DAT-1"] : []),
    ...(inner(FrameType.Pong) ? ["PNG-1"] : []),
    ...(inner(FrameType.KeyUpdate) ? ["KUP-2"] : []),
    ...(types.some((type) => type & COMPRESSED_BIT) ? ["CMP-3"] : []),
    ...(handshake.isRejected ? ["KEX-9"] : []),
    ...(truncatedBy ? ["END-6"] : []),
    ...(steps.filter(isClose).length === 2 ? ["END-1"] : []),
  ];
}

function isClose({ sealed }: Step): boolean {
  return sealed?.plain === "1500";
}
