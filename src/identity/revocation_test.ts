import "reflect-metadata";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Extension } from "@peculiar/x509";
import {
  type PathVerdict,
  validateCertificatePath,
} from "./certificate_path.ts";
import { chainOf, HOST, type Issued, listOf, NOW } from "./test_chain.ts";
import type { CertificateReason } from "./reasons.ts";

describe("revocation lists", () => {
  async function judge(
    lists: (made: {
      root: Issued;
      middle: Issued;
      leaf: Issued;
    }) => Promise<Uint8Array>[],
  ): Promise<PathVerdict> {
    const made = await chainOf();
    return validateCertificatePath([made.leaf.der, made.middle.der], {
      anchors: [made.root.der],
      host: HOST,
      time: NOW,
      crls: await Promise.all(lists(made)),
    });
  }

  it("that name neither leave the path valid", async () => {
    const verdict = await judge(({ root, middle }) => [
      listOf(root, { revoked: [root] }),
      listOf(middle),
    ]);
    assert.ok(verdict.ok, JSON.stringify(verdict));
  });

  it("revoke a leaf, and an authority", async () => {
    const leaf = await judge(({ root, middle, leaf }) => [
      listOf(root),
      listOf(middle, { revoked: [leaf] }),
    ]);
    assertRefused(leaf, "revoked", 0);
    const middle = await judge(({ root, middle }) => [
      listOf(root, { revoked: [middle] }),
      listOf(middle),
    ]);
    assertRefused(middle, "revoked", 1);
  });

  it("revoke though another list does not", async () => {
    const verdict = await judge(({ root, middle, leaf }) => [
      listOf(root),
      listOf(middle),
      listOf(middle, { revoked: [leaf] }),
    ]);
    assertRefused(verdict, "revoked", 0);
  });

  it("are needed of each authority", async () => {
    const verdict = await judge(({ root }) => [listOf(root)]);
    assertRefused(verdict, "crl_missing", 0);
  });

  it("are stale, or not yet", async () => {
    for (
      const times of [
        { nextUpdate: "2026-06-15T11:59:59Z" },
        { thisUpdate: "2026-06-15T12:00:01Z" },
      ]
    ) {
      const verdict = await judge(({ root, middle }) => [
        listOf(root),
        listOf(middle, times),
      ]);
      assertRefused(verdict, "crl_stale", 0);
    }
  });

  it("are signed by the authority itself", async () => {
    const verdict = await judge(({ root, middle }) => [
      listOf(root),
      listOf(middle, { signedBy: root }),
    ]);
    assertRefused(verdict, "crl_unverified", 0);
  });

  it("that are delta, indirect, partitioned or strange fail closed", async () => {
    for (
      const extension of [
        new Extension("2.5.29.27", true, Uint8Array.of(2, 1, 1)),
        new Extension("2.5.29.28", true, Uint8Array.of(0x30, 3, 0x84, 1, 0xff)),
        new Extension("2.5.29.28", true, Uint8Array.of(0x30, 3, 0x81, 1, 0xff)),
        new Extension("1.3.6.1.4.1.55555.1", true, Uint8Array.of(5, 0)),
      ]
    ) {
      const verdict = await judge(({ root, middle }) => [
        listOf(root),
        listOf(middle),
        listOf(middle, { extensions: [extension] }),
      ]);
      assertRefused(verdict, "crl_unsupported", 0);
    }
  });
});

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
