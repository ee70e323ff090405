import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PathOptions } from "./certificate_path.ts";
import {
  AUTHORITY,
  dns,
  extension,
  type Forgery,
  HOST,
  judgeForged,
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
 * RFC 5280 §4 clause by clause: one certificate that differs in one thing, and
 * what has to come of it.
 */

type Row = readonly [string, Partial<Parts>, string, Partial<PathOptions>?];

const NO_HOST = { host: undefined };
const NAMES = names(dns(HOST));
const UNKNOWN = "2b0601040183b21301";
const CLIENT = raw("300a 06082b06010505070302");
const SERVER = raw("300a 06082b06010505070301");
const ANY_PURPOSE = raw("3006 0604551d2500");

/** As many bits as that. */
function modulus(bits: number): string {
  return `00${"c1".repeat(bits / 8)}`;
}

function validity(from: Uint8Array, to: Uint8Array): Partial<Parts> {
  return { validity: seq(from, to) };
}

const utc = (value: string): Uint8Array => text(23, value);
const general = (value: string): Uint8Array => text(24, value);

/** The leaf's own names, and more. */
function extended(...more: readonly Uint8Array[]): Partial<Parts> {
  return { extensions: [NAMES, ...more] };
}

function usage(bits: string): Partial<Parts> {
  return extended(extension(15, raw(bits), true));
}

/** A leaf that has no names, and whose host nobody asks. */
function version(hex: string, uniqueIds = ""): Partial<Parts> {
  return {
    version: raw(hex),
    extensions: undefined,
    uniqueIds: raw(uniqueIds),
  };
}

const EC_LEAF = raw(
  "3059301306072a8648ce3d020106082a8648ce3d0301070342000" +
    "4" + "6b".repeat(64),
);

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
    ["RSA of 1,024 bits", { spki: rsaSpki(modulus(1024)) }, "ok"],
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
      spki: EC_LEAF,
      ...usage("03020780"),
    }, "ok"],
    [
      "P-256, of which it is asked",
      { spki: EC_LEAF, ...usage("03020780") },
      "key_usage 0",
      { keyUsage: "keyEncipherment" },
    ],
  ],
  "4.2, extensions": [
    ["none, in an empty list", { extensions: [] }, "ok", NO_HOST],
    ["the same one twice", extended(NAMES), "malformed 0"],
    ["critical FALSE, spelt out", {
      extensions: [
        seq(raw("0603551d11 010100"), tlv(4, seq(dns(HOST)))),
      ],
    }, "malformed 0"],
    ["critical TRUE as 01", {
      extensions: [
        seq(raw("0603551d11 010101"), tlv(4, seq(dns(HOST)))),
      ],
    }, "malformed 0"],
    ["one without a value", {
      extensions: [NAMES, seq(raw("0603551d23"))],
    }, "malformed 0"],
    ["an unknown one", extended(extension(UNKNOWN, raw("0500"))), "ok"],
    [
      "an unknown one, critical",
      extended(
        extension(UNKNOWN, raw("0500"), true),
      ),
      "critical_extension 0",
    ],
    [
      "authorityKeyIdentifier, critical",
      extended(
        extension(35, raw("3003800101"), true),
      ),
      "critical_extension 0",
    ],
    [
      "cRLDistributionPoints, critical",
      extended(
        extension(31, raw("3000"), true),
      ),
      "critical_extension 0",
    ],
  ],
  "4.2.1.1, key identifiers": [
    [
      "of another key: a hint, and no more",
      extended(
        extension(35, raw("3003800101")),
      ),
      "ok",
    ],
    [
      "by issuer and serial number",
      extended(
        extension(35, raw("3005820301e240")),
      ),
      "ok",
    ],
    ["that are none", extended(extension(14, raw("0500"))), "malformed 0"],
  ],
  "4.2.1.3, keyUsage": [
    ["keyEncipherment", usage("03020520"), "ok"],
    [
      "keyEncipherment, not critical",
      extended(
        extension(15, raw("03020520")),
      ),
      "ok",
    ],
    ["digitalSignature", usage("03020780"), "key_usage 0"],
    ["digitalSignature, of which alone is asked", usage("03020780"), "ok", {
      keyUsage: "digitalSignature",
    }],
    ["digitalSignature, where nothing is asked", usage("03020780"), "ok", {
      keyUsage: "any",
    }],
    ["keyCertSign of what is no authority", usage("03020224"), "malformed 0"],
    ["no bit", usage("030100"), "malformed 0"],
    ["a bit that is zero", usage("03020700"), "malformed 0"],
    ["zeros behind the last bit, as some roots have", usage("03020020"), "ok"],
    ["ones behind the last bit", usage("0302053f"), "malformed 0"],
    ["eight bits unused", usage("03020820"), "malformed 0"],
    ["an OCTET STRING", usage("04020520"), "malformed 0"],
    ["and more", usage("030205200500"), "malformed 0"],
  ],
  "4.2.1.4 to 4.2.1.14, policies": [
    ["one", extended(extension(32, raw("3006300406022a03"), true)), "ok"],
    [
      "one twice",
      extended(
        extension(32, raw("300c300406022a03300406022a03")),
      ),
      "malformed 0",
    ],
    ["none", extended(extension(32, raw("3000"))), "malformed 0"],
    [
      "constraints on nothing",
      extended(extension(36, raw("3000"))),
      "malformed 0",
    ],
    [
      "a negative constraint",
      extended(extension(36, raw("30038001ff"))),
      "malformed 0",
    ],
    [
      "a negative inhibitAnyPolicy",
      extended(extension(54, raw("0201ff"))),
      "malformed 0",
    ],
    [
      "a policy that the leaf requires of itself",
      extended(
        extension(36, raw("3003800100"), true),
      ),
      "no_valid_policy 0",
    ],
    [
      "one mapped to any",
      extended(
        extension(33, raw("300c300a06022a030604551d2000")),
      ),
      "malformed 0",
    ],
  ],
  "4.2.1.6, subjectAltName": [
    ["no name", { extensions: [names()] }, "malformed 0"],
    [
      "an address of 5 bytes",
      { extensions: [names(raw("87050102030405"))] },
      "malformed 0",
    ],
    [
      "a name in UTF-8",
      { extensions: [names(raw("8203c3a561"))] },
      "malformed 0",
    ],
    ["a tag that is no GeneralName", {
      extensions: [names(dns(HOST), raw("8900"))],
    }, "malformed 0"],
  ],
  "4.2.1.9, basicConstraints": [
    ["of an authority that is a server too", extended(AUTHORITY), "ok"],
    ["of no authority", extended(extension(19, raw("3000"), true)), "ok"],
    [
      "cA FALSE, spelt out",
      extended(extension(19, raw("3003010100"))),
      "malformed 0",
    ],
    [
      "a length without cA",
      extended(extension(19, raw("3003020100"))),
      "malformed 0",
    ],
    [
      "a negative length",
      extended(extension(19, raw("30060101ff0201ff"))),
      "malformed 0",
    ],
    [
      "an enormous length",
      extended(
        extension(19, raw("300e0101ff0209010000000000000000")),
      ),
      "ok",
    ],
    ["and more", extended(extension(19, raw("30000500"))), "malformed 0"],
  ],
  "4.2.1.10, name constraints": [
    [
      "of no authority",
      extended(
        extension(30, seq(tlv(0xa0, seq(dns(HOST)))), true),
      ),
      "malformed 0",
    ],
    [
      "on nothing",
      extended(AUTHORITY, extension(30, raw("3000"), true)),
      "malformed 0",
    ],
  ],
  "4.2.1.12, extendedKeyUsage": [
    ["serverAuth", extended(extension(37, SERVER, true)), "ok"],
    ["clientAuth", extended(extension(37, CLIENT)), "extended_key_usage 0"],
    ["clientAuth of a client", extended(extension(37, CLIENT)), "ok", {
      purpose: "clientAuth",
    }],
    [
      "serverAuth of a client",
      extended(extension(37, SERVER)),
      "extended_key_usage 0",
      { purpose: "clientAuth" },
    ],
    ["any", extended(extension(37, ANY_PURPOSE)), "extended_key_usage 0"],
    ["none", extended(extension(37, raw("3000"))), "malformed 0"],
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

const MIDDLES: readonly (readonly [string, Partial<Parts>, string])[] = [
  ["no serial number", { serial: raw("020100") }, "malformed 1"],
  ["no issuer", { issuer: name("") }, "malformed 1"],
  ["no basicConstraints", { extensions: [] }, "not_an_authority 1"],
  ["basicConstraints without cA", {
    extensions: [extension(19, raw("3000"), true)],
  }, "not_an_authority 1"],
  [
    "version 1",
    { version: raw(""), extensions: undefined },
    "not_an_authority 1",
  ],
  ["basicConstraints that are not critical", {
    extensions: [extension(19, raw("30030101ff"))],
  }, "ok"],
  ["a length of zero", {
    extensions: [extension(19, raw("30060101ff020100"), true)],
  }, "ok"],
  ["keyUsage without keyCertSign", {
    extensions: [AUTHORITY, extension(15, raw("03020102"), true)],
  }, "key_usage 1"],
  ["extendedKeyUsage clientAuth", {
    extensions: [AUTHORITY, extension(37, CLIENT)],
  }, "extended_key_usage 1"],
  ["extendedKeyUsage any", {
    extensions: [AUTHORITY, extension(37, ANY_PURPOSE)],
  }, "ok"],
  ["an unknown critical extension", {
    extensions: [AUTHORITY, extension(UNKNOWN, raw("0500"), true)],
  }, "critical_extension 1"],
  [
    "a subject that is not the leaf's issuer",
    { subject: name("centre") },
    "unknown_issuer 0",
  ],
  ["an RSA key of 1,024 bits", { spki: rsaSpki(modulus(1024)) }, "weak_key 1"],
  [
    "an RSA key of 65,536 bits",
    { spki: rsaSpki(modulus(65_536)) },
    "over_budget 1",
  ],
  ["an RSA exponent of 2,048 bits", {
    spki: rsaSpki(modulus(2048), modulus(2048)),
  }, "weak_key 1"],
  ["a point off its curve", { spki: EC_LEAF }, "bad_signature 0"],
  ["a point in hybrid form", {
    spki: raw(EC_LEAF.toString("hex").replace("034200046b", "0342000" + "66b")),
  }, "unknown_algorithm 1"],
  ["a key of secp256k1", {
    spki: seq(
      raw("301006072a8648ce3d0201 06052b8104000a"),
      raw(`03420004${"6b".repeat(64)}`),
    ),
  }, "unknown_algorithm 1"],
];

describe("an authority with", () => {
  for (const [what, middle, expected] of MIDDLES) {
    it(what, async () => {
      const forgery: Forgery = { middle };
      assert.equal(told(await judgeForged(forgery)), expected);
    });
  }
});
