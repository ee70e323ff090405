import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ORACLE = fileURLToPath(new URL(".", import.meta.url));
const VECTORS = join(ORACLE, "..");
const PYTHON = "/usr/bin/python3";

/** Without Debian's Python there is no oracle; in CI there has to be. */
const probe = spawnSync(PYTHON, ["-c", "import cryptography"]);
const skip = probe.status === 0 || process.env.CI === "true"
  ? false
  : `${PYTHON} has no cryptography`;

interface Vector {
  readonly id: string;
  readonly kind: string;
  readonly expect: { readonly result: string };
}

interface VectorFile {
  readonly topic: string;
  readonly count: number;
  readonly vectors: readonly Vector[];
}

/** What is edited: a topic, a kind, a field and which of its digits. */
const EDITS: readonly (readonly [string, string, string, number])[] = [
  ["frames", "header", "header", 0],
  ["frames", "inner", "plains.0", 0],
  ["messages", "valid", "body", -1],
  ["keys", "schedule", "ikm", 0],
  ["keys", "schedule", "frames.1", 20],
  ["keys", "schedule", "secrets.binding", 3],
  ["keys", "schedule", "secrets.client.generations.1.secret", 60],
  ["keys", "finished", "frame", -1],
  ["rsa", "spki", "spki", 4],
  ["rsa", "oaep", "ciphertext", 100],
  ["rsa", "oaep", "preMaster", 0],
  ["rsa", "oaep", "oaepSeed", 0],
  ["rsa", "rejection", "encoded", -1],
  ["rsa", "rejection", "message", 5],
  ["protection", "seal", "secret", 0],
  ["protection", "seal", "plain", 0],
  ["protection", "seal", "iv8", 0],
  ["protection", "seal", "frame", -1],
  ["protection", "open", "keys.key", 0],
  ["compression", "inflate", "contents.0", -1],
  ["compression", "inflate", "inflated.0.sha256", 0],
  ["negotiation", "offer", "clientHello", 1],
  ["negotiation", "offer", "answer.deploymentKey", 1],
  ["negotiation", "answer", "serverHello", 3],
  ["sessions", "session", "inputs.clientRandom", 0],
  ["sessions", "session", "secrets.master", 0],
  ["sessions", "session", "steps.0.frame", -1],
  ["sessions", "session", "steps.4.frame", -1],
  ["sessions", "session", "steps.4.sealed.plain", -1],
  ["sessions", "session", "data.server", -1],
];

test(
  "a vector that is edited in one digit is found, and no other",
  { skip },
  () => {
    withFolder((folder) => {
      const chosen = chooseVectors();
      const write = (edited: boolean): void => {
        for (const [topic, rows] of chosen) {
          const vectors = rows.map(({ vector, field, digit }) =>
            edited ? flipped(vector, field, digit) : vector
          );
          writeSet(folder, `${topic}.json`, { ...fileOf(topic), vectors });
        }
      };
      write(false);
      assert.deepEqual(namedBy(runOracle(folder)), { status: 0, named: [] });
      write(true);
      const named = [...chosen].flatMap(([topic, rows]) =>
        rows.map(({ vector }) => `${topic}#${vector.id}`)
      );
      assert.deepEqual(namedBy(runOracle(folder)), {
        status: 1,
        named: named.sort(),
      });
    });
  },
);

test("a file that can't be read gets a line with its place", { skip }, () => {
  withFolder((folder) => {
    const file = fileOf("compression");
    const [one] = file.vectors;
    const count = file.count + 1;
    const twice = { ...one, comment: "again" };
    const faults: readonly (readonly [string, unknown, string])[] = [
      ["count", { ...file, count }, "/count: not the number of vectors"],
      ["format", { ...file, format: "fesa-vectors/2" }, "/format: not fesa-ve"],
      ["key", vectorsOf({ ...one, extra: 1 }), "/vectors/0/extra: unknown key"],
      ["id", vectorsOf(one, twice), "/vectors/1/id: an id that another"],
      ["hex", vectorsOf({ ...one, contents: ["0g"] }), "/vectors/0/contents/0"],
      ["no", "no", ": no JSON"],
    ];
    for (const [name, value] of faults) {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      writeFileSync(join(folder, `${name}.json`), text);
    }
    const { status, stdout } = runOracle(folder);
    assert.equal(status, 1);
    const lines = stdout.trimEnd().split("\n");
    for (const [name, , place] of faults) {
      const path = join(folder, `${name}.json`);
      const start = `${name.padEnd(12)} unreadable: ${path}`;
      const line = lines.find((line) => line.startsWith(start));
      assert.ok(line?.slice(start.length).trimStart().startsWith(place), line);
    }
    assert.equal(lines.length, faults.length + 1);
    assert.equal(lines.at(-1), `nothing to judge under ${folder}`);

    function vectorsOf(...vectors: readonly object[]): object {
      return { ...file, count: vectors.length, vectors };
    }
  });
});

test("what the oracle does not cover is named, and alone is not enough", {
  skip,
}, () => {
  withFolder((folder) => {
    const file = fileOf("compression");
    const [vector] = file.vectors;
    const storms = [{ ...vector, kind: "storm" }];
    writeSet(folder, "a.json", { ...file, topic: "weather", vectors: storms });
    const line =
      "weather      not covered, for want of a judge: 1 of kind storm\n";
    const alone = runOracle(folder);
    assert.deepEqual(alone, {
      status: 1,
      stdout: `nothing to judge under ${folder}\n${line}`,
      stderr: "",
    });
    writeSet(folder, "b.json", { ...file, vectors: [vector] });
    const { status, stdout } = runOracle(folder);
    assert.deepEqual([status, stdout], [0, `compression  1 agreed\n${line}`]);
    const other = runOracle("--topic", "rsa", folder);
    assert.equal(other.status, 1);
    assert.match(other.stdout, /^rsa {10}missing: nothing under /);
  });
});

test("the oracle cites requirements that there are", () => {
  const requirements = JSON.parse(
    readFileSync(join(VECTORS, "../spec/requirements.json"), "utf8"),
  ) as { readonly id: string }[];
  const ids = new Set(requirements.map(({ id }) => id));
  const cited = readdirSync(ORACLE)
    .filter((name) => name.endsWith(".py"))
    .map((name) => readFileSync(join(ORACLE, name), "utf8"))
    .flatMap((text) => text.match(/\b[A-Z]{3}-\d+\b/g) ?? [])
    .filter((id) => !id.startsWith("SHA-"));
  assert.ok(cited.length > 50);
  assert.deepEqual(cited.filter((id) => !ids.has(id)), []);
});

interface Row {
  readonly vector: Vector;
  readonly field: string;
  readonly digit: number;
}

/** For each edit another vector of its kind that has the field. */
function chooseVectors(): Map<string, Row[]> {
  const chosen = new Map<string, Row[]>();
  for (const [topic, kind, field, digit] of EDITS) {
    const rows = chosen.get(topic) ?? [];
    const taken = new Set(rows.map(({ vector }) => vector.id));
    const candidates = fileOf(topic).vectors.filter((vector) =>
      vector.kind === kind && !taken.has(vector.id) &&
      /^[0-9a-f]{2}/.test(String(valueAt(vector, field))) &&
      (vector.expect.result === "accept" || kind === "rejection" ||
        kind === "open")
    );
    assert.ok(candidates.length > 0, `${topic}: ${kind} with ${field}`);
    rows.push({ vector: candidates[0], field, digit });
    chosen.set(topic, rows);
  }
  return chosen;
}

/** The vector with the lowest bit of one digit changed. */
function flipped(vector: Vector, field: string, digit: number): Vector {
  const copy = structuredClone(vector);
  const parts = field.split(".");
  const last = parts.pop()!;
  const holder = valueAt(copy, parts.join(".")) as Record<string, string>;
  const digits = [...holder[last]];
  const index = digit < 0 ? digits.length + digit : digit;
  digits[index] = (parseInt(digits[index], 16) ^ 1).toString(16);
  holder[last] = digits.join("");
  return copy;
}

function valueAt(value: unknown, field: string): unknown {
  const parts = field === "" ? [] : field.split(".");
  return parts.reduce(
    (value, part) => (value as Record<string, unknown> | undefined)?.[part],
    value,
  );
}

const FILES = new Map<string, VectorFile>();

function fileOf(topic: string): VectorFile {
  if (FILES.size === 0) {
    for (const path of readdirSync(VECTORS, { recursive: true }) as string[]) {
      if (!path.endsWith(".json") || path.startsWith("schemas")) continue;
      const text = readFileSync(join(VECTORS, path), "utf8");
      const file = JSON.parse(text) as VectorFile;
      FILES.set(file.topic, file);
    }
  }
  return FILES.get(topic)!;
}

function writeSet(folder: string, name: string, file: VectorFile): void {
  const counted = { ...file, count: file.vectors.length };
  writeFileSync(join(folder, name), JSON.stringify(counted));
}

interface OracleRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runOracle(...args: readonly string[]): OracleRun {
  const program = join(ORACLE, "oracle.py");
  const { status, stdout, stderr } = spawnSync(PYTHON, [program, ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/** Which vectors the oracle disagrees with. */
function namedBy({ status, stdout }: OracleRun) {
  const named = [...stdout.matchAll(/^([a-z]+#[^:]+): /gm)].map(([, id]) => id);
  return { status, named: [...new Set(named)].sort() };
}

function withFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "fesa-oracle-"));
  try {
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
