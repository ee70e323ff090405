import {
  type Extension,
  nameConstraints,
} from "../tester/certificate_extensions.ts";
import { authorityExtensions, leafExtensions } from "../tester/certificates.ts";
import type { Name } from "../tester/distinguished_name.ts";
import { type GeneralName, ipv6 } from "../tester/general_names.ts";
import { TEST_NAME } from "../runner/materials.ts";
import {
  accepted,
  type Chain,
  CONSTRAINT_CODES,
  detail,
  optional,
  refused,
} from "./chain.ts";
import { INTERMEDIATE, ISSUING, parties } from "./parties.ts";

const { intermediate, issuing, leaf, leafBelow, root } = parties;

type Bases = Parameters<typeof nameConstraints>[0];

const FESA: Name = [["C", "AT"], ["O", "FESA"]];
const OTHERS: Name = [["C", "AT"], ["O", "Others"]];
const UNDER_FESA: Name = [...FESA, ["CN", TEST_NAME]];
/** The same in another case, with other spaces and another type of string. */
const FESA_FOLDED: Name = [["C", "at"], ["O", " fesa ", "utf8"]];

/** What a leaf has besides, where a chain says nothing of it. */
interface Leaf {
  readonly host?: string;
  readonly subject?: Name;
  /** In place of the test's name. */
  readonly names?: readonly GeneralName[];
  /** Beside the test's name. */
  readonly also?: GeneralName;
}

/** nameConstraints of every kind (IDN-6). */
export const constrained: readonly Chain[] = [
  inside("dns-permitted", "its name below one that is permitted", {
    permitted: [{ dns: "fesa.example" }],
  }),
  inside("dns-permitted-itself", "its name as the one permitted", {
    permitted: [{ dns: TEST_NAME }],
  }),
  inside("dns-permitted-in-capitals", "its name below one in capitals", {
    permitted: [{ dns: "FESA.Example" }],
  }),
  inside("dns-permitted-second", "its name below the second permitted", {
    permitted: [{ dns: "elsewhere.example" }, { dns: "fesa.example" }],
  }),
  inside("dns-not-excluded", "a name excluded that is another", {
    excluded: [{ dns: "elsewhere.example" }],
  }),
  inside("dns-wildcard-permitted", "a wildcard below a permitted name", {
    permitted: [{ dns: "fesa.example" }],
  }, { names: [{ dns: "*.fesa.example" }] }),
  inside("common-name-outside", "a common name outside, which is no DNS name", {
    permitted: [{ dns: "fesa.example" }],
  }, { subject: [["CN", "other.example"]] }),
  outside("dns-permitted-outside", "a name outside the one permitted", {
    permitted: [{ dns: "elsewhere.example" }],
  }),
  outside("dns-label-boundary", "a permitted name that ends within a label", {
    permitted: [{ dns: "er.fesa.example" }],
  }),
  outside("dns-second-name-outside", "a second name outside", {
    permitted: [{ dns: "fesa.example" }],
  }, { also: { dns: "other.example" } }),
  outside("dns-excluded", "a name below one that is excluded", {
    excluded: [{ dns: "fesa.example" }],
  }),
  outside("dns-excluded-in-capitals", "a name below one excluded in capitals", {
    excluded: [{ dns: "FESA.EXAMPLE" }],
  }),
  outside("dns-excluded-of-permitted", "a name permitted and excluded", {
    permitted: [{ dns: "example" }],
    excluded: [{ dns: "fesa.example" }],
  }),
  outside("dns-all-excluded", "every name excluded", {
    excluded: [{ dns: "" }],
  }),
  inside("address-permitted", "an address in the range permitted", {
    permitted: [{ ip: [127, 0, 0, 0, 255, 0, 0, 0] }],
  }, { host: "127.0.0.1", names: [{ ip: [127, 0, 0, 1] }] }),
  outside("address-outside", "an address outside the range permitted", {
    permitted: [{ ip: [10, 0, 0, 0, 255, 0, 0, 0] }],
  }, { host: "127.0.0.1", names: [{ ip: [127, 0, 0, 1] }] }),
  outside("address-excluded", "an address in a range excluded", {
    excluded: [{ ip: [127, 0, 0, 0, 255, 255, 255, 254] }],
  }, { host: "127.0.0.1", names: [{ ip: [127, 0, 0, 1] }] }),
  outside("address-of-16-bytes-excluded", "an IPv6 address excluded", {
    excluded: [{ ip: [...ipv6("2001:db8:0:0:0:0:0:0"), ...mask(32)] }],
  }, { host: "2001:db8::1", names: [{ ip: ipv6("2001:db8:0:0:0:0:0:1") }] }),
  inside("directory-permitted", "its subject below the one permitted", {
    permitted: [{ directory: FESA }],
  }, { subject: UNDER_FESA }),
  detail(inside("directory-folded", "its subject below one written otherwise", {
    permitted: [{ directory: FESA_FOLDED }],
  }, { subject: UNDER_FESA })),
  outside("directory-outside", "a subject outside the one permitted", {
    permitted: [{ directory: OTHERS }],
  }, { subject: UNDER_FESA }),
  outside("directory-excluded", "a subject below one excluded", {
    excluded: [{ directory: FESA }],
  }, { subject: UNDER_FESA }),
  detail(
    outside(
      "directory-excluded-folded",
      "a subject excluded otherwise written",
      {
        excluded: [{ directory: FESA_FOLDED }],
      },
      { subject: UNDER_FESA },
    ),
  ),
  outside("directory-name-outside", "a directoryName outside", {
    permitted: [{ directory: FESA }],
  }, { subject: UNDER_FESA, also: { directory: OTHERS } }),
  inside("email-permitted", "a mail address at the host permitted", {
    permitted: [{ email: "fesa.example" }],
  }, { also: { email: "admin@FESA.example" } }),
  outside("email-outside", "a mail address at another host", {
    permitted: [{ email: "fesa.example" }],
  }, { also: { email: "admin@other.example" } }),
  detail(
    outside("email-below-host", "a mail address below the host permitted", {
      permitted: [{ email: "fesa.example" }],
    }, { also: { email: "admin@a.fesa.example" } }),
  ),
  outside("email-excluded", "a mail address that is excluded", {
    excluded: [{ email: "admin@fesa.example" }],
  }, { also: { email: "admin@fesa.example" } }),
  detail(outside("email-of-subject", "a mail address in its subject outside", {
    permitted: [{ email: "fesa.example" }],
  }, { subject: [["CN", TEST_NAME], ["E", "admin@other.example"]] })),
  detail(inside("uri-permitted", "a URI below the domain permitted", {
    permitted: [{ uri: ".fesa.example" }],
  }, { also: { uri: `https://${TEST_NAME}/a` } })),
  outside("uri-outside", "a URI outside the domain permitted", {
    permitted: [{ uri: ".fesa.example" }],
  }, { also: { uri: "https://www.other.example/" } }),
  outside("uri-excluded", "a URI at a host excluded", {
    excluded: [{ uri: "www.other.example" }],
  }, { also: { uri: "https://www.other.example/" } }),
  inside("other-kinds", "constraints on kinds of names that it has not", {
    permitted: [{ email: "other.example" }, { uri: "other.example" }],
    excluded: [{ ip: [0, 0, 0, 0, 0, 0, 0, 0] }],
  }),
  refused({
    id: "constraint/not-critical",
    what: "a name outside constraints that are not critical",
    requirement: "IDN-6",
    flag: "NameConstraint",
    codes: CONSTRAINT_CODES,
    at: 0,
    chain: () => [
      leafBelow(),
      below({ ...nameConstraints(ELSEWHERE), critical: false }),
    ],
  }),
  refused({
    id: "constraint/two-up",
    what: "a name outside the constraints of its issuer's issuer",
    requirement: "IDN-6",
    flag: "NameConstraint",
    codes: CONSTRAINT_CODES,
    at: 0,
    chain: () => [
      leaf({ issuer: ISSUING }),
      issuing(),
      below(nameConstraints(ELSEWHERE)),
    ],
  }),
  refused({
    id: "constraint/widened",
    what: "an issuer that permits more than its own issuer",
    requirement: "IDN-6",
    flag: "NameConstraint",
    codes: CONSTRAINT_CODES,
    at: 0,
    chain: () => [
      leaf({ issuer: ISSUING }),
      issuing({
        extensions: [
          ...authorityExtensions(),
          nameConstraints({ permitted: [{ dns: "fesa.example" }] }),
        ],
      }),
      below(nameConstraints(ELSEWHERE)),
    ],
  }),
  refused({
    id: "constraint/issuer-outside",
    what: "an issuer whose own subject is outside",
    requirement: "IDN-6",
    flag: "NameConstraint",
    codes: CONSTRAINT_CODES,
    at: 1,
    chain: () => [
      leaf({ issuer: ISSUING, subject: UNDER_FESA }),
      issuing(),
      below(nameConstraints({ permitted: [{ directory: FESA }] })),
    ],
  }),
  accepted({
    id: "constraint/self-issued-outside",
    what: "a self-issued authority outside, which no constraint is for",
    requirement: "IDN-6",
    chain: () => [
      leaf({ issuer: RENEWED, subject: UNDER_FESA }),
      intermediate({ ...RENEWED, issuer: INTERMEDIATE, serial: "23" }),
      below(nameConstraints({ permitted: [{ directory: FESA }] })),
    ],
  }),
  optional({
    id: "constraint/of-anchor",
    what: "a name outside the constraints of the anchor",
    requirement: "IDN-26",
    chain: () => [leaf()],
    anchors: () => [
      root({
        extensions: [...authorityExtensions(), nameConstraints(ELSEWHERE)],
      }),
    ],
  }),
  optional({
    id: "constraint/wildcard-over-excluded",
    what: "a wildcard that takes in a name excluded",
    requirement: "IDN-26",
    chain: () => [
      leafBelow({ extensions: leafExtensions("*.fesa.example") }),
      below(nameConstraints({ excluded: [{ dns: "secret.fesa.example" }] })),
    ],
  }),
  optional({
    id: "constraint/dns-with-dot",
    what: "a name below one permitted that begins with a dot",
    requirement: "IDN-26",
    chain: () => [
      leafBelow(),
      below(nameConstraints({ permitted: [{ dns: ".fesa.example" }] })),
    ],
  }),
];

const ELSEWHERE: Bases = { permitted: [{ dns: "elsewhere.example" }] };
const RENEWED = { subject: INTERMEDIATE.subject, key: "other2048" } as const;

function inside(
  name: string,
  what: string,
  bases: Bases,
  of: Leaf = {},
): Chain {
  return accepted({
    id: `constraint/${name}`,
    what,
    requirement: "IDN-6",
    host: of.host,
    chain: () => [leafOf(of), below(nameConstraints(bases))],
  });
}

function outside(
  name: string,
  what: string,
  bases: Bases,
  of: Leaf = {},
): Chain {
  return refused({
    id: `constraint/${name}`,
    what,
    requirement: "IDN-6",
    flag: "NameConstraint",
    codes: CONSTRAINT_CODES,
    at: 0,
    host: of.host,
    chain: () => [leafOf(of), below(nameConstraints(bases))],
  });
}

function leafOf({ subject, names, also }: Leaf): Uint8Array {
  const own = names ?? [{ dns: TEST_NAME }];
  return leafBelow({
    ...(subject && { subject }),
    extensions: leafExtensions(...own, ...(also ? [also] : [])),
  });
}

function below(constraints: Extension): Uint8Array {
  return intermediate({ extensions: [...authorityExtensions(), constraints] });
}

/** An IPv6 mask of so many bits, a multiple of eight. */
function mask(bits: number): number[] {
  return Array.from({ length: 16 }, (_, i) => 8 * i < bits ? 255 : 0);
}
