import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { JsonReport } from "../../conformance/reports/json_report.ts";
import { readEvents } from "../../conformance/reports/read_events.ts";
import { hex } from "../../conformance/tester/bytes.ts";
import { TEST_DEPLOYMENT_KEY } from "../../conformance/runner/materials.ts";
import { runFesa } from "../spawn_fesa.ts";

/** Both roles, clear and sealed frames, ciphers, a property, an end. */
const FILTERS = [
  "frames/server-joined",
  "protection/client-flipped-tag",
  "channel/server-any-conversation",
];

test("two runs of one seed", async (t) => {
  const [one, two] = await Promise.all([reportOf(7), reportOf(7)]);

  await t.test("the masked report is the same, to the byte", () => {
    assert.equal(two.text, one.text);
    const { cases } = JsonReport.parse(JSON.parse(one.text));
    // Their order in the report is the suite's, in the stream how they ended.
    const ended = one.cases.map(({ id }) => id);
    assert.deepEqual(cases.map(({ id }) => id).sort(), ended.sort());
    assert.equal(cases.length, FILTERS.length);
  });

  await t.test("transcripts hold what was sealed, and no secret", () => {
    for (const { rows: [{ transcript = [] }] } of one.cases) {
      assert.ok(
        transcript.some(({ plaintexts = [] }) => plaintexts.length > 0),
      );
    }
    const secrets = one.keys.split("\n")
      .flatMap((line) => line.split(" ").slice(2));
    assert.ok(secrets.length > 10);
    for (const secret of [...secrets, hex(TEST_DEPLOYMENT_KEY)]) {
      // A part of it would be one too.
      for (let at = 0; at + 16 <= secret.length; at += 16) {
        assert.ok(!one.stream.includes(secret.slice(at, at + 16)));
      }
    }
  });
});

async function reportOf(seed: number) {
  const folder = mkdtempSync(join(tmpdir(), "fesa-repeat-"));
  const path = join(folder, "report.json");
  const events = join(folder, "events.jsonl");
  const keylog = join(folder, "keys.log");
  try {
    const { status, stderr } = await runFesa([
      "conform",
      "self",
      ...FILTERS.flatMap((filter) => ["--filter", filter]),
      "--seed",
      String(seed),
      "--runs",
      "2",
      "--transcripts",
      "--mask",
      "--report",
      `json=${path}`,
      "--report",
      `jsonl=${events}`,
      "--keylog",
      keylog,
    ]);
    assert.equal(status, 0, stderr);
    const cases = readEvents(events)
      .flatMap((event) => event.type === "case" ? [event.case] : []);
    const [text, stream, keys] = [path, events, keylog]
      .map((file) => readFileSync(file, "utf8"));
    return { text, stream, keys, cases };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
