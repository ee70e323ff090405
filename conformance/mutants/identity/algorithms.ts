import { ProtocolError } from "../../../src/errors.ts";
import { readCertificate } from "../../../src/identity/certificate.ts";
import { verifies } from "../../../src/identity/signature.ts";
import { readSigned } from "../../../src/identity/signed.ts";
import { fromHex } from "../../tester/bytes.ts";
import { der, readElements } from "../../tester/der.ts";
import type { Mutant } from "../mutant.ts";
import { client } from "./client.ts";
import { reassembled, signedAlgorithm } from "./parts.ts";
import { refuses } from "./refuses.ts";
import { acceptsUnread, respells } from "./unread.ts";
import { acceptedKey, forgives } from "./verdict.ts";

/** Clients that read keys, signatures and their algorithms otherwise. */
export const algorithms: readonly Mutant[] = [
  client({
    name: "sha-256-alone",
    requirement: "IDN-1",
    title: "Signatures over SHA-384 and SHA-512 are refused",
    models: "The one algorithm of one's own authority",
    plant: () =>
      refuses(
        "certificate_unsuitable",
        ({ leaf, others }) =>
          [leaf, ...others].some(({ algorithm }) =>
            LONGER_DIGESTS.includes(algorithm.id)
          ),
      ),
  }),
  client({
    name: "authority-of-rsa",
    requirement: "IDN-8",
    title: "The key of an authority has to be an RSA key as well",
    models: "A rule of the leaf's for every certificate",
    plant: () =>
      refuses(
        "certificate_unsuitable",
        ({ others, anchors }) =>
          [...others, ...anchors].some(({ key }) => key.kind !== "RSA"),
      ),
  }),
  client({
    name: "unknown-algorithm-unverified",
    requirement: "IDN-1",
    title: "A signature whose algorithm is not known is not verified",
    models: "A switch without a default",
    plant: () => forgives(["unknown_algorithm"]),
  }),
  client({
    name: "signed-algorithm-unread",
    requirement: "IDN-1",
    title: "The algorithm that is signed may be another than the one used",
    models: "One of two fields, which are the same anyway",
    plant: () =>
      acceptsUnread(({ leaf, anchors, detail }) =>
        detail.endsWith("named twice, differently") &&
        isSignedByOneOf(leaf, anchors)
      ),
  }),
  client({
    name: "outer-algorithm-unread",
    requirement: "IDN-1",
    title: "The algorithm that is not signed may be another than the one used",
    models: "One of two fields, which are the same anyway",
    plant: () =>
      respells((certificate) =>
        reassembled(certificate, 3, ([tbs, , signature]) => [
          tbs.whole,
          signedAlgorithm(tbs),
          signature.whole,
        ])
      ),
  }),
  client({
    name: "unused-bits-unread",
    requirement: "IDN-1",
    title: "The unused bits of a signature are not looked at",
    models: "A BIT STRING that is cut after its first byte",
    plant: () =>
      respells((certificate) =>
        reassembled(certificate, 3, ([tbs, algorithm, { content, tag }]) => [
          tbs.whole,
          algorithm.whole,
          der(tag, content.with(0, 0)),
        ])
      ),
  }),
  client({
    name: "leaf-key-algorithm-unread",
    requirement: "KEX-26",
    title: "What a leaf's key is for is not looked at, if it is a modulus",
    models: "A SubjectPublicKeyInfo of which the last part alone is read",
    plant: () => ({
      identity: (judge) => async (request) => {
        try {
          return await judge(request);
        } catch (error) {
          const isUnknown = error instanceof ProtocolError &&
            /certificate 0: Its key's algorithm/.test(error.message);
          if (!isUnknown || !request.chain) throw error;
          const { spki } = readCertificate(new Uint8Array(request.chain[0]));
          const [{ content }] = readElements(spki);
          const [, key] = readElements(content);
          const plain = der(0x30, RSA_ENCRYPTION, key.whole);
          return acceptedKey("certificate", plain);
        }
      },
    }),
  }),
  client({
    name: "other-key-is-bad",
    requirement: "IDN-8",
    title: "A leaf whose key is not RSA is answered as a bad RSA key",
    models: "A rule of bare keys that comes first",
    plant: () => ({
      identity: (judge) => async (request) => {
        try {
          return await judge(request);
        } catch (error) {
          const isOther = error instanceof ProtocolError &&
            error.message.endsWith("(not_rsa)");
          throw isOther
            ? new ProtocolError("bad_key", "Cannot read the key as RSA")
            : error;
        }
      },
    }),
  }),
];

/** RSA and ECDSA over SHA-384 and SHA-512. */
const LONGER_DIGESTS: readonly string[] = [
  "1.2.840.113549.1.1.12",
  "1.2.840.113549.1.1.13",
  "1.2.840.10045.4.3.3",
  "1.2.840.10045.4.3.4",
];
/** The AlgorithmIdentifier of an RSA key. */
const RSA_ENCRYPTION = fromHex("300d06092a864886f70d0101010500");

async function isSignedByOneOf(
  leaf: Uint8Array,
  anchors: readonly Uint8Array[],
): Promise<boolean> {
  const signed = readSigned(new Uint8Array(leaf));
  for (const anchor of anchors) {
    const authority = readCertificate(new Uint8Array(anchor));
    if (await verifies(signed, authority)) return true;
  }
  return false;
}
