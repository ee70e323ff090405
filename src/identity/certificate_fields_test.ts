import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PathOptions } from "./certificate_path.ts";
import {
  dns,
  EC_SPKI,
  extension,
  HOST,
  judgeForged,
  modulus,
  name,
  names,
  type Parts,
  raw,
  rsaSpki,
  seq,
  text,
  tlv,
  told,
} from "./test_certificate.ts";

/**
 * RFC 5280 §4.1 clause by clause: one certificate that differs in one thing, and
 * what has to come of it.
 */

type Row = readonly [string, Partial<Parts>, string, Partial<PathOptions>?];

const NO_HOST = { host: undefined };

/** A good RSA key without parameters, of PKCS #1's algorithm that ends so. */
function oddRsa(algorithm: string): Buffer {
  const id = raw(`300b06092a864886f70d${algorithm}`);
  const numbers = seq(tlv(2, raw(modulus(2048))), raw("0203010001"));
  return seq(id, tlv(3, Buffer.of(0), numbers));
}

function validity(from: Uint8Array, to: Uint8Array): Partial<Parts> {
  return { validity: seq(from, to) };
}

const utc = (value: string): Uint8Array => text(23, value);
const general = (value: string): Uint8Array => text(24, value);

/** A leaf that has no names, and whose host nobody asks. */
function version(hex: string, uniqueIds = ""): Partial<Parts> {
  return {
    version: raw(hex),
    extensions: undefined,
    uniqueIds: raw(uniqueIds),
  };
}

const LEAVES: Readonly<Record<string, readonly Row[]>> = {
  "4.1.1, the outer structure": [
    ["a byte too many", { trailer: raw("00") }, "malformed 0"],
    ["a signature with bits to spare", {
      signature: (value) => tlv(3, Buffer.of(1), value),
    }, "malformed 0"],
    ["an empty signature", {
      signature: () => raw("030100"),
    }, "bad_signature 0"],
    ["a signature of no bits at all", {
      signature: () => raw("0300"),
    }, "malformed 0"],
    ["another algorithm outside", {
      outerAlgorithm: raw("300a06082a8648ce3d040303"),
    }, "malformed 0"],
    ["NULL after ECDSA, outside alone", {
      outerAlgorithm: raw("300c06082a8648ce3d0403020500"),
    }, "malformed 0"],
    ["NULL after ECDSA", {
      innerAlgorithm: raw("300c06082a8648ce3d0403020500"),
      outerAlgorithm: raw("300c06082a8648ce3d0403020500"),
    }, "unknown_algorithm 0"],
  ],
  "4.1.2.1, version": [
    ["1, without extensions", version(""), "ok", NO_HOST],
    ["1, which can bear no name", version(""), "name_mismatch 0"],
    ["1, spelt out", version("a003020100"), "malformed 0"],
    ["2, with unique ids", version("a003020101", "8102 0001 8202 0001"), "ok", {
      host: undefined,
    }],
    ["1, with a unique id", version("", "8102 0001"), "malformed 0"],
    [
      "a unique id that is no BIT STRING",
      version("a003020101", "8100"),
      "malformed 0",
    ],
    ["1, with extensions", { version: raw("") }, "malformed 0"],
    ["2, with extensions", { version: raw("a003020101") }, "malformed 0"],
    ["4", { version: raw("a003020103") }, "malformed 0"],
    ["256 + 2", { version: raw("a00402020102") }, "malformed 0"],
  ],
  "4.1.2.2, serial number": [
    ["zero", { serial: raw("020100") }, "malformed 0"],
    ["negative", { serial: raw("0201ff") }, "malformed 0"],
    ["of 20 octets", { serial: raw(`0214${"7f".repeat(20)}`) }, "ok"],
    ["of 21 octets", { serial: raw(`0215${"01".repeat(21)}`) }, "malformed 0"],
    ["with a zero in front", { serial: raw("02020005") }, "malformed 0"],
    ["of no octets", { serial: raw("0200") }, "malformed 0"],
    ["a BOOLEAN", { serial: raw("0101ff") }, "malformed 0"],
  ],
  "4.1.2.4, issuer": [
    ["an empty one", { issuer: name("") }, "malformed 0"],
    ["of a SET without attributes", { issuer: raw("30023100") }, "malformed 0"],
    ["in UTF-8 that is none", {
      issuer: raw("300d310b3009 0603550403 0c02c328"),
    }, "malformed 0"],
  ],
  "4.1.2.5, validity": [
    [
      "1950 in UTCTime",
      validity(utc("500101000000Z"), utc("270101000000Z")),
      "ok",
    ],
    [
      "2049 in UTCTime",
      validity(utc("260101000000Z"), utc("491231235959Z")),
      "ok",
    ],
    ["2050", validity(utc("260101000000Z"), general("20500101000000Z")), "ok"],
    [
      "no end",
      validity(utc("260101000000Z"), general("99991231235959Z")),
      "ok",
    ],
    [
      "GeneralizedTime before 2050, which is to be read",
      validity(
        general("20260101000000Z"),
        general("20261231235959Z"),
      ),
      "ok",
    ],
    [
      "both ends now",
      validity(utc("260615120000Z"), utc("260615120000Z")),
      "ok",
      { time: new Date("2026-06-15T12:00:00.999Z") },
    ],
    [
      "a second too old",
      validity(utc("260101000000Z"), utc("260615115959Z")),
      "expired 0",
    ],
    [
      "a second too young",
      validity(utc("260615120001Z"), utc("261231235959Z")),
      "not_yet_valid 0",
    ],
    [
      "the end before the beginning",
      validity(
        utc("260701000000Z"),
        utc("260101000000Z"),
      ),
      "not_yet_valid 0",
    ],
    [
      "a fraction of a second",
      validity(
        utc("260101000000Z"),
        general("20261231235959.5Z"),
      ),
      "malformed 0",
    ],
    [
      "a time zone",
      validity(
        utc("260101000000+0000"),
        utc("261231235959Z"),
      ),
      "malformed 0",
    ],
    [
      "no seconds",
      validity(utc("2601010000Z"), utc("261231235959Z")),
      "malformed 0",
    ],
    [
      "no such day",
      validity(utc("260230000000Z"), utc("261231235959Z")),
      "malformed 0",
    ],
    [
      "a leap second",
      validity(utc("260101000060Z"), utc("261231235959Z")),
      "malformed 0",
    ],
    [
      "four digits of a year in UTCTime",
      validity(
        utc("20260101000000Z"),
        utc("261231235959Z"),
      ),
      "malformed 0",
    ],
    [
      "a third time",
      validity(
        utc("260101000000Z"),
        Buffer.concat([utc("261231235959Z"), utc("261231235959Z")]),
      ),
      "malformed 0",
    ],
  ],
  "4.1.2.6, an empty subject": [
    ["beside critical names", {
      subject: name(""),
      extensions: [extension(17, seq(dns(HOST)), true)],
    }, "ok"],
    [
      "beside names that are not critical",
      { subject: name("") },
      "malformed 0",
    ],
    [
      "beside no names",
      { subject: name(""), extensions: undefined },
      "malformed 0",
      NO_HOST,
    ],
  ],
  "4.1.2.7, the leaf's key": [
    ["RSA of 512 bits", { spki: rsaSpki(modulus(512)) }, "leaf_key 0"],
    ["RSA of 1,024 bits", { spki: rsaSpki(modulus(1024)) }, "leaf_key_short 0"],
    [
      "RSA of 1,024 bits, where configured",
      { spki: rsaSpki(modulus(1024)) },
      "ok",
      { minimumRsaBits: 1024 },
    ],
    [
      "RSA of 1,024 bits, for no server",
      { spki: rsaSpki(modulus(1024)) },
      "ok",
      { purpose: "any" },
    ],
    ["RSA of 2,056 bits", { spki: rsaSpki(modulus(2056)) }, "leaf_key 0"],
    [
      "RSA of 2,056 bits, for no server",
      { spki: rsaSpki(modulus(2056)) },
      "ok",
      { purpose: "any" },
    ],
    [
      "an exponent of three",
      { spki: rsaSpki(modulus(2048), "03") },
      "leaf_key 0",
    ],
    [
      "an even modulus",
      { spki: rsaSpki(`00${"c0".repeat(256)}`) },
      "leaf_key 0",
    ],
    ["RSA without parameters", {
      spki: oddRsa("010101"),
    }, "unknown_algorithm 0"],
    ["RSA for encryption by OAEP", {
      spki: oddRsa("010107"),
    }, "unknown_algorithm 0"],
    ["a key of secp256k1", {
      spki: seq(
        raw("301006072a8648ce3d0201 06052b8104000a"),
        raw(`03420004${"6b".repeat(64)}`),
      ),
    }, "unknown_algorithm 0"],
    [
      "an even exponent",
      { spki: rsaSpki(modulus(2048), "010000") },
      "leaf_key 0",
    ],
    [
      "an exponent of one",
      { spki: rsaSpki(modulus(2048), "01") },
      "leaf_key 0",
    ],
    ["an exponent of 2^32 + 1", {
      spki: rsaSpki(modulus(2048), "0100000001"),
    }, "leaf_key 0"],
    ["a negative modulus", { spki: rsaSpki("c1".repeat(256)) }, "leaf_key 0"],
    ["a modulus with zeros in front", {
      spki: rsaSpki(`0000${"c1".repeat(256)}`),
    }, "malformed 0"],
    ["a key with bits to spare", {
      spki: seq(raw("300d06092a864886f70d010101 0500"), raw("03020101")),
    }, "malformed 0"],
    ["P-256, which enciphers nothing", {
      spki: EC_SPKI,
      extensions: [names(dns(HOST)), extension(15, raw("03020780"))],
    }, "ok"],
    [
      "P-256, of which it is asked",
      {
        spki: EC_SPKI,
        extensions: [names(dns(HOST)), extension(15, raw("03020780"))],
      },
      "key_usage 0",
      { keyUsage: "keyEncipherment" },
    ],
  ],
};

for (const [section, rows] of Object.entries(LEAVES)) {
  describe(`RFC 5280 ${section}`, () => {
    for (const [what, leaf, expected, options] of rows) {
      it(what, async () => {
        assert.equal(told(await judgeForged({ leaf }, options)), expected);
      });
    }
  });
}
