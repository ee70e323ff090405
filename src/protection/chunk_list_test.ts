import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { joinChunks, lengthOf, sliceChunks } from "./chunk_list.ts";

const chunkList = fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 5 });

it("sliceChunks is slice of the joined, without empty chunks", () => {
  fc.assert(
    fc.property(chunkList, fc.nat(30), fc.nat(30), (chunks, start, end) => {
      const slices = sliceChunks(chunks, start, end);
      const whole = chunks.flatMap((chunk) => [...chunk]);
      assert.deepEqual([...joinChunks(slices)], whole.slice(start, end));
      assert.ok(slices.every((slice) => slice.length > 0));
    }),
  );
});

it("lengthOf is the length of the joined", () => {
  fc.assert(
    fc.property(chunkList, (chunks) => {
      assert.equal(lengthOf(chunks), joinChunks(chunks).length);
    }),
  );
});

it("slices are views, and one chunk is joined without a copy", () => {
  const chunk = Uint8Array.of(1, 2, 3);
  assert.equal(sliceChunks([chunk], 1, 3)[0].buffer, chunk.buffer);
  assert.equal(joinChunks([chunk]), chunk);
});
