import "reflect-metadata";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type PathOptions,
  type PathVerdict,
  validateCertificatePath,
} from "./certificate_path.ts";
import {
  chainOf,
  HOST,
  issue,
  issueAuthority,
  type Issued,
  keysOf,
  NOW,
} from "./test_chain.ts";
import type { CertificateReason } from "./reasons.ts";

type Changes = Parameters<typeof chainOf>[0];

/** Validates the chain of leaf and middle against the root. */
async function validate(
  changes: Changes,
  options: Partial<PathOptions> = {},
): Promise<PathVerdict> {
  const { root, middle, leaf } = await chainOf(changes);
  return validateCertificatePath([leaf.der, middle.der], {
    anchors: [root.der],
    host: HOST,
    time: NOW,
    ...options,
  });
}

function assertRefused(
  verdict: PathVerdict,
  reason: CertificateReason,
  index: number,
): void {
  assert.deepEqual(
    verdict.ok ? verdict : { reason: verdict.reason, index: verdict.index },
    { reason, index },
  );
}

describe("a chain with one fault is refused for it", () => {
  const cases: [string, Changes, CertificateReason, number][] = [
    [
      "leaf expired",
      { leaf: { notAfter: "2026-06-15T11:59:59Z" } },
      "expired",
      0,
    ],
    [
      "leaf not yet valid",
      { leaf: { notBefore: "2026-06-15T12:00:01Z" } },
      "not_yet_valid",
      0,
    ],
    [
      "middle expired",
      { middle: { notAfter: "2026-06-01T00:00:00Z" } },
      "expired",
      1,
    ],
    [
      "root expired",
      { root: { notAfter: "2026-06-01T00:00:00Z" } },
      "expired",
      2,
    ],
    ["another host", { leaf: { dns: ["other.example"] } }, "name_mismatch", 0],
    [
      "a common name alone",
      { leaf: { dns: [], subject: `CN=${HOST}` } },
      "name_mismatch",
      0,
    ],
    [
      "an issuer nobody knows",
      { leaf: { issuer: "CN=nobody" } },
      "unknown_issuer",
      0,
    ],
    [
      "a middle of an issuer nobody knows",
      {
        middle: { issuer: "CN=nobody" },
      },
      "unknown_issuer",
      1,
    ],
  ];
  for (const [name, changes, reason, index] of cases) {
    it(name, async () => {
      assertRefused(await validate(changes), reason, index);
    });
  }

  it("more authorities than pathLenConstraint permits", async () => {
    const { root, middle } = await chainOf({ pathLength: 0 });
    const low = await issueAuthority({ subject: "CN=low", by: middle });
    const leaf = await issue({ subject: "CN=leaf", by: low, dns: [HOST] });
    const verdict = await validateCertificatePath(
      [leaf.der, low.der, middle.der],
      { anchors: [root.der], host: HOST, time: NOW },
    );
    assertRefused(verdict, "path_too_long", 2);
  });

  it("signed with SHA-1", async () => {
    const signing = { keys: await keysOf("RSA-2048") };
    const leaf = await validate({ middle: signing, leaf: { hash: "SHA-1" } });
    assertRefused(leaf, "weak_signature", 0);
    const middle = await validate({ root: signing, middle: { hash: "SHA-1" } });
    assertRefused(middle, "weak_signature", 1);
  });

  it("an authority's RSA key of 1024 bits", async () => {
    const middle = { keys: await keysOf("RSA-1024") };
    assertRefused(await validate({ middle }), "weak_key", 1);
  });

  it("a signature of another key with the same identifiers", async () => {
    const { root, middle, leaf } = await chainOf();
    for (
      const [chain, index] of [[[flip(leaf), middle.der], 0], [[
        leaf.der,
        flip(middle),
      ], 1]] as const
    ) {
      const verdict = await validateCertificatePath(chain, {
        anchors: [root.der],
        time: NOW,
      });
      assertRefused(verdict, "bad_signature", index);
    }
  });

  it("a certificate that does not parse, needed or not", async () => {
    const { root, middle, leaf } = await chainOf();
    for (const broken of [leaf.der.subarray(1), Uint8Array.of()]) {
      const verdict = await validateCertificatePath(
        [leaf.der, middle.der, broken],
        { anchors: [root.der], host: HOST, time: NOW },
      );
      assertRefused(verdict, "malformed", 2);
    }
  });
});

/** The certificate with the last byte of its signature changed. */
function flip({ der }: Issued): Uint8Array {
  const changed = der.slice();
  changed[changed.length - 1] ^= 1;
  return changed;
}
