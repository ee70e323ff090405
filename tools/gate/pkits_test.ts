import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import assert from "node:assert/strict";
import { describePkits, judgePkits } from "./pkits.ts";

const result = await judgePkits();
const skip = "absent" in result && result.absent;

test("PKITS comes out as is declared, on this platform too", { skip }, () => {
  assert.ok(!("absent" in result));
  assert.deepEqual(result, {
    faults: [],
    core: { right: 80, of: 80 },
    wrongAccepts: { count: 0, of: 247 },
    refused: 24,
  });
  assert.equal(
    describePkits(result),
    "core 80 of 80, 0 wrong accepts of 247, 24 wrong rejects, declared: " +
      "2 DSA, 4 lists signed beside the path, 14 partitioned or indirect " +
      "lists, 4 delta lists",
  );
});

test("a case that comes out otherwise is a fault by its name", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fesa-pkits-"));
  const planted = {
    id: "Planted",
    test_number: "4.1.1",
    certs: ["anchor", "leaf"],
    crls: [],
    initial_policy_set: null,
  };
  const corpus = {
    time: "2011-04-15T00:00:00Z",
    cases: [
      { ...planted, should_validate: true },
      { ...planted, should_validate: false },
    ],
    certs: { anchor: "MAA=", leaf: "MAA=" },
    crls: {},
  };
  writeFileSync(join(folder, "pkits.json"), JSON.stringify(corpus));
  const planned = await judgePkits(folder);
  rmSync(folder, { recursive: true });
  assert.ok(!("absent" in planned));
  assert.deepEqual(planned.core, { right: 1, of: 2 });
  assert.deepEqual(planned.faults.slice(0, 3), [
    "Planted is of the core, and came to malformed",
    "Planted is valid, and came to malformed",
    "4.1.4 is declared to be refused, and is not",
  ]);
});

test("without the corpus it says so", async () => {
  const folder = join(tmpdir(), "fesa-no-such-folder");
  assert.deepEqual(await judgePkits(folder), {
    absent: `PKITS is not at ${folder}/pkits.json: set FESA_CORPORA`,
  });
});
