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
import { AUTHORITY, INTERMEDIATE } from "./authorities.ts";

/** A chain that a client must accept, leaf first. */
interface AcceptedChain {
  readonly name: string;
  readonly what: string;
  readonly requirement: string;
  readonly chain: () => Promise<readonly TestCertificate[]>;
}

/** Chains that are unusual and right (spec/identity.md). */
export const acceptedChain = ([
  {
    name: "intermediate",
    what: "an intermediate authority",
    requirement: "IDN-1",
    chain: async () => [
      await leaf({ issuer: INTERMEDIATE }),
      await intermediate(),
    ],
  },
  {
    name: "anchor-sent",
    what: "the anchor sent along",
    requirement: "IDN-1",
    chain: async () => {
      const { anchor } = await materials();
      return [await leaf({}), anchor];
    },
  },
  {
    name: "wildcard",
    what: "a wildcard for the left-most label",
    requirement: "IDN-4",
    chain: async () => [
      await leaf({ extensions: leafExtensions("*.fesa.example") }),
    ],
  },
  {
    name: "second-name",
    what: "the name as the second of two",
    requirement: "IDN-3",
    chain: async () => [
      await leaf({
        extensions: [
          ...leafExtensions(TEST_NAME).slice(0, 3),
          new x509.SubjectAlternativeNameExtension([
            { type: "dns", value: "other.example" },
            { type: "dns", value: TEST_NAME },
          ]),
        ],
      }),
    ],
  },
  {
    name: "upper-case-name",
    what: "the name in capitals",
    requirement: "IDN-3",
    chain: async () => [
      await leaf({ extensions: leafExtensions(TEST_NAME.toUpperCase()) }),
    ],
  },
  {
    name: "no-usages",
    what: "neither keyUsage nor extendedKeyUsage",
    requirement: "IDN-7",
    chain: async () => [
      await leaf({
        extensions: leafExtensions(TEST_NAME).filter((extension) =>
          !(extension instanceof x509.KeyUsagesExtension) &&
          !(extension instanceof x509.ExtendedKeyUsageExtension)
        ),
      }),
    ],
  },
  {
    name: "uncritical-unknown",
    what: "an unknown extension that is not critical",
    requirement: "IDN-6",
    chain: async () => [
      await leaf({
        extensions: [
          ...leafExtensions(TEST_NAME),
          new x509.Extension("1.3.6.1.4.1.55555.1", false, Uint8Array.of(5, 0)),
        ],
      }),
    ],
  },
] satisfies AcceptedChain[]).map((accepted: AcceptedChain) =>
  clientCase({
    id: `identity/client-accepts-${accepted.name}`,
    title: `A chain with ${accepted.what} is accepted`,
    requirements: [accepted.requirement],
    settings: ["certified"],
    async run(t) {
      const peer = await t.establish({
        chain: (await accepted.chain()).map(({ der }) => der),
      });
      await peer.ping();
    },
  })
);

function leaf(changes: Partial<CertificateRecipe>): Promise<TestCertificate> {
  return makeCertificate({
    subject: `CN=${TEST_NAME}`,
    key: "rsa2048",
    issuer: AUTHORITY,
    serial: "20",
    extensions: leafExtensions(TEST_NAME),
    ...changes,
  });
}

function intermediate(): Promise<TestCertificate> {
  return makeCertificate({
    ...INTERMEDIATE,
    issuer: AUTHORITY,
    serial: "22",
    extensions: authorityExtensions(0),
  });
}
