import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { joinChunks, lengthOf } from "../protection/chunk_list.ts";
import { SendQueue } from "./send_queue.ts";

const write = fc.record({
  size: fc.oneof(
    fc.nat(40),
    fc.integer({ min: 2_040, max: 2_060 }),
    fc.nat(20_000),
  ),
  compress: fc.boolean(),
});
const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ write }) },
  {
    weight: 1,
    arbitrary: fc.record({ take: fc.integer({ min: 1, max: 30_000 }) }),
  },
);

test("what is taken is what was pushed, in order, compression apart", () => {
  fc.assert(fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
    const queue = new SendQueue();
    /** What is due: one entry a byte, and whether it is to be compressed. */
    const due: { byte: number; compress: boolean }[] = [];
    let next = 0;
    const take = (most: number): void => {
      const { compress } = queue;
      const taken = joinChunks(queue.take(most));
      const run = due.findIndex((entry) => entry.compress !== compress);
      const expected = due.splice(
        0,
        Math.min(most, run < 0 ? due.length : run),
      );
      assert.deepEqual([...taken], expected.map(({ byte }) => byte));
      assert.ok(expected.every((entry) => entry.compress === compress));
    };
    for (const action of actions) {
      if ("take" in action) {
        take(action.take);
        continue;
      }
      const { size, compress } = action.write;
      const bytes = Uint8Array.from({ length: size }, () => next++ % 251);
      queue.push(bytes, compress);
      for (const byte of bytes) due.push({ byte, compress });
      // A small write was copied: its buffer may be used again.
      if (size < 2_048) bytes.fill(0xff);
      assert.equal(queue.size, due.length);
    }
    while (queue.size > 0) take(10_000);
    assert.deepEqual(due, []);
  }));
});

test("small writes share a piece, long ones are kept as they are", () => {
  const queue = new SendQueue();
  for (let i = 0; i < 1_000; i++) queue.push(Uint8Array.of(i), false);
  assert.equal(queue.take(1_000).length, 2);
  const long = new Uint8Array(2_048);
  queue.push(long, false);
  const [piece] = queue.take(2_048);
  assert.equal(piece, long);
});

test("a frame holds nothing that asks for another compression", () => {
  const queue = new SendQueue();
  queue.push(Uint8Array.of(1), true);
  queue.push(Uint8Array.of(2), true);
  queue.push(Uint8Array.of(3), false);
  queue.push(Uint8Array.of(4), true);
  const taken: [boolean, number[]][] = [];
  while (queue.size > 0) {
    taken.push([queue.compress, [...joinChunks(queue.take(100))]]);
  }
  assert.deepEqual(taken, [[true, [1, 2]], [false, [3]], [true, [4]]]);
});

test("empty writes are nothing, and what is forgotten is gone", () => {
  const queue = new SendQueue();
  queue.push(new Uint8Array(0), true);
  assert.equal(queue.size, 0);
  assert.equal(queue.compress, false);
  assert.deepEqual(queue.take(10), []);
  queue.push(new Uint8Array(5_000), true);
  queue.push(Uint8Array.of(1), true);
  queue.clear();
  assert.equal(queue.size, 0);
  queue.push(Uint8Array.of(2), false);
  assert.deepEqual(queue.take(10), [Uint8Array.of(2)]);
});

test("a write that is longer than a frame is spread over several", () => {
  const queue = new SendQueue();
  queue.push(new Uint8Array(10_000), false);
  const sizes: number[] = [];
  while (queue.size > 0) sizes.push(lengthOf(queue.take(4_096)));
  assert.deepEqual(sizes, [4_096, 4_096, 1_808]);
});
