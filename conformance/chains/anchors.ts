import {
  basicConstraints,
  extendedKeyUsage,
  nameConstraints,
  PURPOSE,
  unknownExtension,
} from "../tester/certificate_extensions.ts";
import {
  authorityExtensions,
  FIELD,
  leafExtensions,
} from "../tester/certificates.ts";
import { TEST_NAME } from "../runner/materials.ts";
import { accepted, type Chain, optional, refused } from "./chain.ts";
import { parties, PAST, STRANGER } from "./parties.ts";

const { intermediate, leaf, leafBelow, leafFor, root } = parties;

/** Trust anchors: taken as given but for their time. */
export const anchors: readonly Chain[] = [
  refused({
    id: "anchor/none",
    what: "no anchor that is configured",
    requirement: ["IDN-10", "IDN-1"],
    flag: "NoPath",
    codes: ["unknown_ca"],
    chain: () => [leaf()],
    anchors: () => [],
  }),
  refused({
    id: "anchor/none-and-root-sent",
    what: "no anchor that is configured, and the root sent along",
    requirement: ["IDN-10", "IDN-1"],
    flag: "NoPath",
    codes: ["unknown_ca"],
    chain: () => [leaf(), root()],
    anchors: () => [],
  }),
  refused({
    id: "anchor/another",
    what: "another anchor than its own",
    requirement: "IDN-1",
    flag: "NoPath",
    codes: ["unknown_ca"],
    at: 0,
    chain: () => [leaf()],
    anchors: () => [root({ ...STRANGER, serial: "51" })],
  }),
  accepted({
    id: "anchor/second",
    what: "its anchor as the second of two",
    requirement: "IDN-1",
    chain: () => [leaf()],
    anchors: () => [root({ ...STRANGER, serial: "51" }), root()],
  }),
  accepted({
    id: "anchor/not-self-signed",
    what: "an anchor that a stranger signed",
    requirement: "IDN-1",
    chain: () => [leafBelow()],
    anchors: () => [intermediate({ issuer: STRANGER })],
  }),
  accepted({
    id: "anchor/below-another",
    what: "its intermediate as an anchor, and no other",
    requirement: "IDN-1",
    chain: () => [leafBelow(), intermediate()],
    anchors: () => [intermediate()],
  }),
  accepted({
    id: "anchor/serial-zero",
    what: "an anchor of serial number 0",
    requirement: "IDN-1",
    chain: () => [leaf()],
    anchors: () => [root({ serial: "00" })],
  }),
  accepted({
    id: "anchor/tampered",
    what: "an anchor whose own signature is wrong",
    requirement: "IDN-1",
    chain: () => [leaf()],
    anchors: () => [root({ whole: spoilt })],
  }),
  optional({
    id: "anchor/version-1",
    what: "an anchor of version 1",
    requirement: "IDN-26",
    chain: () => [leaf()],
    anchors: () => [
      root({
        extensions: [],
        identifiers: false,
        fields: (fields) => fields.slice(FIELD.serial),
      }),
    ],
  }),
  optional({
    id: "anchor/no-authority",
    what: "an anchor that is marked as no authority",
    requirement: "IDN-26",
    chain: () => [leaf()],
    anchors: () => [root({ extensions: [basicConstraints(false)] })],
  }),
  optional({
    id: "anchor/path-length",
    what: "an authority more than its anchor's pathLenConstraint allows",
    requirement: "IDN-26",
    chain: () => [leafBelow(), intermediate()],
    anchors: () => [root({ extensions: authorityExtensions(0) })],
  }),
  optional({
    id: "anchor/critical-unknown",
    what: "an unknown critical extension of its anchor",
    requirement: "IDN-26",
    chain: () => [leaf()],
    anchors: () => [
      root({ extensions: [...authorityExtensions(), unknownExtension(true)] }),
    ],
  }),
  optional({
    id: "anchor/constraints-satisfied",
    what: "its name within the nameConstraints of its anchor",
    requirement: "IDN-26",
    chain: () => [leaf()],
    anchors: () => [
      root({
        extensions: [
          ...authorityExtensions(),
          nameConstraints({ permitted: [{ dns: "fesa.example" }] }),
        ],
      }),
    ],
  }),
  accepted({
    id: "anchor/leaf",
    what: "a leaf that is an anchor, its issuer unknown",
    requirement: "IDN-21",
    chain: () => [leaf({ issuer: STRANGER })],
    anchors: () => [leaf({ issuer: STRANGER })],
  }),
  accepted({
    id: "anchor/self-signed-leaf",
    what: "a leaf that signed itself and is an anchor",
    requirement: "IDN-21",
    chain: () => [leaf({ issuer: undefined })],
    anchors: () => [leaf({ issuer: undefined })],
  }),
  accepted({
    id: "anchor/leaf-signature",
    what: "a leaf that is an anchor, its signature wrong",
    requirement: "IDN-21",
    chain: () => [leaf({ whole: spoilt })],
    anchors: () => [leaf({ whole: spoilt })],
  }),
  accepted({
    id: "anchor/leaf-sha-1",
    what: "a leaf that is an anchor, signed over SHA-1",
    requirement: ["IDN-21", "IDN-8"],
    chain: () => [leaf({ signature: "RSA-SHA1" })],
    anchors: () => [leaf({ signature: "RSA-SHA1" })],
  }),
  refused({
    id: "anchor/leaf-of-same-key",
    what: "a leaf with the name and key of another that is an anchor",
    requirement: "IDN-1",
    flag: "NoPath",
    codes: ["unknown_ca"],
    at: 0,
    chain: () => [leaf({ issuer: STRANGER, serial: "26" })],
    anchors: () => [leaf({ issuer: STRANGER })],
  }),
  refused({
    id: "anchor/leaf-expired",
    what: "a leaf that is an anchor, its time over",
    requirement: ["IDN-5", "IDN-21"],
    flag: "Validity",
    codes: ["certificate_expired"],
    at: 0,
    chain: () => [leaf({ notAfter: PAST })],
    anchors: () => [leaf({ notAfter: PAST })],
  }),
  refused({
    id: "anchor/leaf-other-name",
    what: "a leaf that is an anchor, for another name",
    requirement: ["IDN-3", "IDN-21"],
    flag: "WrongName",
    codes: ["name_mismatch"],
    at: 0,
    chain: () => [leafFor("other.fesa.example")],
    anchors: () => [leafFor("other.fesa.example")],
  }),
  refused({
    id: "anchor/leaf-usage",
    what: "a leaf that is an anchor, and no server's",
    requirement: ["IDN-7", "IDN-21"],
    flag: "WrongUsage",
    codes: ["certificate_unsuitable"],
    at: 0,
    chain: () => [clientLeaf()],
    anchors: () => [clientLeaf()],
  }),
];

function clientLeaf(): Uint8Array {
  const [constraints, , , names] = leafExtensions(TEST_NAME);
  return leaf({
    extensions: [constraints, extendedKeyUsage(PURPOSE.clientAuth), names],
  });
}

function spoilt(whole: Uint8Array): Uint8Array {
  return whole.with(whole.length - 7, whole[whole.length - 7] ^ 1);
}
