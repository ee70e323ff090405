import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat, hex } from "../../../conformance/tester/bytes.ts";
import { frame } from "../../../conformance/tester/frame.ts";
import { FrameType } from "../../../src/mod.ts";
import { FrameCutter } from "./frame_cutter.ts";

const frames = fc.array(
  fc.tuple(
    fc.constantFrom(FrameType.ClientHello, FrameType.Protected),
    fc.uint8Array({ maxLength: 300 }),
  ).map(([type, body]) => frame(type, body)),
  { maxLength: 8 },
);

test("cut(any pieces of frames) is the frames", () => {
  fc.assert(
    fc.property(frames, fc.array(fc.nat(40)), (frames, sizes) => {
      const whole = concat(...frames);
      const cutter = new FrameCutter();
      const cut: string[] = [];
      let at = 0;
      for (const size of [...sizes, whole.length]) {
        const piece = whole.subarray(at, at + size);
        at += piece.length;
        cut.push(...cutter.cut(piece).map(({ bytes }) => hex(bytes)));
      }
      assert.deepEqual(cut, frames.map(hex));
      assert.equal(cutter.rest.length, 0);
    }),
  );
});

test("a header that begins no frame is the last that is cut", () => {
  const cutter = new FrameCutter();
  const good = frame(FrameType.Alert, Uint8Array.of(0));
  assert.deepEqual(cutter.cut(concat(good, Uint8Array.of(0x47, 0x45, 1, 2))), [
    { bytes: good },
    { bytes: Uint8Array.of(0x47, 0x45, 1, 2), bad: true },
  ]);
  assert.deepEqual(cutter.cut(good), []);
});

test("what is cut off is what is left", () => {
  const cutter = new FrameCutter();
  cutter.cut(Uint8Array.of(0x20, 0, 0, 9, 1));
  cutter.cut(Uint8Array.of(2));
  assert.deepEqual(cutter.rest, Uint8Array.of(0x20, 0, 0, 9, 1, 2));
});
