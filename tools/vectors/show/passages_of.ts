import { annotatePlaintext } from "../../../conformance/reports/annotate.ts";
import { fromHex } from "../../../conformance/tester/bytes.ts";
import { KeySchedule } from "../../../conformance/tester/schedule.ts";
import { COMPRESSED_BIT, FRAMES, FrameType } from "../../../src/mod.ts";
import type { CompressionVector } from "../compression/format.ts";
import type { VectorHead } from "../format.ts";
import type { FrameVector } from "../frames/format.ts";
import type { IdentityVector } from "../identity/format.ts";
import type { KeysVector } from "../keys/format.ts";
import type { MessageVector } from "../messages/format.ts";
import type { NegotiationVector } from "../negotiation/format.ts";
import type { ProtectionVector } from "../protection/format.ts";
import type { RsaVector } from "../rsa/format.ts";
import type { SessionsVector } from "../sessions/format.ts";
import type { Surroundings } from "../topic.ts";
import { compressionPassages } from "./compression_passages.ts";
import { derPassage } from "./der_passage.ts";
import { behind, bodyPassage, framePassage, type Passage } from "./passage.ts";
import { rsaPassages } from "./rsa_passages.ts";
import { sealedPassages } from "./sealed_passage.ts";
import { sessionPassages } from "./session_passages.ts";

/** The bytes of a vector of a topic, in their ranges; none is an own kind. */
export function passagesOf(
  topic: string,
  vector: VectorHead,
  surroundings: Surroundings,
): readonly Passage[] {
  const passages = BY_TOPIC[topic]?.(vector as unknown as never, surroundings);
  return (passages ?? []).map(({ title, rows }) => ({
    title,
    rows: rows.map((row) => ({
      ...row,
      requirement: row.requirement ?? ruleOf(row.path, vector),
    })),
  }));
}

/** Of bytes that no field of the schema has: what the vector is about. */
function ruleOf(path: string, { requirements }: VectorHead): string {
  return path.endsWith("(DEFLATE)") ? "CMP-1" : requirements[0];
}

type Passages = (vector: never, surroundings: Surroundings) => Passage[];

const BY_TOPIC: Readonly<Record<string, Passages>> = {
  frames: framePassages,
  messages: messagePassages,
  keys: keysPassages,
  rsa: rsaPassages as (vector: RsaVector, keys: Surroundings) => Passage[],
  protection: protectionPassages,
  compression: compressionPassages as (v: CompressionVector) => Passage[],
  negotiation: negotiationPassages,
  identity: identityPassages,
  sessions: sessionPassages as (vector: SessionsVector) => Passage[],
};

function framePassages(vector: FrameVector): Passage[] {
  if (vector.kind === "header") {
    return [framePassage("header", fromHex(vector.header))];
  }
  return vector.plains.map((hex, i) => plainPassage(`plains[${i}]`, hex));
}

function plainPassage(title: string, hex: string): Passage {
  const plain = fromHex(hex);
  return { title, rows: annotatePlaintext(plain, plain.length) };
}

/** An inner message has its type before it in place of a header. */
function messagePassages({ message, body }: MessageVector): Passage[] {
  const row = FRAMES.find(({ name }) => name === message);
  if (!row) return [];
  const content = fromHex(body);
  if (row.where === "clear") return [bodyPassage(message, row.type, content)];
  const plain = behind(row.type & ~COMPRESSED_BIT, content);
  const rows = annotatePlaintext(plain, plain.length).slice(1)
    .map((field) => ({
      ...field,
      start: field.start - 1,
      end: field.end - 1,
    }));
  return [{ title: message, rows }];
}

function keysPassages(vector: KeysVector): Passage[] {
  const frames = vector.frames.map(fromHex);
  const passages = frames.map((frame, i) =>
    framePassage(`frames[${i}]`, frame)
  );
  if (vector.kind === "schedule") return passages;
  const versions = 4 + 1 + frames[0][4];
  const schedule = new KeySchedule({
    frames,
    clientRandom: frames[0].subarray(versions, versions + 32),
    serverRandom: frames[1].subarray(6, 38),
    ikm: fromHex(vector.ikm),
    first: vector.setting === 1 ? "server" : "client",
  });
  return [
    ...passages,
    ...sealedPassages("frame, under the right keys", fromHex(vector.frame), {
      cipher: vector.cipher,
      secret: schedule.secrets[vector.from],
      sequence: 0,
    }),
  ];
}

function protectionPassages(vector: ProtectionVector): Passage[] {
  const { cipher, secret, sequence, frame } = vector;
  return sealedPassages("frame", fromHex(frame), {
    cipher,
    secret: fromHex(secret),
    sequence,
  });
}

function negotiationPassages(vector: NegotiationVector): Passage[] {
  return vector.kind === "offer"
    ? [
      bodyPassage(
        "ClientHello",
        FrameType.ClientHello,
        fromHex(vector.clientHello),
      ),
    ]
    : [
      bodyPassage(
        "ServerHello",
        FrameType.ServerHello,
        fromHex(vector.serverHello),
      ),
    ];
}

function identityPassages(vector: IdentityVector): Passage[] {
  const { chain, anchors, crls = [] } = vector;
  const [requirement] = vector.requirements;
  const list = (name: string, ders: readonly string[]) =>
    ders.map((der, i) =>
      derPassage(`${name}[${i}]`, fromHex(der), requirement)
    );
  return [
    ...list("chain", chain),
    ...list("anchors", anchors),
    ...list("crls", crls),
  ];
}
