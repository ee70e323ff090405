import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  binding,
  type Direction,
  expandLabel,
  finishedKey,
  masterSecret,
  nextSecret,
  trafficKeys,
  trafficSecret,
  verifyData,
} from "./key_schedule.ts";
import { nodeProvider as provider } from "./node_provider.ts";

interface DirectionAnswers {
  secret0: string;
  key: string;
  iv?: string;
  mac?: string;
  secret1?: string;
}

interface Answers {
  setting: string;
  cipher: number;
  clientHello: string;
  serverHello: string;
  serverKey?: string;
  clientKeyExchange?: string;
  ikm: string;
  th1: string;
  master: string;
  client: DirectionAnswers;
  server: DirectionAnswers;
  verify1: { from: Direction; verify: string };
  th2: string;
  verify2: { from: Direction; verify: string };
  th3: string;
  binding: string;
}

const { cases } = JSON.parse(
  readFileSync(new URL("./key_schedule_answers.json", import.meta.url), "utf8"),
) as { cases: Answers[] };

describe("the key schedule agrees with an independent program", () => {
  assert.equal(cases.length, 3);
  for (const answers of cases) {
    it(`${answers.setting}, cipher ${answers.cipher}`, () => agree(answers));
  }
});

it("all outputs of the key schedule are pairwise distinct", () => {
  for (const cipher of [0x0001, 0x0002, 0x0101]) {
    const master = masterSecret(provider, fill(1), fill(2), fill(3, 48));
    const th1 = fill(4);
    const outputs = [master, binding(provider, master, th1)];
    for (const direction of ["client", "server"] as const) {
      let secret = trafficSecret(provider, master, direction, th1);
      outputs.push(finishedKey(provider, secret));
      for (let generation = 0; generation < 3; generation++) {
        const keys = trafficKeys(provider, secret, cipher);
        outputs.push(secret, ...Object.values(keys));
        secret = nextSecret(provider, secret);
      }
    }
    // Cut to the shortest, so that one output being the start of another counts.
    const starts = outputs.map((output) => hex(output.subarray(0, 12)));
    assert.equal(new Set(starts).size, 2 + 2 * (1 + 3 * 3));
  }
});

it("keys are as long as their ciphers want, a transform's too", () => {
  const secret = fill(5);
  const sizes = (cipher: number, keySize?: number) =>
    Object.entries(trafficKeys(provider, secret, cipher, keySize))
      .map(([name, bytes]) => [name, bytes.length]);
  assert.deepEqual(sizes(0x0001), [["key", 32], ["iv", 12]]);
  assert.deepEqual(sizes(0x0101), [["key", 32], ["iv", 12]]);
  assert.deepEqual(sizes(0x0002), [["key", 24], ["mac", 32]]);
  assert.deepEqual(sizes(0xe001, 64), [["key", 64], ["iv", 12]]);
});

it("size, label and context all change what a secret expands to", () => {
  const secret = fill(6);
  const expand = (label: string, context: number, size: number) =>
    hex(
      expandLabel(provider, secret, label, fill(context, context), size)
        .subarray(0, 8),
    );
  const outputs = [
    expand("key", 0, 32),
    expand("key", 0, 24),
    expand("key", 1, 32),
    expand("kez", 0, 32),
    expand("ke", 0, 32),
  ];
  assert.equal(new Set(outputs).size, outputs.length);
});

function agree(answers: Answers): void {
  const frames = [
    answers.clientHello,
    answers.serverHello,
    answers.serverKey ?? "",
    answers.clientKeyExchange ?? "",
  ];
  const random = (frame: string, before: number) =>
    bytes(frame).subarray(before, before + 32);
  const finished = (verify: string) => `06000020${verify}`;
  const hash = (...parts: string[]) => provider.sha256(bytes(parts.join("")));

  const th1 = hash(...frames);
  assert.equal(hex(th1), answers.th1);
  const master = masterSecret(
    provider,
    random(answers.clientHello, 4 + 1 + 2),
    random(answers.serverHello, 4 + 2),
    bytes(answers.ikm),
  );
  assert.equal(hex(master), answers.master);

  const secrets = {
    client: trafficSecret(provider, master, "client", th1),
    server: trafficSecret(provider, master, "server", th1),
  };
  for (const direction of ["client", "server"] as const) {
    const { secret0, secret1, ...keys } = answers[direction];
    assert.equal(hex(secrets[direction]), secret0);
    const made = trafficKeys(provider, secrets[direction], answers.cipher);
    assert.deepEqual(
      Object.fromEntries(Object.entries(made).map(([k, v]) => [k, hex(v)])),
      keys,
    );
    if (secret1 !== undefined) {
      assert.equal(hex(nextSecret(provider, secrets[direction])), secret1);
    }
  }

  const verify = (direction: Direction, th: Uint8Array) =>
    hex(verifyData(provider, finishedKey(provider, secrets[direction]), th));
  assert.equal(verify(answers.verify1.from, th1), answers.verify1.verify);
  const th2 = hash(...frames, finished(answers.verify1.verify));
  assert.equal(hex(th2), answers.th2);
  assert.equal(verify(answers.verify2.from, th2), answers.verify2.verify);
  const th3 = hash(
    ...frames,
    finished(answers.verify1.verify),
    finished(answers.verify2.verify),
  );
  assert.equal(hex(th3), answers.th3);
  assert.equal(hex(binding(provider, master, th3)), answers.binding);
}

function fill(value: number, size = 32): Uint8Array {
  return new Uint8Array(size).fill(value);
}

function bytes(text: string): Uint8Array {
  return Buffer.from(text, "hex");
}

function hex(data: Uint8Array): string {
  return Buffer.from(data).toString("hex");
}
