import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AUTHORITY,
  entry,
  extension,
  forge,
  type Forgery,
  judgeForged,
  list,
  type ListParts,
  name,
  raw,
  seq,
  text,
  tlv,
  told,
} from "./test_certificate.ts";

/** RFC 5280 §5: the middle's list differs in one thing; the root's is right. */

const LEAF = "05";
const STRANGE = "2b0601040183b21301";
const OTHER = seq(entry("07"));

function reason(code: string, critical = false): Uint8Array {
  return extension(21, raw(`0a01${code}`), critical);
}

function times(...both: readonly string[]): Partial<ListParts> {
  return { times: Buffer.concat(both.map((time) => text(23, time))) };
}

const ROWS: readonly (readonly [string, Partial<ListParts>, string])[] = [
  ["none revoked", {}, "ok"],
  ["an empty list of those revoked", { entries: seq() }, "ok"],
  ["another revoked", { entries: OTHER }, "ok"],
  ["the leaf revoked", { entries: seq(entry(LEAF)) }, "revoked 0"],
  [
    "the leaf on hold",
    { entries: seq(entry(LEAF, reason("06"))) },
    "revoked 0",
  ],
  ["the leaf removed, which only a delta list can say", {
    entries: seq(entry(LEAF, reason("08"))),
  }, "revoked 0"],
  ["version 1", { version: raw("") }, "ok"],
  ["version 1, with the leaf", {
    version: raw(""),
    entries: seq(entry(LEAF)),
  }, "revoked 0"],
  ["version 1, with extensions", {
    version: raw(""),
    extensions: [extension(20, raw("020101"))],
  }, "crl_unverified 0"],
  ["version 1, with an entry's extensions", {
    version: raw(""),
    entries: seq(entry("07", reason("01"))),
  }, "crl_unverified 0"],
  ["version 3", { version: raw("020102") }, "crl_unverified 0"],
  ["a number", { extensions: [extension(20, raw("020101"))] }, "ok"],
  ["a number that is none", {
    extensions: [extension(20, raw("0500"))],
  }, "crl_unverified 0"],
  ["an authorityKeyIdentifier that is none", {
    extensions: [extension(35, raw("0500"))],
  }, "crl_unverified 0"],
  ["a reason that is none", {
    entries: seq(entry("07", extension(21, raw("020101")))),
  }, "crl_unverified 0"],
  [
    "a reason that is not used",
    { entries: seq(entry(LEAF, reason("07"))) },
    "revoked 0",
  ],
  ["no next update", times("260601000000Z"), "crl_stale 0"],
  [
    "a next update that is past",
    times("260501000000Z", "260615115959Z"),
    "crl_stale 0",
  ],
  ["a next update that is now", times("260501000000Z", "260615120000Z"), "ok"],
  ["an update to come", times("260615120001Z", "260701000000Z"), "crl_stale 0"],
  ["a leaf revoked, in a list that is past", {
    ...times("260501000000Z", "260601000000Z"),
    entries: seq(entry(LEAF)),
  }, "revoked 0"],
  [
    "the signature of another",
    { by: "root", issuer: name("middle") },
    "crl_unverified 0",
  ],
  ["another issuer", { issuer: name("other") }, "crl_missing 0"],
  [
    "a delta list",
    { extensions: [extension(27, raw("020101"), true)] },
    "crl_unsupported 0",
  ],
  ["a list of authorities alone", {
    extensions: [extension(28, raw("30038201ff"), true)],
  }, "crl_unsupported 0"],
  ["a list of one place, not marked critical", {
    extensions: [extension(28, seq(tlv(0xa0, tlv(0xa0, raw("860161")))))],
  }, "crl_unsupported 0"],
  ["an indirect entry", {
    entries: seq(entry("07", extension(29, raw("3000"), true))),
  }, "crl_unsupported 0"],
  ["a strange critical extension", {
    extensions: [extension(STRANGE, raw("0500"), true)],
  }, "crl_unsupported 0"],
  ["a strange extension", {
    extensions: [extension(STRANGE, raw("0500"))],
  }, "ok"],
  ["a strange critical extension of another's entry", {
    entries: seq(entry("07", extension(STRANGE, raw("0500"), true))),
  }, "crl_unsupported 0"],
  ["the same extension twice", {
    extensions: [extension(20, raw("020101")), extension(20, raw("020101"))],
  }, "crl_unverified 0"],
  [
    "a serial number with a zero in front",
    { entries: seq(entry("0005")) },
    "crl_unverified 0",
  ],
];

describe("an authority's list with", () => {
  for (const [what, parts, expected] of ROWS) {
    it(what, async () => {
      const crls = [list({ by: "root" }), list({ by: "middle", ...parts })];
      assert.equal(told(await judgeForged({}, { crls })), expected);
    });
  }
});

describe("who may sign a list", () => {
  const crls = [list({ by: "root" }), list({ by: "middle" })];
  const keyUsage = (bits: string): Partial<Forgery["root"]> => ({
    extensions: [AUTHORITY, extension(15, raw(bits), true)],
  });
  const rows: readonly (readonly [string, Forgery, string])[] = [
    ["an authority whose keyUsage says so", {
      root: keyUsage("03020106"),
      middle: keyUsage("03020106"),
    }, "ok"],
    [
      "none whose keyUsage leaves it out",
      { middle: keyUsage("03020204") },
      "crl_unverified 0",
    ],
    [
      "no anchor whose keyUsage leaves it out",
      { root: keyUsage("03020204") },
      "crl_unverified 1",
    ],
  ];
  for (const [what, forgery, expected] of rows) {
    it(what, async () => {
      assert.equal(told(await judgeForged(forgery, { crls })), expected);
    });
  }
});

describe("a verdict with lists", () => {
  it("holds as long as the lists are current", async () => {
    const crls = [
      list({ by: "root", ...times("260603000000Z", "260702000000Z") }),
      list({ by: "middle", ...times("260601000000Z", "260616000000Z") }),
      list({ by: "middle", ...times("260602000000Z", "260620000000Z") }),
    ];
    const verdict = await judgeForged({}, { crls });
    assert.ok(verdict.ok, told(verdict));
    assert.equal(verdict.validFrom.toISOString(), "2026-06-03T00:00:00.000Z");
    assert.equal(verdict.validUntil.toISOString(), "2026-06-20T00:00:00.000Z");
  });

  it("without lists, as long as the certificates", async () => {
    const { root } = forge();
    const verdict = await judgeForged({}, { anchors: [root] });
    assert.ok(verdict.ok, told(verdict));
    assert.equal(verdict.validUntil.toISOString(), "2026-12-31T23:59:59.000Z");
  });
});
