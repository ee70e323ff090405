import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PathOptions } from "./certificate_path.ts";
import {
  AUTHORITY,
  dns,
  extension,
  HOST,
  judgeForged,
  names,
  type Parts,
  raw,
  seq,
  tlv,
  told,
} from "./test_certificate.ts";

/**
 * RFC 5280 §4.2 clause by clause: one certificate that differs in one thing, and
 * what has to come of it.
 */

type Row = readonly [string, Partial<Parts>, string, Partial<PathOptions>?];

const NO_HOST = { host: undefined };
const NAMES = names(dns(HOST));
const ACCESS = "2b06010505070101";
const OCSP = raw("300f 300d 06082b06010505073001 860161");
const PLACE = raw("3009 3007 a005 a003 860161");
const UNKNOWN = "2b0601040183b21301";
const CLIENT = raw("300a 06082b06010505070302");
const SERVER = raw("300a 06082b06010505070301");
const ANY_PURPOSE = raw("3006 0604551d2500");

function extended(...more: readonly Uint8Array[]): Partial<Parts> {
  return { extensions: [NAMES, ...more] };
}

function usage(bits: string): Partial<Parts> {
  return extended(extension(15, raw(bits), true));
}

const LEAVES: Readonly<Record<string, readonly Row[]>> = {
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
        extension(31, raw("3002 3000"), true),
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
    [
      "with a serial number that is not DER",
      extended(extension(35, raw("300582030001e2"))),
      "malformed 0",
    ],
    [
      "with a fourth field",
      extended(extension(35, raw("3006800101830101"))),
      "malformed 0",
    ],
    [
      "with bytes that are no field",
      extended(extension(35, raw("300480010100"))),
      "malformed 0",
    ],
  ],
  "4.2.1.13, cRLDistributionPoints": [
    ["one place", extended(extension(31, PLACE)), "ok"],
    ["none", extended(extension(31, raw("3000"))), "malformed 0"],
    ["text", extended(extension(31, raw("666573"))), "malformed 0"],
    [
      "a field that it doesn't have",
      extended(extension(31, raw("3005 3003 830101"))),
      "malformed 0",
    ],
  ],
  "4.2.2.1, authorityInfoAccess": [
    ["one place", extended(extension(ACCESS, OCSP)), "ok"],
    ["none", extended(extension(ACCESS, raw("3000"))), "malformed 0"],
    ["text", extended(extension(ACCESS, raw("666573"))), "malformed 0"],
    [
      "a place that is no name",
      extended(extension(ACCESS, raw("300e 300c 06082b06010505073001 0500"))),
      "malformed 0",
    ],
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
