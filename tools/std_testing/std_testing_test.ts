import { afterEach, test } from "node:test";
import assert from "node:assert/strict";
import { assertSpyCall, assertSpyCalls, spy } from "@std/testing/mock";
import { FakeTime } from "@std/testing/time";
import { assertType, type IsExact } from "@std/testing/types";

// Run against the real package wherever it resolves: what holds for the
// stand-ins must hold for it.

let time: FakeTime | undefined;
afterEach(() => {
  time?.[Symbol.dispose]();
  time = undefined;
});

test("timers run when their time comes, in order, and not before", () => {
  time = new FakeTime(1_000);
  const called = spy((_: string) => {});
  setTimeout(() => called("b"), 20);
  setTimeout(() => called("a"), 10);
  const cleared = setTimeout(() => called("never"), 5);
  clearTimeout(cleared);
  time.tick(9);
  assertSpyCalls(called, 0);
  time.tick(11);
  assert.deepEqual(called.calls.map((call) => call.args[0]), ["a", "b"]);
});

test("Date tells the faked time, and the real one once restored", () => {
  time = new FakeTime("2026-01-02T03:04:05Z");
  assert.equal(time.start, Date.UTC(2026, 0, 2, 3, 4, 5));
  time.tick(250);
  assert.equal(Date.now(), time.start + 250);
  assert.equal(time.now, time.start + 250);
  assert.equal(new Date().toISOString(), "2026-01-02T03:04:05.250Z");
  assert.equal(new Date(0).toISOString(), "1970-01-01T00:00:00.000Z");
  const faked = Date.now();
  time.restore();
  time = undefined;
  assert.notEqual(Date.now(), faked);
});

test("an interval repeats until it is cleared", () => {
  time = new FakeTime();
  const called = spy(() => {});
  const interval = setInterval(called, 10);
  time.tick(35);
  assertSpyCalls(called, 3);
  clearInterval(interval);
  time.tick(35);
  assertSpyCalls(called, 3);
});

test("tickAsync lets promises settle first", async () => {
  time = new FakeTime();
  const called = spy(() => {});
  void Promise.resolve().then(() => setTimeout(called, 5));
  await time.tickAsync(5);
  assertSpyCalls(called, 1);
});

test("time can't be faked twice", () => {
  time = new FakeTime();
  assert.throws(() => new FakeTime(), { name: "TimeError" });
});

test("a spy passes through and keeps arguments, results and errors", () => {
  const half = spy((n: number): number => {
    if (n % 2 === 1) throw new RangeError("odd");
    return n / 2;
  });
  assert.equal(half(4), 2);
  assert.throws(() => half(3), RangeError);
  assertSpyCalls(half, 2);
  assertSpyCall(half, 0, { args: [4], returned: 2 });
  assert.ok(half.calls[1].error instanceof RangeError);
  assert.throws(() => assertSpyCalls(half, 1));
  assert.throws(() => assertSpyCall(half, 0, { args: [5] }));
});

test("types are compared exactly", () => {
  assertType<IsExact<1 | 2, 2 | 1>>(true);
  assertType<IsExact<1, number>>(false);
  assertType<IsExact<{ a: 1 }, { a?: 1 }>>(false);
  assert.equal(assertType<true>(true), undefined);
});
