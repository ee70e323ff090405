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
  "frames/server-{joined,unknown-type}",
  "protection/{server,client}-flipped-tag",
  "channel/{server,client}-any-conversation",
];

test("the same seed gives the same masked report, to the byte", async () => {
  const [one, two] = await Promise.all([reportOf(7), reportOf(7)]);
  const { cases } = JsonReport.parse(JSON.parse(one.text));
  assert.equal(cases.length, 6);
  assert.ok(cases.every(({ transcript }) => transcript.length > 3));
  assert.ok(
    cases.some(({ transcript }) =>
      transcript.some(({ plaintexts = [] }) => plaintexts.length > 0)
    ),
  );
  assert.equal(two.text, one.text);
  // The order they ended in is the stream's own.
  const ended = one.events.flatMap((event) =>
    event.type === "case" ? [event.case.id] : []
  );
  const ids = cases.map(({ id }) => id);
  assert.deepEqual(new Set(ended), new Set(ids));
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
    return { text: readFileSync(path, "utf8"), events: readEvents(stream) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
