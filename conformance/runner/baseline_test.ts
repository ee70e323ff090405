import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  type Baseline,
  BASELINE_SCHEMA,
  type BaselineEntry,
  readBaseline,
  staleEntries,
  updatedBaseline,
  writeBaseline,
} from "./baseline.ts";
import { type Case, clientCase, serverCase } from "./case.ts";
import { KnownFailures } from "./known_failures.ts";
import type { RowResult, Verdict } from "./verdict.ts";

const run = () => Promise.resolve();
const fields = { title: "", requirements: ["FRM-1"], run };
const A = serverCase({ ...fields, id: "frames/a", aliases: ["frames/old-a"] });
const B = serverCase({ ...fields, id: "frames/b" });
const C = clientCase({ ...fields, id: "frames/c" });
const CASES: readonly Case[] = [A, B, C];

const ENTRY: BaselineEntry = {
  case: "frames/a",
  role: "server",
  row: "open/aes",
  observed: "silence",
  why: "issue 12",
};

function baseline(...entries: readonly Partial<BaselineEntry>[]): Baseline {
  return {
    schema: BASELINE_SCHEMA,
    entries: entries.map((entry) => ({ ...ENTRY, ...entry })),
  };
}

function row(verdict: Verdict, more: Partial<RowResult> = {}): RowResult {
  const setup = { setting: "open", cipher: "aes", compression: false } as const;
  const facts = { verdict, reason: "because", durationMs: 1, transcript: [] };
  return { ...facts, setup, ...more };
}

const JUDGED: readonly [string, RowResult, Verdict, RegExp][] = [
  [
    "fails as listed",
    row("fail", { observation: "silence" }),
    "expected-fail",
    /^issue 12$/,
  ],
  [
    "fails otherwise",
    row("fail", { observation: "alert clear malformed" }),
    "fail",
    /lists it to fail with "silence", and what is observed is "alert clear/,
  ],
  ["passes", row("pass"), "unexpected-pass", /it passes: take it off the list/],
  ["does not apply", row("not-applicable"), "fail", /it is not applicable/],
  [
    "does not apply anywhere",
    row("not-applicable", { setup: undefined }),
    "fail",
    /it is not applicable/,
  ],
  [
    "depends on what fails",
    row("inconclusive", { code: "dependency" }),
    "fail",
    /it could not be judged: because/,
  ],
  [
    "was cut off by the deadline",
    row("inconclusive", { code: "deadline" }),
    "inconclusive",
    /^because$/,
  ],
];

for (const [what, result, verdict, reason] of JUDGED) {
  test(`a listed case that ${what} is ${verdict}`, () => {
    for (const name of ["frames/a", "frames/old-a"]) {
      const list = baseline({ case: name });
      const known = new KnownFailures(CASES, { baseline: list });
      const judged = known.judge(A, result);
      assert.equal(judged.verdict, verdict);
      assert.match(judged.reason, reason);
    }
  });
}

test("what isn't listed is judged as it is", () => {
  const known = new KnownFailures(CASES, { baseline: baseline({}) });
  const failed = row("fail", { observation: "silence" });
  assert.equal(known.judge(B, failed), failed);
  const setup = { setting: "certified", cipher: "aes", compression: false };
  const elsewhere = row("fail", { setup: setup as RowResult["setup"] });
  assert.equal(known.judge(A, elsewhere), elsewhere);
});

test("a listed row in which a case was not run is red", () => {
  const known = new KnownFailures(CASES, {
    baseline: baseline({}, { row: "open/3des" }),
  });
  const [unmet, ...others] = known.unmet(A, [row("expected-fail")]);
  assert.equal(others.length, 0);
  assert.equal(unmet.verdict, "fail");
  assert.match(unmet.reason, /it was not run in open\/3des/);
});

test("entries of no case, or of another role, are stale", () => {
  const list = baseline(
    {},
    { case: "frames/gone" },
    { case: "frames/c" },
    { case: "frames/old-a", row: "open/3des" },
  );
  assert.deepEqual(staleEntries(list, CASES), [
    "/entries/1: there is no case frames/gone",
    "/entries/2: frames/c is a case for a client",
  ]);
});

test("what fails becomes the baseline, comments are kept, stale ones go", () => {
  const old = baseline(
    { case: "frames/old-a", observed: "reset" },
    { case: "frames/b" },
    { case: "frames/gone" },
    { case: "frames/c", role: "client", why: "the client's" },
  );
  const known = new KnownFailures(CASES, { baseline: old, update: true });
  const results = ([[A, "fail"], [B, "pass"]] as const).map((
    [theCase, verdict],
  ) => {
    const judged = known.judge(
      theCase,
      row(verdict, { observation: "silence" }),
    );
    return { theCase, verdict: judged.verdict, rows: [judged] };
  });
  assert.deepEqual(results.map(({ verdict }) => verdict), [
    "expected-fail",
    "pass",
  ]);
  assert.deepEqual(updatedBaseline(old, CASES, results).entries, [
    { ...ENTRY, case: "frames/c", role: "client", why: "the client's" },
    { ...ENTRY, observed: "silence" },
  ]);
});

const folder = mkdtempSync(join(tmpdir(), "fesa-baseline-"));
after(() => rmSync(folder, { recursive: true }));

test("what is written is sorted, and read again", () => {
  const path = join(folder, "written.json");
  const written = baseline({ case: "frames/b" }, {}, { row: "certified/aes" });
  writeBaseline(path, written);
  const read = readBaseline(path);
  const [b, a, certified] = written.entries;
  assert.deepEqual(read.entries, [certified, a, b]);
  const text = readFileSync(path, "utf8");
  writeBaseline(path, read);
  assert.equal(readFileSync(path, "utf8"), text);
});

const REFUSED: readonly [string, string, RegExp][] = [
  ["no JSON", "{", /: no JSON: /],
  ["another schema", '{"schema":"x","entries":[]}', /: \/schema: /],
  [
    "an unknown key",
    JSON.stringify({ ...baseline({}), comment: "" }),
    /: \/comment: there is no such key$/,
  ],
  [
    "an unknown key of an entry",
    JSON.stringify(baseline({ note: "" } as Partial<BaselineEntry>)),
    /: \/entries\/0\/note: there is no such key$/,
  ],
  [
    "a role that there isn't",
    JSON.stringify(baseline({}, { role: "both" as "server" })),
    /: \/entries\/1\/role: /,
  ],
  [
    "an entry twice",
    JSON.stringify(baseline({}, { row: "x" }, { observed: "reset" })),
    /: \/entries\/2: the same case, role and row as \/entries\/0$/,
  ],
];

for (const [what, text, message] of REFUSED) {
  test(`a baseline with ${what} is refused with its place`, () => {
    const path = join(folder, "refused.json");
    writeFileSync(path, text);
    assert.throws(() => readBaseline(path), (error: Error) => {
      assert.ok(error instanceof RangeError);
      assert.ok(error.message.startsWith(`Cannot use baseline ${path}: `));
      assert.match(error.message, message);
      return true;
    });
  });
}
