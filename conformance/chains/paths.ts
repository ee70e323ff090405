import { type Authority, authorityExtensions } from "../tester/certificates.ts";
import { commonName, type Name } from "../tester/distinguished_name.ts";
import {
  accepted,
  type Chain,
  detail,
  optional,
  orNoPath,
  refused,
} from "./chain.ts";
import {
  INTERMEDIATE,
  ISSUING,
  parties,
  PAST,
  ROOT,
  STRANGER,
} from "./parties.ts";

const { intermediate, issuing, leaf, leafBelow, leafFor, root } = parties;

/** What is sent beside the path, in what order, and what of it is missing. */
export const paths: readonly Chain[] = [
  accepted({
    id: "path/one",
    what: "nothing but its leaf",
    requirement: "IDN-1",
    chain: () => [leaf()],
  }),
  accepted({
    id: "path/anchor-sent",
    what: "the anchor sent along",
    requirement: "IDN-1",
    chain: () => [leaf(), root()],
  }),
  accepted({
    id: "path/any-order",
    what: "its authorities in another order than the path's",
    requirement: "IDN-1",
    chain: () => [
      leaf({ issuer: ISSUING }),
      root(),
      intermediate(),
      issuing(),
    ],
  }),
  accepted({
    id: "path/unneeded",
    what: "certificates sent along that it does not need",
    requirement: "IDN-1",
    chain: () => [leaf(), leafFor("other.example"), intermediate(), stranger()],
  }),
  accepted({
    id: "path/unneeded-expired",
    what: "an expired certificate sent along that it does not need",
    requirement: ["IDN-1", "IDN-5"],
    chain: () => [leaf(), intermediate({ notAfter: PAST })],
  }),
  accepted({
    id: "path/twice",
    what: "each of its certificates sent twice",
    requirement: "IDN-1",
    chain: () => [leafBelow(), leafBelow(), intermediate(), intermediate()],
  }),
  accepted({
    id: "path/same-name",
    what: "another authority of its issuer's name behind the issuer",
    requirement: "IDN-1",
    chain: () => [
      leafBelow({ identifiers: false }),
      intermediate({ identifiers: false }),
      namesake(),
    ],
  }),
  optional({
    id: "path/same-name-first",
    what: "another authority of its issuer's name before the issuer",
    requirement: ["IDN-1", "IDN-26"],
    chain: () => [
      leafBelow({ identifiers: false }),
      namesake(),
      intermediate({ identifiers: false }),
    ],
  }),
  accepted({
    id: "path/cross-signed",
    what: "its issuer signed by the anchor, and by a stranger",
    requirement: "IDN-1",
    chain: () => [
      leafBelow(),
      intermediate(),
      intermediate({ issuer: STRANGER, serial: "25" }),
    ],
  }),
  optional({
    id: "path/cross-signed-first",
    what: "its issuer signed by a stranger, and by the anchor",
    requirement: ["IDN-1", "IDN-26"],
    chain: () => [
      leafBelow(),
      intermediate({ issuer: STRANGER, serial: "25" }),
      intermediate(),
    ],
  }),
  accepted({
    id: "path/renewed-issuer",
    what: "its issuer's expired certificate before the renewed one",
    requirement: ["IDN-1", "IDN-5"],
    chain: () => [
      leafBelow(),
      intermediate({ notAfter: PAST, serial: "25" }),
      intermediate(),
    ],
  }),
  accepted({
    id: "path/no-identifiers",
    what: "no key identifier in any certificate",
    requirement: "IDN-1",
    chain: () => [
      leafBelow({ identifiers: false }),
      intermediate({ identifiers: false }),
    ],
    anchors: () => [root({ identifiers: false })],
  }),
  optional({
    id: "path/other-identifier",
    what: "an authorityKeyIdentifier that is not its issuer's",
    requirement: "IDN-26",
    chain: () => [
      leaf({ issuer: { ...INTERMEDIATE, key: "other2048" } }),
      intermediate(),
    ],
  }),
  ...folded(),
  accepted({
    id: "path/loop-besides",
    what: "two authorities that issue each other beside its path",
    requirement: "IDN-1",
    chain: () => [leafBelow(), ...loop(), intermediate()],
  }),
  refused({
    id: "path/loop",
    what: "two authorities that issue each other, and no anchor",
    requirement: "IDN-1",
    flag: "NoPath",
    codes: orNoPath("bad_certificate"),
    chain: () => [leaf({ issuer: LOOPED }), ...loop()],
  }),
  refused({
    id: "path/leaf-not-first",
    what: "its leaf behind its issuer",
    requirement: "IDN-3",
    flag: "WrongName",
    // The issuer has neither the name nor the usage of a server.
    codes: ["name_mismatch", "certificate_unsuitable"],
    at: 0,
    chain: () => [intermediate(), leafBelow()],
  }),
  noPath("self-signed", "a leaf that signed itself", 0, () => [
    leaf({ issuer: undefined }),
  ]),
  noPath("other-authority", "an authority nobody trusts", 0, () => [
    leaf({ issuer: STRANGER }),
  ]),
  noPath("root-brought-along", "a root of its own brought along", 1, () => [
    leaf({ issuer: STRANGER }),
    stranger(),
  ]),
  noPath("whole-path-brought-along", "a whole path of its own", 2, () => [
    leafBelow(),
    intermediate({ issuer: STRANGER }),
    stranger(),
  ]),
  noPath("missing-intermediate", "its intermediate left out", 0, () => [
    leafBelow(),
  ]),
  noPath("missing-in-the-middle", "an authority of three left out", 1, () => [
    leaf({ issuer: ISSUING }),
    issuing(),
    root(),
  ]),
  refused({
    id: "path/impostor-root",
    what: "a root with the anchor's name brought along",
    requirement: "IDN-1",
    flag: "NoPath",
    codes: orNoPath("bad_certificate"),
    chain: () => [
      leaf({ issuer: IMPOSTOR }),
      root({ key: "other2048", serial: "02" }),
    ],
  }),
];

/** The anchor's name and another's key. */
const IMPOSTOR: Authority = { subject: ROOT.subject, key: "other2048" };
const LOOPED: Authority = { subject: commonName("Loop 1"), key: "other2048" };
const LOOPING: Authority = {
  subject: commonName("Loop 2"),
  key: "intermediate2048",
};

function loop(): Uint8Array[] {
  return [
    intermediate({ ...LOOPED, issuer: LOOPING, serial: "41" }),
    intermediate({ ...LOOPING, issuer: LOOPED, serial: "42" }),
  ];
}

/** The intermediate's name and another's key. */
function namesake(): Uint8Array {
  return intermediate({
    key: "other2048",
    serial: "24",
    identifiers: false,
  });
}

/** A root that nobody trusts. */
function stranger(): Uint8Array {
  return root({ ...STRANGER, serial: "51" });
}

/** Names that are one by RFC 5280 §7.1, their bytes apart. */
function folded(): Chain[] {
  const name = "FESA Conformance Intermediate";
  const spellings: readonly [string, string, Name][] = [
    ["another type of string", "type", [["CN", name, "utf8"]]],
    ["another case", "case", commonName(name.toUpperCase())],
    ["more spaces", "spaces", commonName(`  ${name.replaceAll(" ", "   ")} `)],
  ];
  return spellings.map(([what, id, subject]) =>
    detail(accepted({
      id: `path/name-in-another-${id}`,
      what: `its issuer's name written with ${what}`,
      requirement: "IDN-1",
      chain: () => [
        leaf({ issuer: { ...INTERMEDIATE, subject } }),
        intermediate({ extensions: authorityExtensions() }),
      ],
    }))
  );
}

function noPath(
  name: string,
  what: string,
  at: number,
  chain: () => readonly Uint8Array[],
): Chain {
  return refused({
    id: `path/${name}`,
    what,
    requirement: "IDN-1",
    flag: "NoPath",
    codes: ["unknown_ca"],
    at,
    chain,
  });
}
