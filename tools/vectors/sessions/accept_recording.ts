import { fromHex, hex, uint } from "../../../conformance/tester/bytes.ts";
import {
  AlertCode,
  Cipher,
  COMPRESSED_BIT,
  FrameType,
} from "../../../src/mod.ts";
import { difference } from "../differences.ts";
import { other, ownActs } from "../record/own_acts.ts";
import type { ReferenceEnd } from "../reference/reference_end.ts";
import { inPlaceOf, type Place } from "./late_bound_place.ts";
import type { RecordingVector } from "./recording_format.ts";
import type { Role, Step } from "./step_format.ts";

/**
 * Puts the reference in each end's place of a recording, under keys of this
 * conversation's own: it must accept what the other said, and end likewise.
 */
export async function acceptRecording(
  vector: RecordingVector,
): Promise<string | undefined> {
  if (!isPlayable(vector)) return undefined;
  return await acceptAs("server", vector) ?? await acceptAs("client", vector);
}

/** From a ServerHello on there are keys, of the registered ciphers. */
function isPlayable({ cipher, expect, inputs, steps }: RecordingVector) {
  const known = Object.values<number | undefined>(Cipher).includes(cipher);
  const keyed = inputs.deploymentKey !== undefined ||
    steps.some(({ name }) => name === "ClientKeyExchange");
  return known && keyed && expect.result !== "unopened";
}

async function acceptAs(
  role: Role,
  vector: RecordingVector,
): Promise<string | undefined> {
  const place = await inPlaceOf(role, vector);
  if (typeof place === "string") return `as ${role}: ${place}`;
  const { end } = place;
  const acts = ownActs(vector.steps);
  for (const step of vector.steps.slice(place.next)) {
    if (end.ended) break;
    if (step.from !== role) await end.receive(bytesOf(step, place));
    else if (acts.has(step)) act(end, step);
    end.output();
  }
  const { expect } = vector;
  if (expect.result === "truncated" && expect.by !== role) {
    end.connection.receiveEnd();
    await end.settle();
  }
  const fault = endFault(role, end, vector);
  return fault && `as ${role}: ${fault}`;
}

/** What the peer sends in place of what it sent: the same under other keys. */
function bytesOf(step: Step, { sealer, verify }: Place): Uint8Array {
  const { sealed, fault, frame } = step;
  if (!sealed || step.cut) return fromHex(frame);
  const plain = fromHex(sealed.plain);
  const iv = sealed.iv8 === undefined ? undefined : fromHex(sealed.iv8);
  if (plain[0] === FrameType.Finished && plain.length === 33) {
    plain.set(fault?.kind === "verify" ? new Uint8Array(32) : verify, 1);
  }
  const bytes = sealer.seal(plain, { iv });
  if (plain[0] === FrameType.KeyUpdate) sealer.update();
  return bytes;
}

/** What the application did; an end that is closing can't do it any more. */
function act({ connection }: ReferenceEnd, { sealed }: Step): void {
  if (!sealed || !connection.session || connection.isClosing) return;
  const plain = fromHex(sealed.plain);
  const compress = (plain[0] & COMPRESSED_BIT) !== 0;
  const content = compress ? fromHex(sealed.inflated ?? "") : plain.subarray(1);
  switch (plain[0] & ~COMPRESSED_BIT) {
    case FrameType.Data:
      return connection.send(content, { compress });
    case FrameType.Ping:
      return connection.ping(content, { compress });
    case FrameType.KeyUpdate:
      return void connection.updateKeys(content[0] === 1);
    case FrameType.Alert:
      return connection.close();
  }
}

/** Alerts that bytes alone call for; others are a configuration's, or a clock's. */
const BY_BYTES: readonly number[] = [
  AlertCode.unexpected_frame,
  AlertCode.malformed,
  AlertCode.frame_too_large,
  AlertCode.bad_frame_protection,
  AlertCode.bad_finished,
  AlertCode.decompression_failed,
];

function endFault(
  role: Role,
  end: ReferenceEnd,
  { expect, data, steps }: RecordingVector,
): string | undefined {
  switch (expect.result) {
    case "accept":
      return difference(
        { how: "clean", data: data[other(role)] },
        { how: end.ended?.how, data: hex(end.data) },
      );
    case "truncated":
      return expect.by === role
        ? undefined
        : difference({ how: "truncated" }, { how: end.ended?.how });
    case "alert": {
      const [code] = expect.codes;
      const alert = steps.findLast(isFatalAlert);
      const fault = steps.find((step) => step.fault);
      // One that is kept back, behind a close, its peer does not hear of.
      if (alert === undefined && fault?.from === role) return undefined;
      const isOwn = alert === undefined || alert.from === role;
      if (isOwn && !BY_BYTES.includes(code)) return undefined;
      return difference({ how: "alert", code, local: isOwn }, { ...end.ended });
    }
    default:
      return undefined;
  }
}

function isFatalAlert({ name, sealed, frame }: Step): boolean {
  const code = sealed ? sealed.plain.slice(2) : frame.slice(8);
  return name === "Alert" && (!sealed || code !== hex(uint(0, 1)));
}
