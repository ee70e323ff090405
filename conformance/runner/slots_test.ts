import assert from "node:assert/strict";
import { test } from "node:test";
import { Slots } from "./slots.ts";

test("no more run at a time than there are slots, and all run", async () => {
  const slots = new Slots(3);
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      slots.during(async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        done.push(i);
      })),
  );
  assert.equal(most, 3);
  assert.deepEqual(done.toSorted((a, b) => a - b), done);
  assert.equal(done.length, 20);
});

test("work that fails gives its slot back", async () => {
  const slots = new Slots(1);
  const failing = slots.during(() => Promise.reject(new RangeError("no")));
  await assert.rejects(failing, RangeError);
  assert.equal(await slots.during(() => Promise.resolve(7)), 7);
});
