import { Buffer } from "node:buffer";
import { generateKeyPairSync, sign } from "node:crypto";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  throwawayKey,
  throwawaySpki,
} from "../../conformance/tester/throwaway_keys.ts";
import { validateCertificatePath } from "./certificate_path.ts";
import {
  AUTHORITY,
  authority,
  authorityWithin,
  certificate,
  dns,
  extension,
  HOST,
  names,
  NOW,
  type Parts,
  raw,
  seq,
  server,
  type Signer,
  signer,
  signerOf,
  text,
  tlv,
  told,
} from "./test_certificate.ts";

type Certificate = Uint8Array;

const root = signer();
const ROOT = certificate(authority("root", "root", root, root));

async function judge(
  chain: readonly Certificate[],
  anchors: readonly Certificate[] = [ROOT],
): Promise<string> {
  const options = { anchors, host: HOST, time: NOW };
  return told(await validateCertificatePath(chain, options));
}

function key(id: string): Uint8Array {
  return extension(14, tlv(4, raw(id)));
}

function keyOfIssuer(id: string): Uint8Array {
  return extension(35, seq(tlv(0x80, raw(id))));
}

it("among authorities that certify one another, the way out is found", async () => {
  const all = Array.from({ length: 6 }, signer);
  const mutual = all.flatMap((subject, s) =>
    all.flatMap((issuer, i) =>
      s === i ? [] : [
        certificate(authority(`peer ${s}`, `peer ${i}`, subject, issuer)),
      ]
    )
  );
  const out = certificate(authority("peer 0", "root", all[0], root));
  const leaf = certificate(server("leaf", "peer 0", all[0]));
  assert.equal(await judge([leaf, ...mutual, out]), "ok");
});

describe("of authorities of one name", () => {
  const others = Array.from({ length: 20 }, signer);
  const right = signer();
  const leaf = certificate(server("leaf", "middle", right));
  const middle = certificate(authority("middle", "root", right, root));
  const wrong = others.map((other) =>
    certificate(authority("middle", "root", other, root))
  );

  it("the right one is found behind many", async () => {
    assert.equal(await judge([leaf, ...wrong, middle]), "ok");
  });

  it("key identifiers lead to it past any number", async () => {
    const many = others.concat(others).map((other) =>
      certificate({
        ...authority("middle", "root", other, root),
        extensions: [AUTHORITY, key("01")],
      })
    );
    const marked = certificate({
      ...server("leaf", "middle", right),
      extensions: [names(dns(HOST)), keyOfIssuer("02")],
    });
    const issuer = certificate({
      ...authority("middle", "root", right, root),
      extensions: [AUTHORITY, key("02")],
    });
    assert.equal(await judge([marked, ...many, issuer]), "ok");
  });

  it("key identifiers that are wrong lead nowhere else", async () => {
    const marked = certificate({
      ...server("leaf", "middle", right),
      extensions: [names(dns(HOST)), keyOfIssuer("02")],
    });
    const issuer = certificate({
      ...authority("middle", "root", right, root),
      extensions: [AUTHORITY, key("01")],
    });
    const decoy = certificate({
      ...authority("middle", "root", others[0], root),
      extensions: [AUTHORITY, key("02")],
    });
    assert.equal(await judge([marked, decoy, issuer]), "ok");
  });
});

describe("a cross-signed authority", () => {
  const [bridge, middle, old] = [signer(), signer(), signer()];
  const leaf = certificate(server("leaf", "middle", middle));
  const byRoot = authority("middle", "bridge", middle, bridge);
  const bridges = (changes: Partial<Parts>): Certificate[] => [
    certificate({ ...authority("bridge", "old", bridge, old), ...changes }),
    certificate(authority("bridge", "root", bridge, root)),
  ];

  for (
    const [what, changes] of [
      ["that is expired", {
        validity: seq(text(23, "250101000000Z"), text(23, "251231235959Z")),
      }],
      ["that leads to no anchor", {}],
      ["that is no authority", { extensions: [] }],
      ["with an unknown critical extension", {
        extensions: [AUTHORITY, extension("2a03", raw("0500"), true)],
      }],
      ["with SHA-1", {
        innerAlgorithm: raw("300906072a8648ce3d0401"),
        outerAlgorithm: raw("300906072a8648ce3d0401"),
      }],
      ["with too short a path", { extensions: [authorityWithin(0)] }],
      ["for other names, under a trusted root", {
        ...authority("bridge", "root", bridge, root),
        extensions: [
          AUTHORITY,
          extension(30, seq(tlv(0xa0, seq(dns("other.example")))), true),
        ],
      }],
    ] as const
  ) {
    it(`is reached past one ${what}`, async () => {
      const [bad, good] = bridges(changes);
      const chain = [leaf, certificate(byRoot), bad, good];
      assert.equal(await judge(chain), "ok");
      assert.notEqual(await judge([leaf, certificate(byRoot), bad]), "ok");
    });
  }

  it("is found in a mesh where each signs each", async () => {
    const all = ["a", "b", "c", "d"].map((own) => ({ own, by: signer() }));
    const mesh = all.flatMap((subject) =>
      all.filter((issuer) => issuer !== subject).map((issuer) =>
        certificate(authority(subject.own, issuer.own, subject.by, issuer.by))
      )
    );
    const out = certificate(authority("d", "root", all[3].by, root));
    const end = certificate(server("leaf", "a", all[0].by));
    assert.equal(await judge([end, ...mesh, out]), "ok");
    assert.match(await judge([end, ...mesh]), /^unknown_issuer/);
  });
});

describe("an authority signs with", () => {
  const rsa = throwawayKey("authority2048");
  const RSA = signerOf(rsa, throwawaySpki("authority2048"));
  const pssSpki = (options: string): Uint8Array =>
    seq(
      seq(raw("06092a864886f70d01010a"), raw(options)),
      tlv(3, Buffer.of(0), rsaNumbers(RSA.spki)),
    );
  const pss = (salt: string): Buffer => {
    const digest = seq(raw("0609608648016503040201"));
    const mask = seq(raw("06092a864886f70d010108"), digest);
    return seq(
      tlv(0xa0, digest),
      tlv(0xa1, mask),
      tlv(0xa2, tlv(2, raw(salt))),
    );
  };
  const signPss = (saltLength: number) => (tbs: Uint8Array) =>
    sign("sha256", tbs, { key: rsa, padding: 6, saltLength });
  const ed25519 = generateKeyPairSync("ed25519");

  const rows: readonly (readonly [string, Signer, Uint8Array, string])[] = [
    ["RSA and SHA-256", RSA, raw("300d06092a864886f70d01010b0500"), "ok"],
    ["the same, without NULL", RSA, raw("300b06092a864886f70d01010b"), "ok"],
    [
      "RSA-PSS, salted as it is long",
      { ...RSA, sign: signPss(32) },
      seq(raw("06092a864886f70d01010a"), pss("20")),
      "ok",
    ],
    [
      "RSA-PSS, without salt",
      { ...RSA, sign: signPss(0) },
      seq(raw("06092a864886f70d01010a"), pss("00")),
      "ok",
    ],
    [
      "RSA-PSS, with all the salt there is room for",
      {
        ...RSA,
        sign: signPss(222),
      },
      seq(raw("06092a864886f70d01010a"), pss("00de")),
      "ok",
    ],
    [
      "RSA-PSS, with another salt than it says",
      { ...RSA, sign: signPss(20) },
      seq(raw("06092a864886f70d01010a"), pss("20")),
      "bad_signature 0",
    ],
    [
      "RSA-PSS of SHA-1",
      { ...RSA, sign: signPss(20) },
      seq(raw("06092a864886f70d01010a3000")),
      "weak_signature 0",
    ],
    [
      "RSA-PSS without parameters",
      { ...RSA, sign: signPss(20) },
      seq(raw("06092a864886f70d01010a")),
      "unknown_algorithm 0",
    ],
    [
      "RSA-PSS by a key for it alone",
      {
        spki: pssSpki(""),
        sign: signPss(32),
      },
      seq(raw("06092a864886f70d01010a"), pss("20")),
      "ok",
    ],
    [
      "RSA-PSS by a key for just this",
      {
        spki: pssSpki(pss("20").toString("hex")),
        sign: signPss(32),
      },
      seq(raw("06092a864886f70d01010a"), pss("20")),
      "ok",
    ],
    [
      "RSA-PSS with less salt than its key asks",
      {
        spki: pssSpki(pss("30").toString("hex")),
        sign: signPss(32),
      },
      seq(raw("06092a864886f70d01010a"), pss("20")),
      "bad_signature 0",
    ],
    [
      "RSA with PKCS #1 padding by a key for RSA-PSS",
      {
        ...RSA,
        spki: pssSpki(""),
      },
      raw("300d06092a864886f70d01010b0500"),
      "bad_signature 0",
    ],
    [
      "Ed25519",
      {
        spki: ed25519.publicKey.export({ type: "spki", format: "der" }),
        sign: (tbs) => sign(null, tbs, ed25519.privateKey),
      },
      raw("300506032b6570"),
      "ok",
    ],
    [
      "Ed25519 that somebody else made",
      {
        spki: ed25519.publicKey.export({ type: "spki", format: "der" }),
        sign: (tbs) =>
          sign(null, tbs, generateKeyPairSync("ed25519").privateKey),
      },
      raw("300506032b6570"),
      "bad_signature 0",
    ],
    ["MD5", RSA, raw("300d06092a864886f70d0101040500"), "weak_signature 0"],
    ["MD2", RSA, raw("300d06092a864886f70d0101020500"), "weak_signature 0"],
    ["SHA-224", RSA, raw("300d06092a864886f70d01010e0500"), "weak_signature 0"],
    [
      "RSA by its name, ECDSA by its key",
      { ...RSA, spki: root.spki },
      raw("300d06092a864886f70d01010b0500"),
      "bad_signature 0",
    ],
  ];
  for (const [what, by, algorithm, expected] of rows) {
    it(what, async () => {
      const middle = certificate(authority("middle", "root", by, root));
      const leaf = certificate({
        ...server("leaf", "middle", by),
        innerAlgorithm: algorithm,
        outerAlgorithm: algorithm,
      });
      assert.equal(await judge([leaf, middle]), expected);
    });
  }
});

/** The RSAPublicKey at the end of a SubjectPublicKeyInfo of 2,048 bits. */
function rsaNumbers(spki: Uint8Array): Uint8Array {
  return spki.subarray(spki.length - 270);
}
