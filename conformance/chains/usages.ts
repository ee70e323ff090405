import {
  basicConstraints,
  extendedKeyUsage,
  type Extension,
  keyUsage,
  PURPOSE,
  subjectAltName,
} from "../tester/certificate_extensions.ts";
import { authorityExtensions, leafExtensions } from "../tester/certificates.ts";
import { fromHex } from "../tester/bytes.ts";
import { TEST_NAME } from "../runner/materials.ts";
import { accepted, type Chain, optional, refused } from "./chain.ts";
import { parties } from "./parties.ts";

const { intermediate, leaf, leafBelow } = parties;
const [CONSTRAINTS, USAGE, PURPOSES, NAMES] = leafExtensions(TEST_NAME);

/** What a leaf's key may be used for (IDN-7). */
export const usages: readonly Chain[] = [
  wrong("key-usage", "a keyUsage without keyEncipherment", [
    CONSTRAINTS,
    keyUsage("digitalSignature"),
    PURPOSES,
    NAMES,
  ]),
  wrong("key-usage-uncritical", "a keyUsage that is wrong and not critical", [
    CONSTRAINTS,
    { ...keyUsage("digitalSignature"), critical: false },
    PURPOSES,
    NAMES,
  ]),
  wrong("client-auth", "an extendedKeyUsage for clients alone", [
    CONSTRAINTS,
    USAGE,
    extendedKeyUsage(PURPOSE.clientAuth),
    NAMES,
  ]),
  wrong("any-purpose", "anyExtendedKeyUsage in place of serverAuth", [
    CONSTRAINTS,
    USAGE,
    extendedKeyUsage(PURPOSE.any),
    NAMES,
  ]),
  wrong("any-purpose-among-others", "anyExtendedKeyUsage beside clientAuth", [
    CONSTRAINTS,
    USAGE,
    extendedKeyUsage(PURPOSE.clientAuth, PURPOSE.any),
    NAMES,
  ]),
  refused({
    id: "usage/key-usage-of-no-bit",
    what: "a keyUsage without a bit",
    requirement: "IDN-7",
    flag: "WrongUsage",
    // It is against RFC 5280 §4.2.1.3 besides, and libraries say so variously.
    codes: ["certificate_unsuitable", "bad_certificate", "unknown_ca"],
    at: 0,
    chain: () => [
      leaf({
        extensions: [
          CONSTRAINTS,
          { ...USAGE, value: fromHex("030100") },
          PURPOSES,
          NAMES,
        ],
      }),
    ],
  }),
  right("none", "neither keyUsage nor extendedKeyUsage", [
    CONSTRAINTS,
    NAMES,
  ]),
  right("no-key-usage", "no keyUsage", [CONSTRAINTS, PURPOSES, NAMES]),
  right("no-extended-key-usage", "no extendedKeyUsage", [
    CONSTRAINTS,
    USAGE,
    NAMES,
  ]),
  right("names-alone", "no extension but subjectAltName", [
    subjectAltName({ dns: TEST_NAME }),
  ]),
  right("more-key-usages", "keyEncipherment and digitalSignature", [
    CONSTRAINTS,
    keyUsage("digitalSignature", "keyEncipherment"),
    PURPOSES,
    NAMES,
  ]),
  right("more-purposes", "serverAuth as the last of three purposes", [
    CONSTRAINTS,
    USAGE,
    extendedKeyUsage(
      "1.3.6.1.4.1.55555.2",
      PURPOSE.clientAuth,
      PURPOSE.serverAuth,
    ),
    NAMES,
  ]),
  right("critical-purposes", "an extendedKeyUsage that is critical", [
    CONSTRAINTS,
    USAGE,
    { ...PURPOSES, critical: true },
    NAMES,
  ]),
  accepted({
    id: "usage/issuer-with-purposes",
    what: "an issuer whose extendedKeyUsage names serverAuth",
    requirement: "IDN-7",
    chain: () => [
      leafBelow(),
      intermediate({ extensions: [...authorityExtensions(), PURPOSES] }),
    ],
  }),
  optional({
    id: "usage/issuer-for-clients",
    what: "an issuer whose extendedKeyUsage names clientAuth alone",
    requirement: "IDN-26",
    chain: () => [
      leafBelow(),
      intermediate({
        extensions: [
          ...authorityExtensions(),
          extendedKeyUsage(PURPOSE.clientAuth),
        ],
      }),
    ],
  }),
  optional({
    id: "usage/leaf-is-authority",
    what: "a leaf that is an authority as well",
    requirement: "IDN-26",
    chain: () => [
      leaf({
        extensions: [
          basicConstraints(true),
          keyUsage("keyEncipherment", "keyCertSign"),
          PURPOSES,
          NAMES,
        ],
      }),
    ],
  }),
];

function wrong(
  name: string,
  what: string,
  extensions: readonly Extension[],
): Chain {
  return refused({
    id: `usage/${name}`,
    what,
    requirement: "IDN-7",
    flag: "WrongUsage",
    codes: ["certificate_unsuitable"],
    at: 0,
    chain: () => [leaf({ extensions })],
  });
}

function right(
  name: string,
  what: string,
  extensions: readonly Extension[],
): Chain {
  return accepted({
    id: `usage/${name}`,
    what,
    requirement: "IDN-7",
    chain: () => [leaf({ extensions })],
  });
}
