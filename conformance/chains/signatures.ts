import { concat, uint } from "../tester/bytes.ts";
import { signatureAlgorithm } from "../tester/certificate_signature.ts";
import { type Authority, FIELD } from "../tester/certificates.ts";
import { der, derBitString, derOid } from "../tester/der.ts";
import {
  accepted,
  type Chain,
  CONSTRAINT_CODES,
  detail,
  optional,
  orNoPath,
  refused,
} from "./chain.ts";
import {
  type Changes,
  INTERMEDIATE,
  parties,
  ROOT,
  STRANGER,
} from "./parties.ts";

const { intermediate, leaf, leafBelow, root } = parties;

/** An authority with a key of P-256, and the anchor with one. */
const EC_INTERMEDIATE: Authority = { ...INTERMEDIATE, key: "p256" };
const EC_ROOT: Authority = { ...ROOT, key: "p256" };

const SPOILT = orNoPath("bad_certificate");

/** Of the arc that is free for private use. */
const UNKNOWN_ALGORITHM = der(
  0x30,
  derOid("1.3.6.1.4.1.55555.4"),
);

/** How certificates are signed. */
export const signatures: readonly Chain[] = [
  ...(["RSA-MD5", "RSA-SHA1"] as const).flatMap((signature) => {
    const hash = signature === "RSA-MD5" ? "md5" : "sha-1";
    return [
      weak(hash, 0, `a signature over ${hash.toUpperCase()}`, () => [
        leaf({ signature }),
      ]),
      weak(
        `issuer-${hash}`,
        1,
        `an issuer signed over ${hash.toUpperCase()}`,
        () => [
          leafBelow(),
          intermediate({ signature }),
        ],
      ),
      accepted({
        id: `signature/anchor-${hash}`,
        what: `an anchor that signed itself over ${hash.toUpperCase()}`,
        requirement: "IDN-8",
        chain: () => [leaf()],
        anchors: () => [root({ signature })],
      }),
    ];
  }),
  ...(["RSA-SHA384", "RSA-SHA512"] as const).map((signature) =>
    accepted({
      id: `signature/sha-${signature.slice(-3)}`,
      what: `signatures over SHA-${signature.slice(-3)}`,
      requirement: "IDN-1",
      chain: () => [leafBelow({ signature }), intermediate({ signature })],
    })
  ),
  accepted({
    id: "signature/ecdsa-intermediate",
    what: "an intermediate authority with a key of P-256",
    requirement: "IDN-8",
    chain: () => [
      leaf({ issuer: EC_INTERMEDIATE, signature: "ECDSA-SHA256" }),
      intermediate(EC_INTERMEDIATE),
    ],
  }),
  accepted({
    id: "signature/ecdsa-anchor",
    what: "an anchor with a key of P-256",
    requirement: "IDN-8",
    chain: () => [leaf({ issuer: EC_ROOT, signature: "ECDSA-SHA256" })],
    anchors: () => [root({ ...EC_ROOT, signature: "ECDSA-SHA256" })],
  }),
  optional({
    id: "signature/pss",
    what: "a signature by RSASSA-PSS",
    requirement: "IDN-26",
    chain: () => [leaf({ signature: "RSA-PSS-SHA256" })],
  }),
  spoilt("tampered", "a changed byte in the leaf's signature", {
    whole: (whole) => flipped(whole, whole.length - 7),
  }),
  spoilt("tampered-serial", "a serial number changed after it was signed", {
    parts: (parts) => {
      const at = 4 + 5 + 2;
      return { ...parts, bytes: flipped(parts.bytes, at) };
    },
  }),
  spoilt("of-nothing", "a signature of no byte", {
    parts: (parts) => ({ ...parts, signature: derBitString(concat()) }),
  }),
  spoilt("of-zeros", "a signature that is the number 0", {
    parts: (parts) => ({
      ...parts,
      signature: derBitString(new Uint8Array(256)),
    }),
  }),
  spoilt("of-one", "a signature that is the number 1", {
    parts: (parts) => ({
      ...parts,
      signature: derBitString(uint(1, 256)),
    }),
  }),
  spoilt("cut", "a signature without its last byte", {
    parts: (parts) => ({
      ...parts,
      signature: der(0x03, parts.signature.subarray(4, -1)),
    }),
  }),
  spoilt("unused-bits", "a signature with an unused bit", {
    parts: (parts) => ({
      ...parts,
      signature: parts.signature.with(4, 1),
    }),
  }),
  spoilt("two-algorithms", "another algorithm signed than named outside", {
    fields: (fields) =>
      fields.with(FIELD.algorithm, signatureAlgorithm("RSA-SHA384")),
  }),
  spoilt("another-outside", "another algorithm named outside than signed", {
    parts: (parts) => ({
      ...parts,
      algorithm: signatureAlgorithm("RSA-SHA384"),
    }),
  }),
  spoilt("unknown-algorithm", "a signature algorithm that nobody knows", {
    fields: (fields) => fields.with(FIELD.algorithm, UNKNOWN_ALGORITHM),
    parts: (parts) => ({ ...parts, algorithm: UNKNOWN_ALGORITHM }),
  }, CONSTRAINT_CODES),
  detail(spoilt("of-another-kind", "ECDSA named over an RSA signature", {
    fields: (fields) =>
      fields.with(FIELD.algorithm, signatureAlgorithm("ECDSA-SHA256")),
    parts: (parts) => ({
      ...parts,
      algorithm: signatureAlgorithm("ECDSA-SHA256"),
    }),
  }, CONSTRAINT_CODES)),
  spoilt("impostor", "the authority's name and another's key", {
    issuer: { subject: ROOT.subject, key: "other2048" },
  }),
  spoilt(
    "impostor-without-identifiers",
    "the authority's name, another's key, and no key identifier",
    {
      issuer: { subject: ROOT.subject, key: "other2048" },
      identifiers: false,
    },
  ),
  refused({
    id: "signature/issuer-tampered",
    what: "a changed byte in its issuer's signature",
    requirement: "IDN-1",
    flag: "BadSignature",
    codes: SPOILT,
    at: 1,
    chain: () => [
      leafBelow(),
      intermediate({ whole: (whole) => flipped(whole, whole.length - 7) }),
    ],
  }),
  refused({
    id: "signature/issuer-impostor",
    what: "its issuer's name signed by another's key",
    requirement: "IDN-1",
    flag: "BadSignature",
    codes: SPOILT,
    at: 0,
    chain: () => [
      leaf({ issuer: { ...STRANGER, subject: INTERMEDIATE.subject } }),
      intermediate(),
    ],
  }),
];

function weak(
  name: string,
  at: number,
  what: string,
  chain: () => readonly Uint8Array[],
): Chain {
  return refused({
    id: `signature/${name}`,
    what,
    requirement: "IDN-8",
    flag: "WeakSignature",
    codes: orNoPath("certificate_unsuitable"),
    at,
    chain,
  });
}

function spoilt(
  name: string,
  what: string,
  changes: Changes,
  codes: Parameters<typeof refused>[0]["codes"] = SPOILT,
): Chain {
  return refused({
    id: `signature/${name}`,
    what,
    requirement: "IDN-1",
    flag: "BadSignature",
    codes,
    at: 0,
    chain: () => [leaf(changes)],
  });
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, bytes[at] ^ 1);
}
