import assert from "node:assert/strict";
import { test } from "node:test";
import type { Event } from "../contract/mod.ts";
import { ControlledProcess } from "./controlled_process.ts";
import type { Program } from "./program.ts";

const never = (_: unknown): _ is never => false;

function programOf(run: Program["run"]): ControlledProcess {
  return new ControlledProcess({ name: "a program", run });
}

test("a program's lines are events, and its status an exit", async () => {
  const peer = programOf((_, print) => {
    print({ event: "listening", port: 7 });
    return Promise.resolve(3);
  });
  await peer.wait(never, 1_000);
  assert.deepEqual(peer.events, [{ event: "listening", port: 7 }]);
  assert.deepEqual(peer.exit, { code: 3, signal: null });
});

test("what a program throws is its last word", async () => {
  const peer = programOf(() => Promise.reject(new Error("no port")));
  await peer.wait(never, 1_000);
  assert.equal(peer.exitText, 'status 2, saying "no port"');
});

test("a program that is stopped is asked to end", async () => {
  const peer = programOf((_, print, signal) =>
    new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(0));
      print({ event: "ready", serial: true });
    })
  );
  await peer.wait((event): event is Event => event.event === "ready", 1_000);
  await peer.stop();
  assert.deepEqual(peer.exit, { code: 0, signal: null });
});

test("a program that does not end is not waited for", async () => {
  const peer = programOf(() => new Promise(() => {}));
  await peer.stop(1);
  assert.deepEqual(peer.exit, { code: null, signal: "SIGKILL" });
});

test("a program reads what it is told", async () => {
  const peer = programOf(async (input, print) => {
    for await (const chunk of input) {
      const { do: word } = JSON.parse(String(chunk));
      print({ event: "unsupported", word });
    }
    return 0;
  });
  peer.tell({ do: "close" });
  peer.endInput();
  await peer.wait(never, 1_000);
  assert.deepEqual(peer.events, [{ event: "unsupported", word: "close" }]);
});
