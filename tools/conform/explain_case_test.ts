import assert from "node:assert/strict";
import { test } from "node:test";
import { CASES } from "../../conformance/mod.ts";
import { requirements } from "../../conformance/reports/requirements.ts";
import { serverCase } from "../../conformance/runner/case.ts";
import { explainCase } from "./explain_case.ts";

test("every case is explained: its role, rows, sentences and command", () => {
  for (const one of CASES) {
    const text = explainCase(one).join("\n");
    const running = text.replaceAll(/\s+/g, " ");
    assert.ok(text.startsWith(`${one.id}\n${one.title}\n`), one.id);
    assert.match(text, /^runs in {4}\S/m, one.id);
    for (const id of one.requirements) {
      const sentence = requirements().get(id)?.text.replaceAll(/\s+/g, " ");
      assert.ok(running.includes(`[${id}] ${sentence}`), `${one.id} ${id}`);
    }
    assert.match(text, new RegExp(`--filter ${one.id}$`, "m"));
    assert.ok(
      text.split("\n").every((line) =>
        line.length <= 80 || line.includes("fesa conform") ||
        line === one.title
      ),
    );
  }
});

test("what it needs, what it was called and what may answer it is told", () => {
  const text = explainCase(
    serverCase({
      id: "keys/new",
      aliases: ["keys/old"],
      title: "A weak key",
      requirements: ["KEX-4"],
      settings: ["certified"],
      ciphers: ["3des"],
      needs: ["contract", "rsa1024"],
      alone: true,
      optIn: true,
      passesVacuously: { silent: "nothing is sent" },
      run: () => Promise.resolve(),
    }),
    { id: "keys/server-weak", title: "A weak key is taken" },
  ).join("\n");
  assert.match(text, /^finds +A weak key is taken \(fesa .*keys\/server-weak/m);
  assert.match(text, /^runs in +each of these .*: certified\/3des$/m);
  assert.match(text, /^needs +the control contract .*; `rsa1024`;/m);
  assert.match(text, /^allowed +an Alert weak_key where/m);
  assert.match(text, /^was +keys\/old$/m);
  assert.match(
    text,
    /^vacuous +passes against a peer that is "silent": nothing/m,
  );
  assert.ok(!text.includes("HOST:PORT"));
});
