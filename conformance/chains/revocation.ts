import { fromHex } from "../tester/bytes.ts";
import {
  type Extension,
  keyUsage,
  unknownExtension,
} from "../tester/certificate_extensions.ts";
import { authorityExtensions } from "../tester/certificates.ts";
import { der } from "../tester/der.ts";
import { encodeName, type Name } from "../tester/distinguished_name.ts";
import {
  makeRevocationList,
  type RevocationRecipe,
} from "../tester/revocation_list.ts";
import { accepted, type Chain, detail, optional, refused } from "./chain.ts";
import { INTERMEDIATE, parties, PAST, ROOT, STRANGER } from "./parties.ts";

const { intermediate, leaf, leafBelow } = parties;

/** The serial numbers that `parties` gives. */
const LEAF = "20";
const BELOW = "22";
const SOMEBODY = "0777";

const THIS_UPDATE = "2026-01-01T00:00:00Z";
const BEFORE_NOW = "2026-01-10T00:00:00Z";
const AFTER_NOW = "2026-01-20T00:00:00Z";
const NEXT_UPDATE = "2026-02-01T00:00:00Z";

/** Lists that are configured, for a path of one and one of two (IDN-9). */
export const revocation: readonly Chain[] = [
  accepted({
    id: "revocation/not-listed",
    what: "a leaf that is not on its issuer's list",
    requirement: "IDN-9",
    chain: () => [leaf()],
    crls: () => [list()],
  }),
  accepted({
    id: "revocation/empty-list",
    what: "a list on which there is nobody",
    requirement: "IDN-9",
    chain: () => [leaf()],
    crls: () => [list({ revoked: [] })],
  }),
  accepted({
    id: "revocation/neither-listed",
    what: "a leaf and an authority that are not on their issuers' lists",
    requirement: ["IDN-9", "IDN-25"],
    chain: () => [leafBelow(), intermediate()],
    crls: () => [list(), listBelow()],
  }),
  accepted({
    id: "revocation/serial-of-another-issuer",
    what: "the serial number of its leaf on another authority's list",
    requirement: "IDN-9",
    chain: () => [leafBelow(), intermediate()],
    crls: () => [list({ revoked: [LEAF] }), listBelow()],
  }),
  accepted({
    id: "revocation/list-of-another-besides",
    what: "a stranger's list beside its issuer's",
    requirement: "IDN-9",
    chain: () => [leaf()],
    crls: () => [list({ issuer: STRANGER }), list()],
  }),
  accepted({
    id: "revocation/anchor-needs-none",
    what: "an anchor that a stranger signed, and no list of the stranger's",
    requirement: "IDN-25",
    chain: () => [leafBelow()],
    anchors: () => [intermediate({ issuer: STRANGER })],
    crls: () => [listBelow()],
  }),
  accepted({
    id: "revocation/leaf-anchor-needs-none",
    what: "a leaf that is an anchor, and no list of its issuer's",
    requirement: ["IDN-25", "IDN-21"],
    chain: () => [leaf({ issuer: STRANGER })],
    anchors: () => [leaf({ issuer: STRANGER })],
    crls: () => [list()],
  }),
  revoked("listed", "a leaf that is on its issuer's list", 0, () => [
    list({ revoked: [SOMEBODY, LEAF] }),
  ]),
  revoked("listed-with-reason", "a leaf listed with a reason", 0, () => [
    list({
      revoked: [LEAF],
      entryExtensions: [{ id: "2.5.29.21", value: fromHex("0a0101") }],
    }),
  ]),
  revoked("listed-on-hold", "a leaf that is on hold", 0, () => [
    list({
      revoked: [LEAF],
      entryExtensions: [{ id: "2.5.29.21", value: fromHex("0a0106") }],
    }),
  ]),
  refused({
    id: "revocation/listed-below",
    what: "a leaf that is on its intermediate's list",
    requirement: "IDN-9",
    flag: "Revoked",
    codes: ["certificate_revoked"],
    at: 0,
    chain: () => [leafBelow(), intermediate()],
    crls: () => [list(), listBelow({ revoked: [LEAF] })],
  }),
  refused({
    id: "revocation/issuer-listed",
    what: "an authority that is on its issuer's list",
    requirement: ["IDN-9", "IDN-25"],
    flag: "Revoked",
    codes: ["certificate_revoked"],
    at: 1,
    chain: () => [leafBelow(), intermediate()],
    crls: () => [list({ revoked: [BELOW] }), listBelow()],
  }),
  refused({
    id: "revocation/long-serial-listed",
    what: "a serial number of 20 bytes on the list",
    requirement: "IDN-9",
    flag: "Revoked",
    codes: ["certificate_revoked"],
    at: 0,
    chain: () => [leaf({ serial: LONG })],
    crls: () => [list({ revoked: [LONG] })],
  }),
  unknown("no-list", "a stranger's list and none of its issuer's", () => [
    list({ issuer: STRANGER }),
  ]),
  refused({
    id: "revocation/no-list-of-issuers-issuer",
    what: "a list for its leaf, and none for its issuer",
    requirement: ["IDN-25", "IDN-9"],
    flag: "RevocationUnknown",
    codes: ["revocation_unknown"],
    at: 1,
    chain: () => [leafBelow(), intermediate()],
    crls: () => [listBelow()],
  }),
  refused({
    id: "revocation/no-list-of-issuer",
    what: "a list for its issuer, and none for its leaf",
    requirement: ["IDN-25", "IDN-9"],
    flag: "RevocationUnknown",
    codes: ["revocation_unknown"],
    at: 0,
    chain: () => [leafBelow(), intermediate()],
    crls: () => [list()],
  }),
  unknown("stale-list", "a list whose time is over", () => [
    list({ nextUpdate: BEFORE_NOW }),
  ]),
  unknown("early-list", "a list whose time has not come", () => [
    list({ thisUpdate: AFTER_NOW }),
  ]),
  unknown("endless-list", "a list without a next update", () => [
    list({ nextUpdate: null }),
  ]),
  unknown("forged-list", "a list with a changed byte in its signature", () => [
    list({ edit: (whole) => flipped(whole, whole.length - 7) }),
  ]),
  unknown("edited-list", "a list from which an entry was taken", () => {
    const whole = list({ revoked: [SOMEBODY, LEAF] });
    const at = whole.findIndex((byte, i) =>
      byte === 0x02 && whole[i + 1] === 1 && whole[i + 2] === 0x20
    );
    return [whole.with(at + 2, 0x21)];
  }),
  unknown(
    "impostor-list",
    "a list of its issuer's name, by another key",
    () => [
      list({ issuer: { ...STRANGER, subject: ROOT.subject } }),
    ],
  ),
  refused({
    id: "revocation/list-without-usage",
    what: "a list of an authority that may not sign lists",
    requirement: "IDN-9",
    flag: "RevocationUnknown",
    codes: ["revocation_unknown"],
    at: 0,
    chain: () => [
      leafBelow(),
      intermediate({
        extensions: [authorityExtensions()[0], keyUsage("keyCertSign")],
      }),
    ],
    crls: () => [list(), listBelow()],
  }),
  unknown("delta-list", "a delta list and no other", () => [
    list({ extensions: [DELTA] }),
  ]),
  unknown("indirect-list", "a stranger's indirect list", () => [
    list({
      issuer: STRANGER,
      revoked: [SOMEBODY],
      extensions: [distributionPoint("8401ff")],
      entryExtensions: [certificateIssuer(ROOT.subject)],
    }),
  ]),
  unknown("partitioned-list", "a list of authorities alone", () => [
    list({ extensions: [distributionPoint("8201ff")] }),
  ]),
  unknown("some-reasons-list", "a list for some reasons alone", () => [
    list({ extensions: [distributionPoint("83020640")] }),
  ]),
  unknown(
    "critical-unknown-list",
    "a list with an unknown critical extension",
    () => [
      list({ extensions: [unknownExtension(true)] }),
    ],
  ),
  detail(unknown(
    "critical-unknown-entry",
    "a list with an unknown critical extension of another's entry",
    () => [
      list({ entryExtensions: [unknownExtension(true)] }),
    ],
  )),
  optional({
    id: "revocation/users-list",
    what: "a list of all but authorities",
    requirement: ["IDN-9", "IDN-26"],
    chain: () => [leaf()],
    crls: () => [list({ extensions: [distributionPoint("8101ff")] })],
  }),
  optional({
    id: "revocation/sha-1-list",
    what: "a list signed over SHA-1",
    requirement: ["IDN-9", "IDN-26"],
    chain: () => [leaf()],
    crls: () => [list({ signature: "RSA-SHA1" })],
  }),
  optional({
    id: "revocation/stale-list-besides",
    what: "a list whose time is over beside a current one",
    requirement: ["IDN-9", "IDN-26"],
    chain: () => [leaf()],
    crls: () => [list({ nextUpdate: BEFORE_NOW }), list()],
  }),
  refused({
    id: "revocation/listed-on-second",
    what: "a leaf on its issuer's second list, the first an older one",
    requirement: "IDN-9",
    flag: "Revoked",
    codes: ["certificate_revoked", "revocation_unknown"],
    at: 0,
    chain: () => [leaf()],
    crls: () => [
      list({ thisUpdate: PAST, nextUpdate: BEFORE_NOW }),
      list({ revoked: [LEAF] }),
    ],
  }),
];

const LONG = `7f${"ab".repeat(19)}`;

/** deltaCRLIndicator, critical, of base 1. */
const DELTA: Extension = {
  id: "2.5.29.27",
  critical: true,
  value: fromHex("020101"),
};

/** issuingDistributionPoint, critical, with one field in hex. */
function distributionPoint(field: string): Extension {
  return {
    id: "2.5.29.28",
    critical: true,
    value: der(0x30, fromHex(field)),
  };
}

/** certificateIssuer, critical, of an entry. */
function certificateIssuer(name: Name): Extension {
  return {
    id: "2.5.29.29",
    critical: true,
    value: der(0x30, der(0xa4, encodeName(name))),
  };
}

/** The root's list, and the intermediate's. */
function list(changes: Partial<RevocationRecipe> = {}): Uint8Array {
  return makeRevocationList({
    issuer: ROOT,
    revoked: [SOMEBODY],
    thisUpdate: THIS_UPDATE,
    nextUpdate: NEXT_UPDATE,
    ...changes,
  });
}

function listBelow(changes: Partial<RevocationRecipe> = {}): Uint8Array {
  return list({ issuer: INTERMEDIATE, ...changes });
}

function revoked(
  name: string,
  what: string,
  at: number,
  crls: () => readonly Uint8Array[],
): Chain {
  return refused({
    id: `revocation/${name}`,
    what,
    requirement: "IDN-9",
    flag: "Revoked",
    codes: ["certificate_revoked"],
    at,
    chain: () => [leaf()],
    crls,
  });
}

function unknown(
  name: string,
  what: string,
  crls: () => readonly Uint8Array[],
): Chain {
  return refused({
    id: `revocation/${name}`,
    what,
    requirement: ["IDN-9", "IDN-25"],
    flag: "RevocationUnknown",
    codes: ["revocation_unknown"],
    at: 0,
    chain: () => [leaf()],
    crls,
  });
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, bytes[at] ^ 1);
}
