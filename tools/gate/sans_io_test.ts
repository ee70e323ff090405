import { test } from "node:test";
import assert from "node:assert/strict";
import { sansIoFaults } from "./sans_io.ts";

test("a clock, a timer and randomness are found in a machine", () => {
  assert.deepEqual(
    sansIoFaults({
      "src/channel/a.ts":
        "const now = Date.now();\nsetTimeout(f, 1);\nMath.random();\n",
    }),
    [
      "src/channel/a.ts:1 takes a clock from the globals: below transport/ it must be an argument",
      "src/channel/a.ts:2 takes a timer from the globals: below transport/ it must be an argument",
      "src/channel/a.ts:3 takes randomness from the globals: below transport/ it must be an argument",
    ],
  );
});

test("transport/, platform files, tests and comments are free", () => {
  assert.deepEqual(
    sansIoFaults({
      "src/transport/tcp.ts": "setTimeout(f, 1);",
      "src/node.ts": "Date.now();",
      "src/keys/node_provider.ts": "getRandomValues(a);",
      "src/channel/a_test.ts": "Date.now();",
      "src/channel/a.ts": "// not Date.now()\n/**\n * nor setTimeout()\n */",
    }),
    [],
  );
});
