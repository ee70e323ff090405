import { readFileSync } from "node:fs";
import { test } from "node:test";
import assert from "node:assert/strict";
import { layerFaults } from "./layers.ts";
import { ROOT, sourceFiles } from "./project_files.ts";

test("an import that points up is found, with its line", () => {
  assert.deepEqual(
    layerFaults({
      "src/wire/codec.ts":
        `import { z } from "zod";\nimport {\n  a,\n} from "../keys/schedule.ts";\n`,
    }),
    [
      "src/wire/codec.ts:4 imports src/keys/schedule.ts: imports go down only, and keys is above wire",
    ],
  );
});

test("down, sideways and within a room are allowed", () => {
  assert.deepEqual(
    layerFaults({
      "src/channel/channel.ts":
        `import type { A } from "../handshake/client.ts";\nimport { b } from "./b.ts";`,
      "src/protection/seal.ts": `import { c } from "../keys/schedule.ts";`,
      "src/transport/tcp.ts": `import { connect } from "node:net";`,
      "src/keys/node_provider.ts": `import { createHmac } from "node:crypto";`,
    }),
    [],
  );
});

test("rooms of one rank may not import each other", () => {
  assert.deepEqual(
    layerFaults({
      "src/protection/seal.ts": `import { c } from "../keys/schedule.ts";`,
      "src/keys/schedule.ts": `import { d } from "../protection/seal.ts";`,
    }),
    [
      "keys and protection import each other: src/keys/schedule.ts:1 and src/protection/seal.ts:1",
    ],
  );
});

for (
  const source of [
    `import process from "node:process";`,
    `export { x } from "node:process";`,
    `import "node:process";`,
    `const p = await import("node:process");`,
    `type P = import("node:process");`,
  ]
) {
  test(`below transport/, a platform is refused: ${source}`, () => {
    assert.deepEqual(layerFaults({ "src/channel/channel.ts": source }), [
      "src/channel/channel.ts:1 imports node:process: only transport/ and platform files may",
    ]);
  });
}

test("mod.ts is pure, however far it reaches", () => {
  assert.deepEqual(
    layerFaults({
      "src/mod.ts": `export { a } from "./keys/a.ts";`,
      "src/keys/a.ts": `import { b } from "./node_provider.ts";`,
      "src/keys/node_provider.ts": `import { createHmac } from "node:crypto";`,
    }),
    [
      "src/keys/a.ts:1 imports src/keys/node_provider.ts: only transport/ and platform files may",
      "src/mod.ts reaches node:crypto through src/keys/node_provider.ts:1: it must run on any platform",
    ],
  );
  assert.deepEqual(
    layerFaults({ "src/mod.ts": `export { a } from "./transport/tcp.ts";` }),
    [
      "src/mod.ts:1 imports src/transport/tcp.ts: imports go down only, and transport is above mod.ts",
    ],
  );
});

test("outside src/ only the public files, but for mutants", () => {
  const deep = `import { a } from "../../src/keys/a.ts";`;
  assert.deepEqual(
    layerFaults({
      "conformance/tester/sealer.ts": deep,
      "conformance/mutants/keys.ts": deep,
      "conformance/tester/frame.ts": `import { b } from "../../src/mod.ts";`,
    }),
    [
      "conformance/tester/sealer.ts:1 imports src/keys/a.ts: outside src/ only src/mod.ts and src/node.ts may be imported",
    ],
  );
});

test("an import in a comment is none, and tests beside src/ are free", () => {
  assert.deepEqual(
    layerFaults({
      "src/wire/a.ts": `/**\n * import { x } from "node:fs";\n */\n`,
      "src/wire/a_test.ts": `import { test } from "node:test";`,
    }),
    [],
  );
});

test("what is made for tests is free, and imported by tests alone", () => {
  const deep = `import { x } from "node:fs";`;
  const use = `import { x } from "./test_keys.ts";`;
  assert.deepEqual(
    layerFaults({
      "src/keys/test_keys.ts": deep,
      "src/keys/a_test.ts": use,
      "src/keys/a.ts": use,
    }),
    [
      "src/keys/a.ts:1 imports src/keys/test_keys.ts: only tests and other test_*.ts may import what is made for tests",
    ],
  );
});

test("the project keeps to its layers", () => {
  const sources = Object.fromEntries(
    sourceFiles().map((file) => [file, readFileSync(ROOT + file, "utf8")]),
  );
  assert.deepEqual(layerFaults(sources), []);
});
