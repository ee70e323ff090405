import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../usage_error.ts";
import { faultyCommand } from "./conform_faulty.ts";

/** What a person may get wrong, and the line that says so. */
const LINES: readonly (readonly [readonly string[], string])[] = [
  [
    ["frames/server-alert-twic"],
    "There is no fault frames/server-alert-twic: is it " +
    "frames/server-alert-twice? fesa conform faulty lists them",
  ],
  [["?"], "There is no fault ?: fesa conform faulty lists them"],
  [["--port", "0"], "Name a fault for --port"],
  [
    ["frames/client-alert-twice", "--port", "0"],
    "Cannot use --port: frames/client-alert-twice is a client's fault",
  ],
];
for (const [words, message] of LINES) {
  test(`conform faulty ${words.join(" ")} says what to do`, async () => {
    await assert.rejects(
      faultyCommand().parseAsync(words, { from: "user" }),
      (error) => error instanceof UsageError && error.message === message,
    );
  });
}
