import { test } from "node:test";
import assert from "node:assert/strict";
import { oracleAgrees } from "./oracle.ts";

const python = "/nowhere/python3";
const install = "apt-get install python3 python3-cryptography openssl";

test("without Python the oracle fails in CI, and says what to install", async () => {
  assert.deepEqual(await oracleAgrees({ python, required: true }), {
    ok: false,
    output: `oracle: ${install}`,
  });
});

test("without Python the oracle is skipped elsewhere, and says so", async () => {
  assert.deepEqual(await oracleAgrees({ python, required: false }), {
    ok: true,
    output: "",
    note: `skipped: ${install}`,
  });
});
