import assert from "node:assert/strict";
import { test } from "node:test";
import { commandLine } from "./command_line.ts";

const CASES: readonly [string, string, readonly string[]][] = [
  ["/usr/bin/python3 peer.py --one", "/usr/bin/python3", ["peer.py", "--one"]],
  ["  go   run . ", "go", ["run", "."]],
  [`'/a dir/node' "b c" d\\ e`, "/a dir/node", ["b c", "d e"]],
  [`x "a \\"b\\" \\\\"`, "x", ['a "b" \\']],
  ["x ''", "x", [""]],
  [`'/n' 'it'\\''s'`, "/n", ["it's"]],
];

for (const [command, file, args] of CASES) {
  test(`${command} is a program and its words`, () => {
    assert.deepEqual(commandLine(command), { file, args });
  });
}

for (const command of ["cd x && ./y", "FAULT=a ./y", "./y >log", "a | b"]) {
  test(`${command} is left to a shell`, () => {
    const expected = { file: "/bin/sh", args: ["-c", command] };
    assert.deepEqual(commandLine(command), expected);
  });
}

test("an empty command is the caller's mistake", () => {
  assert.throws(() => commandLine("  "), RangeError);
});
