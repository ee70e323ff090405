import { ascii, concat, fromHex, uint } from "../tester/bytes.ts";
import {
  encodeExtension,
  subjectAltName,
  unknownExtension,
} from "../tester/certificate_extensions.ts";
import { FIELD, leafExtensions, pemOf } from "../tester/certificates.ts";
import { der, derOid, readElements } from "../tester/der.ts";
import { TEST_NAME } from "../runner/materials.ts";
import { accepted, type Chain, optional, refused } from "./chain.ts";
import { type Changes, parties } from "./parties.ts";

const { intermediate, leaf } = parties;

/** Certificates that are not X.509 in DER, and what is and looks wrong. */
export const encodings: readonly Chain[] = [
  bad("noise", "40 bytes that are no certificate", {
    whole: () => new Uint8Array(40).fill(0x30),
  }),
  bad("cut", "a leaf without its last byte", {
    whole: (whole) => whole.slice(0, -1),
  }),
  bad("trailing-byte", "a byte after the leaf", {
    whole: (whole) => concat(whole, uint(0, 1)),
  }),
  bad("pem", "a leaf in PEM", {
    whole: (whole) => ascii(pemOf(whole, "CERTIFICATE")),
  }),
  bad("bare-tbs", "what is signed of a leaf, and no signature", {
    whole: (whole) => partsOf(whole)[0],
  }),
  bad("two-parts", "a leaf without its signature's algorithm", {
    whole: (whole) => {
      const [tbs, , signature] = partsOf(whole);
      return der(0x30, tbs, signature);
    },
  }),
  bad("fourth-part", "a leaf with a NULL after its signature", {
    whole: (whole) => der(0x30, ...partsOf(whole), fromHex("0500")),
  }),
  bad("set", "a leaf in a SET", {
    whole: (whole) => whole.with(0, 0x31),
  }),
  bad("indefinite-length", "a leaf of indefinite length, as in BER", {
    whole: (whole) =>
      concat(fromHex("3080"), ...partsOf(whole), fromHex("0000")),
  }),
  bad("long-length", "a leaf whose length has a byte more than it needs", {
    whole: (whole) => concat(fromHex("308300"), whole.subarray(2)),
  }),
  bad("indefinite-inside", "what is signed of indefinite length", {
    tbs: (tbs) => concat(fromHex("3080"), tbs.subarray(4), fromHex("0000")),
  }),
  bad("field-after-extensions", "a field after the extensions", {
    fields: (fields) => [...fields, fromHex("0500")],
  }),
  bad("no-subject", "no subject", {
    fields: (fields) => fields.filter((_, i) => i !== FIELD.subject),
  }),
  bad("serial-without-bytes", "a serial number without a byte", {
    serial: "",
  }),
  bad("time-without-zone", "a time that does not say where", {
    fields: (fields) =>
      fields.with(FIELD.validity, der(0x30, utc("200101000000"), END)),
  }),
  bad("thirteenth-month", "a time in the thirteenth month", {
    fields: (fields) =>
      fields.with(FIELD.validity, der(0x30, utc("201301000000Z"), END)),
  }),
  bad("names-of-garbage", "a subjectAltName that is no list of names", {
    extensions: [
      ...leafExtensions(TEST_NAME).slice(0, 3),
      { ...subjectAltName(), value: fromHex("3003820510") },
    ],
  }),
  bad("two-name-lists", "two subjectAltNames, the first the right one", {
    extensions: [
      ...leafExtensions(TEST_NAME),
      subjectAltName({ dns: "other.example" }),
    ],
  }, ["name_mismatch", "certificate_unsuitable"]),
  refused({
    id: "encoding/unneeded-noise",
    what: "a leaf that is right, and bytes beside it that are no certificate",
    requirement: "IDN-17",
    flag: "LenientParser",
    codes: ["bad_certificate"],
    at: 1,
    chain: () => [leaf(), new Uint8Array(40)],
  }),
  refused({
    id: "encoding/unneeded-trailing-byte",
    what: "a certificate that it does not need, and a byte after that",
    requirement: "IDN-17",
    flag: "LenientParser",
    codes: ["bad_certificate"],
    at: 1,
    chain: () => [leaf(), concat(intermediate(), uint(0, 1))],
  }),
  accepted({
    id: "encoding/serial-of-20-bytes",
    what: "a serial number of 20 bytes, the highest there is",
    requirement: "IDN-1",
    chain: () => [leaf({ serial: `7f${"ff".repeat(19)}` })],
  }),
  accepted({
    id: "encoding/unique-ids",
    what: "an issuerUniqueID and a subjectUniqueID",
    requirement: "IDN-1",
    chain: () => [
      leaf({
        fields: (fields) => [
          ...fields.slice(0, FIELD.extensions),
          fromHex("81020001"),
          fromHex("82020002"),
          fields[FIELD.extensions],
        ],
      }),
    ],
  }),
  lax("serial-zero", "a serial number of 0", { serial: "00" }),
  lax("serial-negative", "a negative serial number", { serial: "ff01" }),
  lax("serial-of-21-bytes", "a serial number of 21 bytes", {
    serial: `01${"00".repeat(20)}`,
  }),
  lax("serial-padded", "a serial number with a zero byte too many", {
    serial: "0020",
  }),
  lax("two-unknown-extensions", "an unknown extension twice", {
    extensions: [
      ...leafExtensions(TEST_NAME),
      unknownExtension(false),
      unknownExtension(false),
    ],
  }),
  lax("uncritical-said", "an extension that says it is not critical", {
    fields: (fields) => fields.with(FIELD.extensions, withFlag(0x00)),
  }),
  lax("critical-of-another-byte", "a BOOLEAN that is neither 00 nor FF", {
    fields: (fields) => fields.with(FIELD.extensions, withFlag(0x01)),
  }),
  lax("no-authority-said", "basicConstraints that spell out the default", {
    extensions: [
      { id: "2.5.29.19", critical: true, value: fromHex("3003010100") },
      ...leafExtensions(TEST_NAME).slice(1),
    ],
  }),
  lax("version-1-with-extensions", "version 1 and extensions", {
    fields: (fields) => fields.slice(FIELD.serial),
  }),
  lax("version-4", "version 4", {
    fields: (fields) => fields.with(FIELD.version, fromHex("a003020103")),
  }),
];

const END = utc("491231235959Z");

function utc(text: string): Uint8Array {
  return der(0x17, ascii(text));
}

function partsOf(whole: Uint8Array): Uint8Array[] {
  const [outer] = readElements(whole);
  return readElements(outer.content).map((part) => part.whole);
}

/** The leaf's extensions, the criticality of its purposes spelt out. */
function withFlag(value: number): Uint8Array {
  const list = leafExtensions(TEST_NAME).map((extension, i) =>
    i !== 2 ? encodeExtension(extension) : der(
      0x30,
      derOid(extension.id),
      der(0x01, uint(value, 1)),
      der(0x04, extension.value),
    )
  );
  return der(0xa3, der(0x30, ...list));
}

function bad(
  name: string,
  what: string,
  changes: Changes,
  also: Parameters<typeof refused>[0]["codes"] = [],
): Chain {
  return refused({
    id: `encoding/${name}`,
    what,
    requirement: "IDN-17",
    flag: "LenientParser",
    codes: ["bad_certificate", ...also],
    at: 0,
    chain: () => [leaf(changes)],
  });
}

function lax(name: string, what: string, changes: Changes): Chain {
  return optional({
    id: `encoding/${name}`,
    what,
    requirement: "IDN-26",
    chain: () => [leaf(changes)],
  });
}
