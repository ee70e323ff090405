import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AUTHORITY,
  EC_SPKI,
  extension,
  type Forgery,
  judgeForged,
  modulus,
  name,
  type Parts,
  raw,
  rsaSpki,
  seq,
  told,
} from "./test_certificate.ts";

/** An intermediate authority that differs in one thing. */

const UNKNOWN = "2b0601040183b21301";
const CLIENT = raw("300a 06082b06010505070302");
const ANY_PURPOSE = raw("3006 0604551d2500");

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
  ["policyConstraints that never hold", {
    extensions: [AUTHORITY, extension(36, raw("3003800105"), true)],
  }, "ok"],
  ["policyConstraints that are not critical", {
    extensions: [AUTHORITY, extension(36, raw("3003800105"))],
  }, "ok"],
  ["inhibitAnyPolicy that is not critical", {
    extensions: [AUTHORITY, extension(54, raw("020100"))],
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
  ["a point off its curve", { spki: EC_SPKI }, "bad_signature 0"],
  ["a point in hybrid form", {
    spki: raw(EC_SPKI.toString("hex").replace("034200046b", "0342000" + "66b")),
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
