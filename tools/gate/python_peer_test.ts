import { test } from "node:test";
import assert from "node:assert/strict";
import { pythonPeerPasses } from "./python_peer.ts";

const python = "/nowhere/python3";
const install = "apt-get install python3 python3-cryptography openssl";

test("without Python the peer fails in CI, and says what to install", async () => {
  assert.deepEqual(await pythonPeerPasses({ python, required: true }), {
    ok: false,
    output: `python-peer: ${install}`,
  });
});

test("without Python the peer is skipped elsewhere, and says so", async () => {
  assert.deepEqual(await pythonPeerPasses({ python, required: false }), {
    ok: true,
    output: "",
    note: `skipped: ${install}`,
  });
});
