import { fromHex, hex } from "../../../conformance/tester/bytes.ts";
import {
  AlertCode,
  type Codec,
  codec,
  DecodeError,
  FRAMES,
  layoutOf,
} from "../../../src/mod.ts";
import { difference } from "../differences.ts";
import { outcomeFault } from "../outcome.ts";
import type { MessageVector } from "./format.ts";
import { toJson } from "./json_value.ts";

/** Holds the reference's codecs and header limits against a vector. */
export function verifyMessage(vector: MessageVector): string | undefined {
  const row = FRAMES.find(({ name }) => name === vector.message);
  if (!row) return `message: no frame is named ${vector.message}`;
  const code = codec(row.message) as Codec<unknown>;
  const body = fromHex(vector.body);
  const { expect } = vector;
  try {
    const value = code.decode(body);
    if (vector.kind === "invalid") return outcomeFault(expect, "accepted");
    return difference(
      { value: vector.value, encoded: vector.body },
      {
        value: toJson(layoutOf(row.message), value),
        encoded: hex(code.encode(value)),
      },
    );
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const inClear = row.where === "clear";
    const tooLong = inClear && body.length > Number(row.maxLength);
    const got = AlertCode[tooLong ? "frame_too_large" : "malformed"];
    if (vector.kind === "valid") return outcomeFault(expect, got);
    const { fault, offset, path } = error;
    return outcomeFault(expect, got) ??
      difference(vector.expect.decode, { fault, offset, path }, "decode");
  }
}
