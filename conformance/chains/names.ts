import {
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  PURPOSE,
  subjectAltName,
} from "../tester/certificate_extensions.ts";
import { leafExtensions } from "../tester/certificates.ts";
import { commonName } from "../tester/distinguished_name.ts";
import { type GeneralName, ipv6 } from "../tester/general_names.ts";
import { TEST_NAME } from "../runner/materials.ts";
import { accepted, type Chain, optional, refused } from "./chain.ts";
import { parties } from "./parties.ts";

const { leaf, leafFor } = parties;

/** All that a leaf has but its names. */
const NAMELESS = [
  basicConstraints(false),
  keyUsage("keyEncipherment"),
  extendedKeyUsage(PURPOSE.serverAuth),
];

const OTHER_KINDS: readonly GeneralName[] = [
  { other: `admin@${TEST_NAME}` },
  { email: `admin@${TEST_NAME}` },
  { uri: `https://${TEST_NAME}/` },
  { directory: commonName(TEST_NAME) },
];

const A_LABEL = "xn--bcher-kva.example";

/** Names and addresses of leaves, wildcards apart. */
export const names: readonly Chain[] = [
  wrong("other", "a leaf for another name", ["other.fesa.example"]),
  wrong("parent", "a leaf for the parent domain", ["fesa.example"]),
  wrong("child", "a leaf for a name below", [`a.${TEST_NAME}`]),
  wrong("longer", "a leaf for a name that begins with the right one", [
    `${TEST_NAME}.other.example`,
  ]),
  wrong("longer-label", "a leaf whose first label ends with the right one", [
    `my${TEST_NAME}`,
  ]),
  wrong("other-kinds-alone", "the name in every kind but dNSName", [
    ...OTHER_KINDS,
  ]),
  wrong("email-and-uri", "the name as an rfc822Name and a URI", [
    { email: `a@${TEST_NAME}` },
    { uri: `https://${TEST_NAME}/` },
  ]),
  refused({
    id: "name/nul",
    what: "the name, a NUL and another domain in one dNSName",
    requirement: "IDN-3",
    flag: "WrongName",
    codes: ["name_mismatch", "bad_certificate"],
    at: 0,
    chain: () => [leafFor(`${TEST_NAME}\0.other.example`)],
  }),
  refused({
    id: "name/unicode",
    what: "a dNSName in Latin-1 where an A-label is asked for",
    requirement: "IDN-3",
    flag: "WrongName",
    codes: ["name_mismatch", "bad_certificate"],
    at: 0,
    host: A_LABEL,
    chain: () => [leafFor("b\u00fccher.example")],
  }),
  refused({
    id: "name/common-name-only",
    what: "the name in the common name alone",
    requirement: "IDN-3",
    flag: "WrongName",
    codes: ["name_mismatch"],
    at: 0,
    chain: () => [leaf({ extensions: NAMELESS })],
  }),
  refused({
    id: "name/common-name-besides",
    what: "the name in the common name, and another as dNSName",
    requirement: "IDN-3",
    flag: "WrongName",
    codes: ["name_mismatch"],
    at: 0,
    chain: () => [
      leaf({
        subject: commonName(TEST_NAME),
        extensions: leafExtensions("other.fesa.example"),
      }),
    ],
  }),
  refused({
    id: "name/none",
    what: "a subjectAltName without a name",
    requirement: "IDN-3",
    flag: "WrongName",
    codes: ["name_mismatch", "bad_certificate"],
    at: 0,
    chain: () => [leafFor()],
  }),
  right("second", "the name as the second of two", [
    "other.example",
    TEST_NAME,
  ]),
  right("hundredth", "the name as the last of a hundred", [
    ...Array.from({ length: 99 }, (_, i) => `n${i}.other.example`),
    TEST_NAME,
  ]),
  right("other-kinds-besides", "names of other kinds before the right one", [
    ...OTHER_KINDS,
    TEST_NAME,
  ]),
  right("capitals", "the name in capitals", [TEST_NAME.toUpperCase()]),
  right("a-label", "an A-label that is asked for", [A_LABEL], A_LABEL),
  right("a-label-in-capitals", "an A-label in capitals", [
    A_LABEL.toUpperCase(),
  ], A_LABEL),
  optional({
    id: "name/absolute",
    what: "a dNSName that ends with a dot",
    requirement: "IDN-3",
    chain: () => [leafFor(`${TEST_NAME}.`)],
  }),
  accepted({
    id: "name/empty-subject",
    what: "an empty subject and a critical subjectAltName",
    requirement: ["IDN-3", "IDN-6"],
    chain: () => [
      leaf({
        subject: [],
        extensions: [
          ...NAMELESS,
          { ...subjectAltName({ dns: TEST_NAME }), critical: true },
        ],
      }),
    ],
  }),
  accepted({
    id: "name/other-common-name",
    what: "another common name beside the right dNSName",
    requirement: "IDN-3",
    chain: () => [leaf({ subject: commonName("other.example") })],
  }),
  right("address", "an IPv4 address as iPAddress", [
    { ip: [127, 0, 0, 1] },
  ], "127.0.0.1"),
  right("address-of-16-bytes", "an IPv6 address as iPAddress", [
    { ip: ipv6("2001:db8:0:0:0:0:0:1") },
  ], "2001:db8::1"),
  right("address-after-name", "an address after a dNSName", [
    "other.example",
    { ip: [127, 0, 0, 1] },
  ], "127.0.0.1"),
  wrong("address-as-dns", "an address as dNSName", [
    "127.0.0.1",
  ], "127.0.0.1"),
  wrong("address-as-uri", "an address in a URI", [
    { uri: "https://127.0.0.1/" },
  ], "127.0.0.1"),
  wrong("address-wildcard", "a wildcard over the first part of an address", [
    "*.0.0.1",
  ], "127.0.0.1"),
  wrong("other-address", "another address", [
    { ip: [127, 0, 0, 2] },
  ], "127.0.0.1"),
  wrong(
    "other-address-of-16-bytes",
    "an IPv6 address whose last byte differs",
    [
      { ip: ipv6("2001:db8:0:0:0:0:0:2") },
    ],
    "2001:db8::1",
  ),
  wrong("address-mapped", "an IPv4 address mapped into IPv6", [
    { ip: ipv6("0:0:0:0:0:ffff:7f00:1") },
  ], "127.0.0.1"),
  wrong("address-for-name", "an address alone, where a name is asked for", [
    { ip: [127, 0, 0, 1] },
  ]),
  refused({
    id: "name/address-with-mask",
    what: "an address and a mask as iPAddress",
    requirement: "IDN-3",
    flag: "WrongName",
    codes: ["name_mismatch", "bad_certificate"],
    at: 0,
    host: "127.0.0.1",
    chain: () => [leafFor({ ip: [127, 0, 0, 1, 255, 255, 255, 255] })],
  }),
  refused({
    id: "name/address-in-common-name",
    what: "an address in the common name alone",
    requirement: "IDN-3",
    flag: "WrongName",
    codes: ["name_mismatch"],
    at: 0,
    host: "127.0.0.1",
    chain: () => [
      leaf({ subject: commonName("127.0.0.1"), extensions: NAMELESS }),
    ],
  }),
];

function wrong(
  name: string,
  what: string,
  given: readonly (string | GeneralName)[],
  host?: string,
): Chain {
  return refused({
    id: `name/${name}`,
    what,
    requirement: "IDN-3",
    flag: "WrongName",
    codes: ["name_mismatch"],
    at: 0,
    host,
    chain: () => [leafFor(...given)],
  });
}

function right(
  name: string,
  what: string,
  given: readonly (string | GeneralName)[],
  host?: string,
): Chain {
  return accepted({
    id: `name/${name}`,
    what,
    requirement: "IDN-3",
    host,
    chain: () => [leafFor(...given)],
  });
}
