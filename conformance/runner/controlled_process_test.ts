import assert from "node:assert/strict";
import { test } from "node:test";
import { isEnded } from "./client_context.ts";
import { ControlledProcess } from "./controlled_process.ts";

const LONG_MS = 60_000;

/** It prints these lines, and then nothing until it is stopped. */
function printing(...lines: Readonly<Record<string, unknown>>[]) {
  return new ControlledProcess({
    name: "a program",
    run: (_, print, signal) => {
      for (const line of lines) print(line);
      return new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve(0));
      });
    },
  });
}

const ENDED = { event: "ended", how: "clean" };

test("an event is found that came before, or comes later", async () => {
  const child = printing(ENDED, ENDED);
  assert.equal((await child.wait(isEnded, LONG_MS))?.how, "clean");
  assert.equal((await child.wait(isEnded, LONG_MS, 1))?.how, "clean");
  assert.equal(child.mark, 2);
  await child.stop();
});

test("who waits no more is told of no event, and at once", async () => {
  const child = printing();
  const over = new AbortController();
  const waits = child.wait(isEnded, LONG_MS, 0, over.signal);
  over.abort();
  assert.equal(await waits, undefined);
  assert.equal(await child.wait(isEnded, LONG_MS, 0, over.signal), undefined);
  await child.stop();
});
