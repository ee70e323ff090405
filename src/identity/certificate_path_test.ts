import "reflect-metadata";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  CertificatePolicyExtension,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
} from "@peculiar/x509";
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
  keysOf,
  NOW,
  reissue,
} from "./test_chain.ts";
import type { CertificateReason } from "./reasons.ts";

type Changes = Parameters<typeof chainOf>[0];

const UNKNOWN = "1.3.6.1.4.1.55555.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const NULL = Uint8Array.of(5, 0);

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

describe("a chain is accepted", () => {
  const cases: [string, Changes][] = [
    ["as it is", {}],
    ["at its last second", { leaf: { notAfter: "2026-06-15T12:00:00Z" } }],
    ["at its first second", { leaf: { notBefore: "2026-06-15T12:00:00Z" } }],
    ["by a root with an unknown critical extension", {
      root: { extensions: [new Extension(UNKNOWN, true, NULL)] },
    }],
    ["with the usages of a server", {
      leaf: {
        extensions: [
          new KeyUsagesExtension(
            KeyUsageFlags.keyEncipherment | KeyUsageFlags.digitalSignature,
            true,
          ),
          new ExtendedKeyUsageExtension([CLIENT_AUTH, SERVER_AUTH], true),
        ],
      },
    }],
    ["without key identifiers", {
      root: { plain: true },
      middle: { plain: true },
      leaf: { plain: true },
    }],
    ["with an unknown extension that is not critical", {
      leaf: { extensions: [new Extension(UNKNOWN, false, NULL)] },
    }],
    ["with a name that differs in case and spaces", {
      leaf: { issuer: "CN=  MIDDLE " },
    }],
    ["with a critical policy", {
      leaf: { extensions: [new CertificatePolicyExtension([UNKNOWN], true)] },
    }],
  ];
  for (const [name, changes] of cases) {
    it(name, async () => {
      const verdict = await validate(changes);
      assert.ok(verdict.ok, JSON.stringify(verdict));
    });
  }

  it("by a root of serial number zero", async () => {
    const keys = await keysOf("RSA-2048");
    const { root, middle, leaf } = await chainOf({ root: { keys } });
    const zero = await reissue(root, keys, (tbs) => {
      tbs.serialNumber = new ArrayBuffer(1);
    });
    const verdict = await validateCertificatePath([leaf.der, middle.der], {
      anchors: [zero.der],
      host: HOST,
      time: NOW,
    });
    assert.ok(verdict.ok, JSON.stringify(verdict));
  });

  it("in any order, with certificates it doesn't need", async () => {
    const { root, middle, leaf } = await chainOf();
    const low = await issueAuthority({ subject: "CN=low", by: middle });
    const other = await chainOf({ root: { subject: "CN=other" } });
    const verdict = await validateCertificatePath(
      [leaf.der, root.der, low.der, other.root.der, middle.der, middle.der],
      { anchors: [other.root.der, root.der], host: HOST, time: NOW },
    );
    assert.ok(verdict.ok, JSON.stringify(verdict));
    assert.deepEqual(verdict.path, [leaf.der, middle.der, root.der]);
    const spki = await globalThis.crypto.subtle.exportKey(
      "spki",
      leaf.keys.publicKey,
    );
    assert.deepEqual(verdict.spki, new Uint8Array(spki));
  });

  it("over a cross-signed authority, past one that expired", async () => {
    const { root, middle, leaf } = await chainOf();
    const old = await issueAuthority({
      subject: "CN=middle",
      keys: middle.keys,
      by: root,
      notAfter: "2026-02-01T00:00:00Z",
    });
    const verdict = await validateCertificatePath(
      [leaf.der, old.der, middle.der],
      { anchors: [root.der], host: HOST, time: NOW },
    );
    assert.ok(verdict.ok, JSON.stringify(verdict));
    assert.deepEqual(verdict.path[1], middle.der);
  });

  for (const kind of ["P-384", "P-521", "RSA-2048", "RSA-4096"] as const) {
    for (const hash of ["SHA-256", "SHA-384", "SHA-512"] as const) {
      it(`signed with ${kind} and ${hash}`, async () => {
        const keys = await keysOf(kind);
        const verdict = await validate({ middle: { keys }, leaf: { hash } });
        assert.ok(verdict.ok, JSON.stringify(verdict));
      });
    }
  }
});

describe("anchors", () => {
  it("without any, every chain is refused", async () => {
    assertRefused(await validate({}, { anchors: [] }), "no_anchor", 2);
  });

  it("one that is no certificate is refused, not passed over", async () => {
    const { root, middle, leaf } = await chainOf();
    const verdict = await validateCertificatePath([leaf.der, middle.der], {
      anchors: [root.der, Uint8Array.of(1, 2, 3)],
      time: NOW,
    });
    assertRefused(verdict, "no_anchor", 3);
  });

  it("a leaf that is one is accepted, by the rules of a leaf", async () => {
    const good = await issue({ subject: "CN=own", dns: [HOST] });
    const options = { anchors: [good.der], host: HOST, time: NOW };
    const verdict = await validateCertificatePath([good.der], options);
    assert.ok(verdict.ok, JSON.stringify(verdict));
    assert.deepEqual(verdict.path, [good.der]);
    for (
      const [changes, reason] of [
        [{ host: "other.example" }, "name_mismatch"],
        [{ time: new Date("2027-01-01T00:00:00Z") }, "expired"],
      ] as const
    ) {
      const refused = await validateCertificatePath([good.der], {
        ...options,
        ...changes,
      });
      assertRefused(refused, reason, 0);
    }
  });

  it("an intermediate authority can be one", async () => {
    const { middle, leaf } = await chainOf();
    const verdict = await validateCertificatePath([leaf.der, middle.der], {
      anchors: [middle.der],
      host: HOST,
      time: NOW,
    });
    assert.ok(verdict.ok, JSON.stringify(verdict));
    assert.deepEqual(verdict.path, [leaf.der, middle.der]);
  });

  it("one of the same name with another key is none", async () => {
    const { middle, leaf } = await chainOf();
    const impostor = await issueAuthority({ subject: "CN=root" });
    const options = { anchors: [impostor.der], host: HOST, time: NOW };
    const chain = [leaf.der, middle.der];
    const verdict = await validateCertificatePath(chain, options);
    assertRefused(verdict, "unknown_issuer", 1);
  });
});

describe("the caller's own", () => {
  it("no chain at all is refused", async () => {
    const { root } = await chainOf();
    const options = { anchors: [root.der], time: NOW };
    assertRefused(await validateCertificatePath([], options), "empty_chain", 0);
  });

  it("a time that is none throws", async () => {
    await assert.rejects(validate({}, { time: new Date(NaN) }), TypeError);
  });

  it("a purpose that is not known throws", async () => {
    const purpose = "server" as PathOptions["purpose"];
    await assert.rejects(validate({}, { purpose }), TypeError);
  });

  it("purpose any asks for no usage", async () => {
    const extensions = [
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([CLIENT_AUTH]),
    ];
    const verdict = await validate({ leaf: { extensions } }, {
      purpose: "any",
    });
    assert.ok(verdict.ok, JSON.stringify(verdict));
  });

  it("a policy that is required has to be there", async () => {
    const policy = new CertificatePolicyExtension([UNKNOWN]);
    const all = {
      middle: { extensions: [policy] },
      leaf: { extensions: [policy] },
    };
    const policies = { requireExplicit: true, acceptable: [UNKNOWN] };
    const good = await validate(all, { policies });
    assert.ok(good.ok, JSON.stringify(good));
    const none = await validate({}, { policies });
    assertRefused(none, "no_valid_policy", 1);
    const other = await validate(all, {
      policies: { requireExplicit: true, acceptable: [CLIENT_AUTH] },
    });
    assertRefused(other, "no_valid_policy", 0);
  });

  it("revocation lists that don't parse are a fault", async () => {
    const crls = [NULL];
    assertRefused(await validate({}, { crls }), "crl_unverified", 0);
  });

  it("an empty list of revocation lists is none", async () => {
    const verdict = await validate({}, { crls: [] });
    assert.ok(verdict.ok, JSON.stringify(verdict));
  });
});
