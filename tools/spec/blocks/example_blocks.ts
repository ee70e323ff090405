import { codec, FrameHeader, FrameType } from "../../../src/mod.ts";
import { fromHex } from "../../../conformance/tester/bytes.ts";
import { annotateFrame, annotatePlain, spaced } from "./annotate.ts";
import { type AnnotatedBytes, bytesFence } from "./fence.ts";
import {
  messageVector,
  scheduleVector,
  sealVector,
  sessionVector,
} from "./pinned_vectors.ts";
import { annotateSealed, innerName } from "./sealed_frame.ts";

/** A clear Alert, made of the vector of its body. */
export function clearAlertExample(id: string): string {
  const body = fromHex(messageVector(id).body);
  const header = codec(FrameHeader).encode({
    type: FrameType.Alert,
    length: body.length,
  });
  const frame = Uint8Array.of(...header, ...body);
  return example("fesa-frame", annotateFrame(frame), "messages", id);
}

/** A frame of a known answer of the key schedule: 0 and 1 are the hellos. */
export function knownFrameExample(id: string, index: number): string {
  const frame = fromHex(scheduleVector(id).frames[index]);
  return example("fesa-frame", annotateFrame(frame), "keys", id);
}

/** The first frame of that name in a session. */
export function sessionFrameExample(id: string, name: string): string {
  const { cipher, steps } = sessionVector(id);
  const step = steps.find((step) => step.name === name);
  if (step === undefined) throw new RangeError(`${id} has no ${name}`);
  const frame = fromHex(step.frame);
  const lines = step.sealed === undefined
    ? annotateFrame(frame)
    : annotateSealed(frame, fromHex(step.sealed.plain), cipher);
  return example("fesa-frame", lines, "sessions", id);
}

/** The plaintext of every inner message. */
export function plaintextExamples(ids: readonly string[]): string {
  return ids.map((id) => {
    const { message, body } = messageVector(id);
    const type = FrameType[message as keyof typeof FrameType];
    const plain = Uint8Array.of(type, ...fromHex(body));
    return example("fesa-plain", annotatePlain(plain), "messages", id);
  }).join("\n\n");
}

/** A Protected frame of a known answer. */
export function sealedExample(id: string): string {
  const { frame, plain, cipher } = sealVector(id);
  const lines = annotateSealed(fromHex(frame), fromHex(plain), cipher);
  return example("fesa-frame", lines, "protection", id);
}

/** The same, with the nonce that an AEAD takes. */
export function nonceExample(id: string): string {
  const { keys, plain, sequence } = sealVector(id);
  if (keys.iv === undefined) throw new RangeError(`${id} has no IV`);
  const iv = fromHex(keys.iv);
  const nonce = iv.map((byte, i) => {
    const shift = 8 * (iv.length - 1 - i);
    return shift >= 32 ? byte : byte ^ ((sequence >>> shift) & 0xff);
  });
  const bytes = fromHex(plain);
  return [
    "```",
    `plain   ${spaced(bytes)}`,
    `iv      ${spaced(iv)}`,
    `nonce   ${spaced(nonce)}   iv XOR s, s = ${sequence}`,
    "```",
    "",
    sealedExample(id),
  ].join("\n");
}

/** Every compressed content of one end in a session, and what it holds. */
export function compressedExample(id: string, from: string): string {
  const lines = sessionVector(id).steps.flatMap((step) => {
    const { plain, inflated } = step.sealed ?? {};
    if (step.from !== from || plain === undefined || !inflated) return [];
    const bytes = fromHex(plain);
    const text = String.fromCharCode(...fromHex(inflated));
    const what = `${innerName(bytes)} "${text}"`;
    return [{ hex: spaced(bytes), what }];
  });
  return example("fesa-plain", lines, "sessions", id);
}

function example(
  kind: "fesa-frame" | "fesa-plain",
  lines: readonly AnnotatedBytes[],
  topic: string,
  id: string,
): string {
  return `${bytesFence(kind, lines)}\n\nVector \`${topic}#${id}\`.`;
}
