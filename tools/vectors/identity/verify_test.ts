import assert from "node:assert/strict";
import { test } from "node:test";
import { AlertCode } from "../../../src/mod.ts";
import { VECTORS } from "../generate.ts";
import { readVectors } from "../read_vectors.ts";
import type { IdentityVector } from "./format.ts";
import { identity } from "./topic.ts";
import { verifyIdentity } from "./verify.ts";

const vectors = (readVectors(VECTORS, identity).file?.vectors ??
  []) as unknown as readonly IdentityVector[];

test("no vector passes with another expectation", async () => {
  assert.ok(vectors.length > 280);
  for (const vector of vectors) {
    if (vector.expect.result === "either") continue;
    const codes = [AlertCode.internal_error];
    const fault = await verifyIdentity({
      ...vector,
      expect: { result: "alert", codes },
    });
    assert.match(fault ?? "", /^expected internal_error \(/, vector.id);
  }
});

test("a path whose leaf has a byte changed is refused", async () => {
  const vector = found("path/one");
  const [leaf] = vector.chain;
  const digit = leaf.at(-9) === "0" ? "1" : "0";
  const fault = await verifyIdentity({
    ...vector,
    chain: [`${leaf.slice(0, -9)}${digit}${leaf.slice(-8)}`],
  });
  assert.equal(fault, "expected acceptance, got bad_certificate (0x23)");
});

test("another certificate at fault is found", async () => {
  const vector = found("validity/issuer-expired");
  assert.equal(
    await verifyIdentity({ ...vector, faulty: 0 }),
    "faulty: expected 0, got 1",
  );
});

test("another key than the one encrypted to is found", async () => {
  const vector = found("path/one");
  const { spkiSha256 = "" } = vector;
  const other = spkiSha256.replaceAll("a", "b");
  assert.equal(
    await verifyIdentity({ ...vector, spkiSha256: other }),
    `spkiSha256: expected ${other}, got ${spkiSha256}`,
  );
});

function found(id: string): IdentityVector {
  const vector = vectors.find((vector) => vector.id === id);
  assert.ok(vector, id);
  return vector;
}
