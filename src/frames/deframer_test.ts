import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { ProtocolError } from "../errors.ts";
import { Deframer } from "./deframer.ts";
import { encodeFrame, joined } from "./frame.ts";

const frames = fc.array(
  fc.record({ type: fc.nat(255), body: fc.uint8Array({ maxLength: 5_000 }) }),
  { minLength: 1, maxLength: 8 },
);

test("any segmentation of the stream gives the same frames", () => {
  fc.assert(
    fc.property(frames, fc.infiniteStream(fc.nat(2_000)), (sent, cuts) => {
      const stream = joined(sent.map((f) => encodeFrame(f.type, f.body)));
      const deframer = new Deframer();
      const got: { type: number; body: Uint8Array }[] = [];
      for (let at = 0; at < stream.length;) {
        const size = 1 + cuts.next().value;
        deframer.push(stream.slice(at, at + size));
        at += size;
        for (;;) {
          const frame = deframer.next(() => {});
          if (!frame) break;
          got.push({
            type: frame.type,
            body: Uint8Array.from(joined(frame.body)),
          });
        }
      }
      assert.deepEqual(got, sent.map((f) => ({ ...f })));
      assert.equal(deframer.held, 0);
    }),
  );
});

test("a header is judged once, when its fourth byte is there", () => {
  const deframer = new Deframer();
  const judged: number[][] = [];
  const judge = (type: number, length: number) => {
    judged.push([type, length]);
  };
  for (const byte of [0x10, 0x00, 0x00]) {
    deframer.push(Uint8Array.of(byte));
    assert.equal(deframer.next(judge), undefined);
  }
  assert.deepEqual(judged, []);
  deframer.push(Uint8Array.of(0x02));
  assert.equal(deframer.next(judge), undefined);
  assert.deepEqual(judged, [[0x10, 2]]);
  deframer.push(Uint8Array.of(0xaa, 0xbb));
  assert.deepEqual(joined(deframer.next(judge)!.body), Uint8Array.of(170, 187));
  assert.deepEqual(judged, [[0x10, 2]]);
});

test("a refused header ends the reading before its body is there", () => {
  const deframer = new Deframer();
  deframer.push(Uint8Array.of(0x20, 0xff, 0xff, 0xff));
  assert.throws(
    () =>
      deframer.next(() => {
        throw new ProtocolError("frame_too_large", "refused");
      }),
    { code: "frame_too_large" },
  );
});
