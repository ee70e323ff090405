import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { JsonReport } from "../../conformance/reports/json_report.ts";
import { readEvents } from "../../conformance/reports/read_events.ts";
import { runFesa } from "../spawn_fesa.ts";

/** Both roles, clear and sealed frames, ciphers, a property, an end. */
const FILTERS = [
  "frames/server-joined",
  "protection/client-flipped-tag",
  "channel/server-any-conversation",
];

test("the same seed gives the same masked report, to the byte", async () => {
  const [one, two] = await Promise.all([reportOf(7), reportOf(7)]);
  assert.equal(two.text, one.text);
  const { cases } = JsonReport.parse(JSON.parse(one.text));
  // Their order in the report is the suite's, in the stream how they ended.
  const ended = one.cases.map(({ id }) => id);
  assert.deepEqual(cases.map(({ id }) => id).sort(), ended.sort());
  assert.equal(cases.length, 3);
  for (const { rows } of one.cases) {
    const [{ transcript = [] }] = rows;
    assert.ok(transcript.some(({ plaintexts = [] }) => plaintexts.length > 0));
  }
});

async function reportOf(seed: number) {
  const folder = mkdtempSync(join(tmpdir(), "fesa-repeat-"));
  const path = join(folder, "report.json");
  const stream = join(folder, "events.jsonl");
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
      `jsonl=${stream}`,
    ]);
    assert.equal(status, 0, stderr);
    const cases = readEvents(stream)
      .flatMap((event) => event.type === "case" ? [event.case] : []);
    return { text: readFileSync(path, "utf8"), cases };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
