import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromHex, hex } from "../../../conformance/tester/bytes.ts";
import { codec, FrameHeader, FRAMES, FrameType } from "../../../src/mod.ts";
import { annotateFrame, annotatePlain } from "./annotate.ts";
import type { AnnotatedBytes } from "./fence.ts";
import { sessionVector } from "./pinned_vectors.ts";
import { annotateSealed } from "./sealed_frame.ts";

interface ValidVector {
  readonly id: string;
  readonly kind: string;
  readonly message: keyof typeof FrameType;
  readonly body: string;
}

const valid = (JSON.parse(
  readFileSync(
    new URL("../../../vectors/messages/messages.json", import.meta.url),
    "utf8",
  ),
) as { vectors: ValidVector[] }).vectors.filter((v) => v.kind === "valid");

test("an annotation holds every byte, in order", () => {
  assert.ok(valid.length > 0);
  for (const { id, message, body } of valid) {
    const bytes = fromHex(body);
    const type = FrameType[message];
    const header = codec(FrameHeader).encode({ type, length: bytes.length });
    const frame = Uint8Array.of(...header, ...bytes);
    assert.equal(bytesOf(annotateFrame(frame)), hex(frame), id);
    const plain = Uint8Array.of(type, ...bytes);
    assert.equal(bytesOf(annotatePlain(plain)), hex(plain), id);
  }
});

test("so does that of every sealed frame", () => {
  for (const id of ["proprietary", "open-3des", "certified-aes"]) {
    const { cipher, steps } = sessionVector(id);
    for (const { frame, sealed } of steps) {
      if (sealed === undefined) continue;
      const lines = annotateSealed(
        fromHex(frame),
        fromHex(sealed.plain),
        cipher,
      );
      assert.equal(bytesOf(lines), frame, id);
    }
  }
});

test("bytes that are no frame are refused", () => {
  const alert = Uint8Array.of(FrameType.Alert, 0, 0, 1, 0, 0);
  assert.throws(() => annotateFrame(alert), {
    name: "RangeError",
    message: "1 bytes left over",
  });
  assert.throws(() => annotateFrame(Uint8Array.of(0x7f, 0, 0, 0)), {
    name: "RangeError",
    message: "No frame of type 127",
  });
  assert.ok(FRAMES.every(({ type }) => type !== 0x7f));
});

function bytesOf(lines: readonly AnnotatedBytes[]): string {
  return lines.map((line) => line.hex.replaceAll(" ", "")).join("");
}
