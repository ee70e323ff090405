import * as x509 from "@peculiar/x509";
import { clientCase } from "../../runner/case.ts";
import { materials, TEST_NAME } from "../../runner/materials.ts";
import {
  authorityExtensions,
  type CertificateRecipe,
  leafExtensions,
  makeCertificate,
  type TestCertificate,
} from "../../tester/certificates.ts";
import {
  throwawayKey,
  type ThrowawayKeyName,
  throwawaySpki,
} from "../../tester/throwaway_keys.ts";
import { AUTHORITY, CERTIFICATE_ALERTS, INTERMEDIATE } from "./authorities.ts";

/** A chain with one fault, leaf first; the anchor is the suite's own. */
interface RefusedChain {
  readonly name: string;
  /** The fault, as the end of "A chain with …". */
  readonly what: string;
  readonly requirement: string;
  readonly chain: () => Promise<readonly TestCertificate[]>;
  readonly key?: ThrowawayKeyName;
}

/** Chains that a client must refuse, one fault each (spec/identity.md). */
export const refusedChain = ([
  leaf("expired", "a leaf whose time is over", "IDN-5", {
    notAfter: new Date("2025-12-31T00:00:00Z"),
  }),
  leaf("not-yet-valid", "a leaf whose time has not come", "IDN-5", {
    notBefore: new Date("2027-01-01T00:00:00Z"),
  }),
  leaf("other-name", "a leaf for another name", "IDN-3", {
    extensions: leafExtensions("other.fesa.example"),
  }),
  leaf("parent-name", "a leaf for the parent domain", "IDN-3", {
    extensions: leafExtensions("fesa.example"),
  }),
  leaf("common-name-only", "the name in the common name alone", "IDN-3", {
    subject: `CN=${TEST_NAME}`,
    extensions: leafExtensions(TEST_NAME).filter((extension) =>
      !(extension instanceof x509.SubjectAlternativeNameExtension)
    ),
  }),
  leaf("name-as-address", "the name as an rfc822Name", "IDN-3", {
    extensions: [
      ...leafExtensions(TEST_NAME).slice(0, 3),
      new x509.SubjectAlternativeNameExtension([
        { type: "email", value: `a@${TEST_NAME}` },
        { type: "url", value: `https://${TEST_NAME}/` },
      ]),
    ],
  }),
  leaf("wildcard-two-labels", "a wildcard over two labels", "IDN-4", {
    extensions: leafExtensions("*.example"),
  }),
  leaf("wildcard-own-name", "a wildcard below the name itself", "IDN-4", {
    extensions: leafExtensions(`*.${TEST_NAME}`),
  }),
  leaf("wildcard-partial", "a wildcard that is part of a label", "IDN-4", {
    extensions: leafExtensions("ser*.fesa.example"),
  }),
  leaf("wildcard-inner", "a wildcard that is not left-most", "IDN-4", {
    extensions: leafExtensions("server.*.example"),
  }),
  leaf("key-usage", "a key usage without keyEncipherment", "IDN-7", {
    extensions: leafExtensions(TEST_NAME).with(
      1,
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    ),
  }),
  leaf("client-auth", "an extended key usage for clients alone", "IDN-7", {
    extensions: leafExtensions(TEST_NAME).with(
      2,
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
    ),
  }),
  leaf("any-usage", "anyExtendedKeyUsage in place of serverAuth", "IDN-7", {
    extensions: leafExtensions(TEST_NAME).with(
      2,
      new x509.ExtendedKeyUsageExtension(["2.5.29.37.0"]),
    ),
  }),
  leaf("critical-unknown", "an unknown critical extension", "IDN-6", {
    extensions: [
      ...leafExtensions(TEST_NAME),
      new x509.Extension("1.3.6.1.4.1.55555.1", true, Uint8Array.of(5, 0)),
    ],
  }),
  leaf("sha-1", "a signature over SHA-1", "IDN-8", { hash: "SHA-1" }),
  leaf("self-signed", "a leaf that signed itself", "IDN-1", {
    issuer: undefined,
  }),
  leaf("other-authority", "an authority nobody trusts", "IDN-1", {
    issuer: { subject: "CN=Somebody Else", key: "other2048" },
  }),
  leaf("impostor", "the authority's name and another's key", "IDN-1", {
    issuer: { subject: AUTHORITY.subject, key: "other2048" },
  }),
  {
    name: "tampered",
    what: "a changed byte in the leaf's signature",
    requirement: "IDN-1",
    async chain() {
      const [{ der, pem }] = (await materials()).chain;
      const changed = der.slice();
      changed[changed.length - 7] ^= 1;
      return [{ der: changed, pem }];
    },
  },
  {
    name: "root-brought-along",
    what: "an own root brought along",
    requirement: "IDN-1",
    chain: async () => {
      const root = { subject: "CN=Brought Along", key: "other2048" } as const;
      return [
        await makeCertificate({ ...LEAF, issuer: root }),
        await makeCertificate({ ...root, extensions: authorityExtensions() }),
      ];
    },
  },
  {
    name: "missing-intermediate",
    what: "its intermediate left out",
    requirement: "IDN-1",
    chain: async () => [
      await makeCertificate({ ...LEAF, issuer: INTERMEDIATE }),
    ],
  },
  under("issuer-no-authority", "an issuer that is no authority", "IDN-6", {
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      ...authorityExtensions().slice(1),
    ],
  }),
  under(
    "issuer-without-constraints",
    "an issuer that names no constraints",
    "IDN-6",
    {
      extensions: authorityExtensions().slice(1),
    },
  ),
  under(
    "issuer-key-usage",
    "an issuer that may not sign certificates",
    "IDN-6",
    {
      extensions: [
        authorityExtensions()[0],
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.cRLSign, true),
      ],
    },
  ),
  under("issuer-expired", "an issuer whose time is over", "IDN-5", {
    notAfter: new Date("2025-12-31T00:00:00Z"),
    extensions: authorityExtensions(),
  }),
  under("name-constraint", "a name outside its issuer's constraint", "IDN-6", {
    extensions: [
      ...authorityExtensions(),
      permitted("elsewhere.example"),
    ],
  }),
  {
    name: "path-length",
    what: "one authority more than a pathLen allows",
    requirement: "IDN-6",
    chain: async () => {
      const below = { subject: "CN=Below", key: "other2048" } as const;
      return [
        await makeCertificate({ ...LEAF, issuer: below }),
        await makeCertificate({
          ...below,
          issuer: INTERMEDIATE,
          serial: "21",
          extensions: authorityExtensions(),
        }),
        await makeCertificate({
          ...INTERMEDIATE,
          issuer: AUTHORITY,
          serial: "22",
          extensions: authorityExtensions(0),
        }),
      ];
    },
  },
  {
    ...leaf("weak-leaf", "a leaf key of 1024 bits", "KEX-26", {
      key: "rsa1024",
    }),
    key: "rsa1024",
  },
] satisfies RefusedChain[]).map((refused: RefusedChain) =>
  clientCase({
    id: `identity/client-refuses-${refused.name}`,
    title: `A chain with ${refused.what} is refused`,
    requirements: [refused.requirement],
    settings: ["certified"],
    async run(t) {
      const key = refused.key ?? "rsa2048";
      const peer = await t.until("ServerKey", {
        chain: (await refused.chain()).map(({ der }) => der),
        key: throwawayKey(key),
        spki: throwawaySpki(key),
      });
      peer.sendKey();
      await peer.expectAlert(CERTIFICATE_ALERTS, refused.requirement);
    },
  })
);

const LEAF: CertificateRecipe = {
  subject: `CN=${TEST_NAME}`,
  key: "rsa2048",
  issuer: AUTHORITY,
  serial: "20",
  extensions: leafExtensions(TEST_NAME),
};

function leaf(
  name: string,
  what: string,
  requirement: string,
  changes: Partial<CertificateRecipe>,
): RefusedChain {
  return {
    name,
    what,
    requirement,
    chain: async () => [
      await makeCertificate({
        subject: `CN=${TEST_NAME}`,
        key: "rsa2048",
        issuer: AUTHORITY,
        serial: "20",
        extensions: leafExtensions(TEST_NAME),
        ...changes,
      }),
    ],
  };
}

/** A leaf under an intermediate with a fault of its own. */
function under(
  name: string,
  what: string,
  requirement: string,
  intermediate: Partial<CertificateRecipe>,
): RefusedChain {
  return {
    name,
    what,
    requirement,
    chain: async () => [
      await makeCertificate({ ...LEAF, issuer: INTERMEDIATE }),
      await makeCertificate({
        ...INTERMEDIATE,
        issuer: AUTHORITY,
        serial: "22",
        extensions: authorityExtensions(),
        ...intermediate,
      }),
    ],
  };
}

/** nameConstraints, critical, that permit the names below one domain. */
function permitted(domain: string): x509.Extension {
  const name = new TextEncoder().encode(domain);
  const base = Uint8Array.of(0x82, name.length, ...name);
  const subtree = Uint8Array.of(0x30, base.length, ...base);
  const list = Uint8Array.of(0xa0, subtree.length, ...subtree);
  const value = Uint8Array.of(0x30, list.length, ...list);
  return new x509.Extension("2.5.29.30", true, value);
}
