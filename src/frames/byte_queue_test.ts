import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteQueue } from "./byte_queue.ts";
import { joined } from "./frame.ts";

const sizes = fc.array(
  fc.record({ push: fc.nat(3_000), take: fc.nat(3_000) }),
  { minLength: 1, maxLength: 60 },
);

test("bytes come off in the order they were pushed, in any sizes", () => {
  fc.assert(fc.property(sizes, (steps) => {
    const queue = new ByteQueue();
    let pushed = 0;
    let taken = 0;
    for (const { push, take } of steps) {
      queue.push(Uint8Array.from({ length: push }, () => pushed++ % 251));
      const length = Math.min(take, queue.size);
      const bytes = joined(queue.take(length));
      assert.equal(bytes.length, length);
      for (const byte of bytes) assert.equal(byte, taken++ % 251);
      assert.equal(queue.size, pushed - taken);
    }
  }));
});

test("single bytes are gathered, not kept one object each", () => {
  const queue = new ByteQueue();
  for (let i = 0; i < 10_000; i++) queue.push(Uint8Array.of(i % 256));
  assert.ok(queue.take(10_000).length < 10);
});

test("taking more than is held is the caller's mistake", () => {
  const queue = new ByteQueue();
  queue.push(Uint8Array.of(1));
  assert.throws(() => queue.take(2), RangeError);
});
