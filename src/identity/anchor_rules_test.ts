import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type PathOptions,
  validateCertificatePath,
} from "./certificate_path.ts";
import {
  AUTHORITY,
  authorityWithin,
  certificate,
  dns,
  extension,
  forge,
  type Forgery,
  HOST,
  judgeForged,
  name,
  NOW,
  type Parts,
  raw,
  rsaSpki,
  seq,
  server,
  signer,
  text,
  tlv,
  told,
} from "./test_certificate.ts";

const UNKNOWN = extension("2b0601040183b21301", raw("0500"), true);
const MD5_RSA = raw("300d06092a864886f70d010104 0500");
const CLIENT = extension(37, raw("300a 06082b06010505070302"));

function limitedTo(...bases: readonly Uint8Array[]): Partial<Parts> {
  const subtrees = tlv(0xa0, ...bases.map((base) => seq(base)));
  return { extensions: [AUTHORITY, extension(30, seq(subtrees), true)] };
}

const GIVEN: readonly (readonly [string, Partial<Parts>])[] = [
  ["serial number zero", { serial: raw("020100") }],
  ["a serial number of 30 octets", { serial: raw(`021e${"01".repeat(30)}`) }],
  ["version 1", { version: raw(""), extensions: undefined }],
  ["no basicConstraints", { extensions: [] }],
  ["an unknown critical extension", { extensions: [AUTHORITY, UNKNOWN] }],
  ["a signature with MD5, of anybody", {
    innerAlgorithm: MD5_RSA,
    outerAlgorithm: MD5_RSA,
    sign: () => new Uint8Array(64),
  }],
  ["another issuer", { issuer: name("older root") }],
  ["no issuer", { issuer: name("") }],
  ["pathLenConstraint 1", { extensions: [authorityWithin(1)] }],
  ["names permitted that are the leaf's", limitedTo(dns("example"))],
];

describe("an anchor is taken as given, with", () => {
  for (const [what, root] of GIVEN) {
    it(what, async () => {
      assert.equal(told(await judgeForged({ root })), "ok");
    });
  }
});

const LIMITS: readonly (readonly [string, Partial<Parts>, string])[] = [
  ["its validity", {
    validity: seq(text(23, "250101000000Z"), text(23, "251231235959Z")),
  }, "expired 2"],
  ["its validity to come", {
    validity: seq(text(23, "270101000000Z"), text(23, "271231235959Z")),
  }, "not_yet_valid 2"],
  [
    "cA FALSE",
    { extensions: [extension(19, raw("3000"))] },
    "not_an_authority 2",
  ],
  [
    "pathLenConstraint 0",
    { extensions: [authorityWithin(0)] },
    "path_too_long 2",
  ],
  ["keyUsage without keyCertSign", {
    extensions: [AUTHORITY, extension(15, raw("03020780"))],
  }, "key_usage 2"],
  [
    "extendedKeyUsage clientAuth",
    { extensions: [AUTHORITY, CLIENT] },
    "extended_key_usage 2",
  ],
  ["permitted names", limitedTo(dns("other.example")), "name_not_permitted 0"],
  ["constraints that can't be read", limitedTo(dns(".example")), "no_anchor 2"],
  ["an RSA key that only one platform reads", {
    spki: rsaSpki(`00${"c1".repeat(1024)}`),
  }, "over_budget 2"],
  ["a key of unknown kind", {
    spki: seq(raw("300506032b6571"), raw(`033a00${"6b".repeat(57)}`)),
  }, "unknown_algorithm 2"],
];

describe("an anchor's own limit binds what is below it:", () => {
  for (const [what, root, expected] of LIMITS) {
    it(what, async () => {
      assert.equal(told(await judgeForged({ root })), expected);
    });
  }
});

describe("a leaf that is an anchor", () => {
  const own = signer();
  const judge = async (
    parts: Partial<Parts>,
    options: Partial<PathOptions> = {},
  ): Promise<string> => {
    const leaf = certificate({ ...server("own", "own", own), ...parts });
    return told(
      await validateCertificatePath([leaf], {
        anchors: [leaf],
        host: HOST,
        time: NOW,
        ...options,
      }),
    );
  };

  it("has its fields and its signature taken as given", async () => {
    assert.equal(await judge({}), "ok");
    assert.equal(await judge({ serial: raw("020100") }), "ok");
    assert.equal(await judge({ sign: () => Buffer.alloc(70) }), "ok");
  });

  it("is judged by every rule of a leaf", async () => {
    const names = extension(17, seq(dns(HOST)));
    assert.equal(await judge({}, { host: "other.example" }), "name_mismatch 0");
    assert.equal(await judge({}, { time: new Date(0) }), "not_yet_valid 0");
    assert.equal(
      await judge({ extensions: [names, UNKNOWN] }),
      "critical_extension 0",
    );
    assert.equal(
      await judge({ extensions: [names, CLIENT] }),
      "extended_key_usage 0",
    );
  });

  it("can issue nothing, if it says that it is no authority", async () => {
    const parts = server("own", "own", own);
    const names = extension(17, seq(dns("own.example")));
    const plain = certificate({
      ...parts,
      spki: own.spki,
      extensions: [extension(19, raw("3000"), true), names],
    });
    const forged = certificate({ ...server("leaf", "own", own) });
    const verdict = await validateCertificatePath([forged], {
      anchors: [plain],
      host: HOST,
      time: NOW,
    });
    assert.equal(told(verdict), "not_an_authority 1");
  });
});

describe("of several anchors", () => {
  const second = { host: HOST, time: NOW };

  it("the next is tried where one is expired, or denies itself", async () => {
    const forgeries: Forgery[] = [
      { root: limitedTo(dns("other.example")) },
      {
        root: {
          validity: seq(text(23, "250101000000Z"), text(23, "251231235959Z")),
        },
      },
      { root: { extensions: [authorityWithin(0)] } },
    ];
    const { root, middle, leaf } = forge();
    for (const forgery of forgeries) {
      const bad = forge(forgery).root;
      const verdict = await validateCertificatePath([leaf, middle], {
        anchors: [bad, root],
        ...second,
      });
      assert.equal(told(verdict), "ok");
    }
  });

  it("one that can't be read is a fault, not one less", async () => {
    const { root, middle, leaf } = forge();
    for (const bad of [raw("3000"), root.subarray(1), Uint8Array.of()]) {
      const verdict = await validateCertificatePath([leaf, middle], {
        anchors: [root, new Uint8Array(bad)],
        ...second,
      });
      assert.equal(told(verdict), "no_anchor 3");
    }
  });
});
