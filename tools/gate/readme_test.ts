import { readFileSync } from "node:fs";
import { test } from "node:test";
import assert from "node:assert/strict";
import { runFesa, withServe } from "../spawn_fesa.ts";
import { patternOf, sessionsOf } from "./page_session.ts";
import { ROOT } from "./project_files.ts";

const README = readFileSync(`${ROOT}README.md`, "utf8");
const FESA = "npm run --silent fesa -- ";

test("the README's session runs, and prints what it says", async () => {
  const [[serve, ...others]] = sessionsOf(README);
  const start = wordsOf(serve.command.replace("7000 &", "0"));
  assert.equal(start.shift(), "serve");
  await withServe(start, async ({ next }) => {
    const { port, trust, ...listening } = await next();
    const told = JSON.parse(serve.printed);
    assert.deepEqual(
      Object.keys({ ...listening, port, trust }).sort(),
      Object.keys(told).sort(),
    );
    void readOn(next);
    for (const { command, printed } of others) {
      const [, input, fesa] = /^(?:echo (\w+) \| )?(.*)$/.exec(command)!;
      const words = wordsOf(fesa).map((word) =>
        word.replace("7000", `${port}`).replace(told.trust, `${trust}`)
      );
      const { status, stdout } = await runFesa(words, input && `${input}\n`);
      const shown = stdout.toString().replaceAll(`:${port}`, ":7000");
      assert.match(figureless(shown), patternOf(figureless(printed)), command);
      assert.equal(status, 0, command);
    }
  });
});

/** Takes what the server says of connections: a pipe that is full stops it. */
async function readOn(next: () => Promise<unknown>): Promise<void> {
  try {
    for (;;) await next();
  } catch {
    // It has ended.
  }
}

function wordsOf(command: string): string[] {
  assert.ok(command.startsWith(FESA), command);
  return command.slice(FESA.length).split(" ");
}

/** Without what changes with each case that is added, and the time it took. */
function figureless(text: string): string {
  return text.replaceAll(/\d[\d.]*(?= (?:passed|not|of|MUSTs|s ))/g, "N");
}
