import { fromHex } from "../tester/bytes.ts";
import {
  basicConstraints,
  certificatePolicies,
  type Extension,
  keyUsage,
  unknownExtension,
} from "../tester/certificate_extensions.ts";
import {
  type Authority,
  authorityExtensions,
  FIELD,
  leafExtensions,
} from "../tester/certificates.ts";
import { commonName } from "../tester/distinguished_name.ts";
import { TEST_NAME } from "../runner/materials.ts";
import {
  accepted,
  type Chain,
  CONSTRAINT_CODES,
  detail,
  optional,
  refused,
} from "./chain.ts";
import {
  type Changes,
  INTERMEDIATE,
  ISSUING,
  parties,
  ROOT,
} from "./parties.ts";

const { intermediate, issuing, leaf, leafBelow } = parties;
const [CONSTRAINTS, USAGE] = authorityExtensions();

/** The intermediate again, under a key of its own: it is self-issued. */
const RENEWED: Authority = { subject: INTERMEDIATE.subject, key: "other2048" };

/** An authority below the issuing one. */
const LOWEST: Authority = {
  subject: commonName("FESA Conformance Lowest"),
  key: "rsa3072",
};

/** Who may issue certificates, and how long a path (IDN-6). */
export const authorities: readonly Chain[] = [
  accepted({
    id: "authority/intermediate",
    what: "an intermediate authority",
    requirement: ["IDN-1", "IDN-6"],
    chain: () => [leafBelow(), intermediate()],
  }),
  accepted({
    id: "authority/four-intermediates",
    what: "four intermediate authorities",
    requirement: "IDN-1",
    chain: () => pathThrough(4),
  }),
  accepted({
    id: "authority/no-key-usage",
    what: "an issuer without keyUsage",
    requirement: "IDN-6",
    chain: () => [leafBelow(), intermediate({ extensions: [CONSTRAINTS] })],
  }),
  wrong("issuer-no-authority", "an issuer that is no authority", [
    basicConstraints(false),
    USAGE,
  ]),
  wrong("issuer-without-constraints", "an issuer without basicConstraints", [
    USAGE,
  ]),
  wrong("issuer-key-usage", "an issuer that may not sign certificates", [
    CONSTRAINTS,
    keyUsage("cRLSign"),
  ]),
  wrong(
    "issuer-is-a-leaf",
    "a server's certificate as issuer",
    leafExtensions("other.example"),
  ),
  wrong("issuer-without-extensions", "an issuer of version 1", [], {
    identifiers: false,
    fields: (fields) => fields.slice(FIELD.serial),
  }),
  refused({
    id: "authority/two-constraints",
    what: "an issuer with basicConstraints twice, no authority and one",
    requirement: "IDN-6",
    flag: "NoAuthority",
    codes: CONSTRAINT_CODES,
    at: 1,
    chain: () => [
      leafBelow(),
      intermediate({
        extensions: [basicConstraints(false), CONSTRAINTS, USAGE],
      }),
    ],
  }),
  ...["leaf", "issuer"].map((who, at) =>
    refused({
      id: `authority/critical-unknown-of-${who}`,
      what: `an unknown critical extension of its ${who}`,
      requirement: "IDN-6",
      flag: "CriticalExtension",
      codes: at === 0
        ? ["certificate_unsuitable", "bad_certificate"]
        : CONSTRAINT_CODES,
      at,
      chain: () => withUnknown(at, true),
    })
  ),
  ...["leaf", "issuer"].map((who, at) =>
    accepted({
      id: `authority/uncritical-unknown-of-${who}`,
      what: `an unknown extension of its ${who} that is not critical`,
      requirement: "IDN-6",
      chain: () => withUnknown(at, false),
    })
  ),
  refused({
    id: "authority/path-length",
    what: "one authority more than a pathLenConstraint allows",
    requirement: "IDN-6",
    flag: "PathLength",
    codes: CONSTRAINT_CODES,
    at: 2,
    chain: () => [
      leaf({ issuer: ISSUING }),
      issuing(),
      intermediate({ extensions: authorityExtensions(0) }),
    ],
  }),
  refused({
    id: "authority/path-length-further-up",
    what: "a pathLenConstraint of 1, and two authorities below",
    requirement: "IDN-6",
    flag: "PathLength",
    codes: CONSTRAINT_CODES,
    at: 3,
    chain: () => [
      leaf({ issuer: LOWEST }),
      leaf({
        ...LOWEST,
        issuer: ISSUING,
        extensions: authorityExtensions(),
      }),
      issuing({ extensions: authorityExtensions(5) }),
      intermediate({ extensions: authorityExtensions(1) }),
    ],
  }),
  refused({
    id: "authority/path-length-self-issued",
    what: "a pathLenConstraint of 0, and a self-issued and another below",
    requirement: "IDN-6",
    flag: "PathLength",
    codes: CONSTRAINT_CODES,
    at: 3,
    chain: () => [
      leaf({ issuer: LOWEST }),
      leaf({ ...LOWEST, issuer: RENEWED, extensions: authorityExtensions() }),
      renewed({ extensions: authorityExtensions() }),
      intermediate({ extensions: authorityExtensions(0) }),
    ],
  }),
  accepted({
    id: "authority/path-length-exact",
    what: "just as many authorities as pathLenConstraints allow",
    requirement: "IDN-6",
    chain: () => [
      leaf({ issuer: ISSUING }),
      issuing({ extensions: authorityExtensions(0) }),
      intermediate({ extensions: authorityExtensions(1) }),
    ],
  }),
  accepted({
    id: "authority/self-issued-not-counted",
    what: "a self-issued authority, which no pathLenConstraint counts",
    requirement: "IDN-6",
    chain: () => [
      leaf({ issuer: RENEWED }),
      renewed(),
      intermediate({ extensions: authorityExtensions(0) }),
    ],
  }),
  accepted({
    id: "authority/policies",
    what: "certificatePolicies that nobody asks for",
    requirement: "IDN-1",
    chain: () => [
      leafBelow({ extensions: [...leafExtensions(TEST_NAME), POLICIES] }),
      intermediate({ extensions: [...authorityExtensions(), POLICIES] }),
    ],
  }),
  detail(refused({
    id: "authority/policy-required",
    what: "a policy that its issuer requires, and the leaf lacks",
    requirement: ["IDN-1", "IDN-6"],
    flag: "Policy",
    codes: CONSTRAINT_CODES,
    chain: () => [
      leafBelow(),
      intermediate({
        extensions: [...authorityExtensions(), POLICIES, REQUIRED],
      }),
    ],
  })),
  optional({
    id: "authority/policy-there",
    what: "a policy that its issuer requires, and the leaf has",
    requirement: ["IDN-1", "IDN-26"],
    chain: () => [
      leafBelow({ extensions: [...leafExtensions(TEST_NAME), POLICIES] }),
      intermediate({
        extensions: [...authorityExtensions(), POLICIES, REQUIRED],
      }),
    ],
  }),
  optional({
    id: "authority/nine-intermediates",
    what: "nine intermediate authorities, as many as a message can hold",
    requirement: ["IDN-1", "IDN-26"],
    chain: () => pathThrough(9),
  }),
];

const POLICIES = certificatePolicies("1.3.6.1.4.1.55555.3");

/** policyConstraints, critical: an explicit policy from here on. */
const REQUIRED: Extension = {
  id: "2.5.29.36",
  critical: true,
  value: fromHex("3003800100"),
};

function wrong(
  name: string,
  what: string,
  extensions: readonly Extension[],
  changes: Changes = {},
): Chain {
  return refused({
    id: `authority/${name}`,
    what,
    requirement: "IDN-6",
    flag: "NoAuthority",
    codes: CONSTRAINT_CODES,
    at: 1,
    chain: () => [leafBelow(), intermediate({ extensions, ...changes })],
  });
}

function withUnknown(at: number, critical: boolean): Uint8Array[] {
  const unknown = unknownExtension(critical);
  const grown = (extensions: readonly Extension[], i: number) =>
    i === at ? [...extensions, unknown] : extensions;
  return [
    leafBelow({ extensions: grown(leafExtensions(TEST_NAME), 0) }),
    intermediate({ extensions: grown(authorityExtensions(), 1) }),
  ];
}

function renewed(changes: Changes = {}): Uint8Array {
  return intermediate({
    ...RENEWED,
    issuer: INTERMEDIATE,
    serial: "23",
    extensions: authorityExtensions(0),
    ...changes,
  });
}

/** A leaf and so many authorities above it, of different names. */
function pathThrough(count: number): Uint8Array[] {
  const ranks = Array.from({ length: count }, (_, i): Authority => ({
    subject: commonName(`FESA Conformance Rank ${i}`),
    key: i % 2 === 0 ? "intermediate2048" : "other2048",
  }));
  return [
    leaf({ issuer: ranks[0] }),
    ...ranks.map((rank, i) =>
      intermediate({
        ...rank,
        issuer: ranks[i + 1] ?? ROOT,
        serial: `3${i}`,
      })
    ),
  ];
}
