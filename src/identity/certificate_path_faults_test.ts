import "reflect-metadata";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AlgorithmIdentifier, Version } from "@peculiar/asn1-x509";
import {
  BasicConstraintsExtension,
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
  type Issued,
  keysOf,
  NOW,
  reissue,
} from "./test_chain.ts";
import type { CertificateReason } from "./reasons.ts";

type Changes = Parameters<typeof chainOf>[0];

const UNKNOWN = "1.3.6.1.4.1.55555.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const ANY_PURPOSE = "2.5.29.37.0";
const NULL = Uint8Array.of(5, 0);
/** Name constraints: the DNS names of a.b are permitted. */
const ONLY_AB = Uint8Array.of(0x30, 9, 0xa0, 7, 0x30, 5, 0x82, 3, 97, 46, 98);

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
      "keyUsage without keyEncipherment",
      {
        leaf: {
          extensions: [
            new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          ],
        },
      },
      "key_usage",
      0,
    ],
    [
      "extendedKeyUsage without serverAuth",
      { leaf: { extensions: [new ExtendedKeyUsageExtension([CLIENT_AUTH])] } },
      "extended_key_usage",
      0,
    ],
    [
      "anyExtendedKeyUsage",
      { leaf: { extensions: [new ExtendedKeyUsageExtension([ANY_PURPOSE])] } },
      "extended_key_usage",
      0,
    ],
    [
      "middle that issues for clients",
      {
        middle: { extensions: [new ExtendedKeyUsageExtension([CLIENT_AUTH])] },
      },
      "extended_key_usage",
      1,
    ],
    [
      "unknown critical extension of the leaf",
      { leaf: { extensions: [new Extension(UNKNOWN, true, NULL)] } },
      "critical_extension",
      0,
    ],
    [
      "unknown critical extension of the middle",
      { middle: { extensions: [new Extension(UNKNOWN, true, NULL)] } },
      "critical_extension",
      1,
    ],
    [
      "the same extension twice",
      {
        leaf: {
          extensions: [
            new Extension(UNKNOWN, false, NULL),
            new Extension(UNKNOWN, false, NULL),
          ],
        },
      },
      "malformed",
      0,
    ],
    [
      "an extension's value with bytes to spare",
      {
        leaf: {
          extensions: [
            new Extension("2.5.29.19", true, Uint8Array.of(0x30, 0, 5, 0)),
          ],
        },
      },
      "malformed",
      0,
    ],
    [
      "a BOOLEAN of BER",
      {
        leaf: {
          extensions: [
            new Extension("2.5.29.19", true, Uint8Array.of(0x30, 3, 1, 1, 1)),
          ],
        },
      },
      "malformed",
      0,
    ],
    [
      "pathLenConstraint of no authority",
      {
        leaf: {
          extensions: [
            new Extension("2.5.29.19", true, Uint8Array.of(0x30, 3, 2, 1, 0)),
          ],
        },
      },
      "malformed",
      0,
    ],
    [
      "serial number of 21 octets",
      { leaf: { serialNumber: "01".repeat(21) } },
      "malformed",
      0,
    ],
    [
      "middle without keyCertSign",
      {
        middle: {
          extensions: [new KeyUsagesExtension(KeyUsageFlags.cRLSign, true)],
        },
      },
      "key_usage",
      1,
    ],
    [
      "a name that is not permitted above it",
      { middle: { extensions: [new Extension("2.5.29.30", true, ONLY_AB)] } },
      "name_not_permitted",
      0,
    ],
    [
      "name constraints of no authority",
      { leaf: { extensions: [new Extension("2.5.29.30", true, ONLY_AB)] } },
      "malformed",
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

  it("serial number zero, or none that is positive", async () => {
    const keys = await keysOf("RSA-2048");
    const { root, middle, leaf } = await chainOf({ middle: { keys } });
    for (const serial of [0x00, 0x80, 0xff]) {
      const changed = await reissue(leaf, keys, (tbs) => {
        tbs.serialNumber = Uint8Array.of(serial).buffer;
      });
      const verdict = await validateCertificatePath([changed.der, middle.der], {
        anchors: [root.der],
        time: NOW,
      });
      assertRefused(verdict, "malformed", 0);
    }
  });

  it("the algorithm of the signature named differently inside", async () => {
    const keys = await keysOf("RSA-2048");
    const { root, middle, leaf } = await chainOf({ middle: { keys } });
    const changed = await reissue(leaf, keys, (tbs) => {
      tbs.signature = new AlgorithmIdentifier({
        algorithm: "1.2.840.113549.1.1.12",
        parameters: null,
      });
    });
    const verdict = await validateCertificatePath([changed.der, middle.der], {
      anchors: [root.der],
      time: NOW,
    });
    assertRefused(verdict, "malformed", 0);
  });

  it("version 1, of an authority", async () => {
    const keys = await keysOf("RSA-2048");
    const { root, middle, leaf } = await chainOf({ root: { keys } });
    const changed = await reissue(middle, keys, (tbs) => {
      tbs.version = Version.v1;
      tbs.extensions = undefined;
    });
    const verdict = await validateCertificatePath([leaf.der, changed.der], {
      anchors: [root.der],
      time: NOW,
    });
    assertRefused(verdict, "not_an_authority", 1);
  });

  it("middle that is no authority", async () => {
    const { root } = await chainOf();
    for (const extensions of [[], [new BasicConstraintsExtension(false)]]) {
      const middle = await issue({
        subject: "CN=middle",
        by: root,
        extensions,
      });
      const leaf = await issue({ subject: "CN=leaf", by: middle, dns: [HOST] });
      const verdict = await validateCertificatePath([leaf.der, middle.der], {
        anchors: [root.der],
        host: HOST,
        time: NOW,
      });
      assertRefused(verdict, "not_an_authority", 1);
    }
  });

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
