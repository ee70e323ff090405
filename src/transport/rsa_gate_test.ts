import { test } from "node:test";
import assert from "node:assert/strict";
import { RsaGate } from "./rsa_gate.ts";

const BUSY = {
  name: "ProtocolError",
  code: "busy",
  message: "Too many RSA operations are pending",
};

/** An operation that ends when it is told to. */
function operation(): { run: () => Promise<string>; end: () => void } {
  let end: () => void = () => {};
  const ended = new Promise<string>((resolve) => end = () => resolve("done"));
  return { run: () => ended, end: () => end() };
}

test("as many operations as may be are pending, and one more is busy", async () => {
  const gate = new RsaGate(2);
  const [first, second, third] = [operation(), operation(), operation()];
  const results = [gate.run(first.run), gate.run(second.run)];
  await assert.rejects(gate.run(third.run), BUSY);
  first.end();
  assert.equal(await results[0], "done");
  const last = gate.run(third.run);
  second.end();
  third.end();
  assert.deepEqual(await Promise.all([...results, last]), [
    "done",
    "done",
    "done",
  ]);
});

test("an operation that fails makes room too", async () => {
  const gate = new RsaGate(1);
  const failing = gate.run(() => Promise.reject(new Error("Failed")));
  await assert.rejects(failing, { message: "Failed" });
  assert.equal(await gate.run(() => Promise.resolve(1)), 1);
});

test("a lower bound counts those that are pending from before", async () => {
  const gate = new RsaGate(2);
  const [first, second] = [operation(), operation()];
  const results = [gate.run(first.run), gate.run(second.run)];
  gate.most = 1;
  first.end();
  await results[0];
  await assert.rejects(gate.run(operation().run), BUSY);
  second.end();
  await results[1];
  assert.equal(await gate.run(() => Promise.resolve(1)), 1);
});
