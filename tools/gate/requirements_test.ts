import { test } from "node:test";
import assert from "node:assert/strict";
import { checkCitations } from "./requirements.ts";

const REQUIREMENTS = [
  { id: "FRM-1", level: "MUST" },
  { id: "FRM-2", level: "MUST NOT" },
  { id: "FRM-3", level: "SHOULD" },
];

test("an id that doesn't exist is found, with its line", () => {
  const { faults } = checkCitations(REQUIREMENTS, {
    "conformance/cases/frames/type.ts":
      `export const c = {\n  requirements: ["FRM-1", "HS-7"],\n};\n`,
    "src/frames/deframer.ts": `// FRM-9: nothing is awaited\n`,
  });
  assert.deepEqual(faults, [
    "conformance/cases/frames/type.ts:2 cites HS-7, which spec/requirements.json does not have",
    "src/frames/deframer.ts:1 cites FRM-9, which spec/requirements.json does not have",
  ]);
});

test("only a case, a generator or a vector tests a requirement", () => {
  const { faults, uncited } = checkCitations(REQUIREMENTS, {
    "src/frames/deframer.ts": `// FRM-1`,
    "vectors/frames/bad.json": `{ "requirements": ["FRM-2"] }`,
  });
  assert.deepEqual(faults, []);
  assert.deepEqual(uncited, ["FRM-1"]);
});

test("what only looks like an id is none", () => {
  const { faults } = checkCitations(REQUIREMENTS, {
    "src/keys/provider.ts": `"SHA-256", "AES-256-GCM", "TLS-1"`,
  });
  assert.deepEqual(faults, []);
});
