import { unknownExtension } from "../tester/certificate_extensions.ts";
import { authorityExtensions } from "../tester/certificates.ts";
import { MAX_SERVER_CERTIFICATE } from "../tester/registry.ts";
import { accepted, type Chain, refused } from "./chain.ts";
import { parties } from "./parties.ts";

const { intermediate, leaf } = parties;

/** The list that ServerCertificate is: how many, and how long (IDN-16). */
export const lists: readonly Chain[] = [
  refused({
    id: "list/empty",
    what: "no certificate",
    requirement: "IDN-16",
    flag: "MessageShape",
    codes: ["malformed"],
    chain: () => [],
  }),
  refused({
    id: "list/eleven",
    what: "eleven certificates, ten of them needless",
    requirement: "IDN-16",
    flag: "MessageShape",
    codes: ["malformed"],
    chain: () => [leaf(), ...times(10, intermediate())],
  }),
  refused({
    id: "list/empty-certificate",
    what: "a certificate of no byte beside its leaf",
    requirement: "IDN-16",
    flag: "MessageShape",
    codes: ["malformed"],
    at: 1,
    chain: () => [leaf(), new Uint8Array(0)],
  }),
  accepted({
    id: "list/ten",
    what: "ten certificates, nine of them needless",
    requirement: ["IDN-1", "IDN-16"],
    chain: () => [leaf(), ...times(9, intermediate())],
  }),
  accepted({
    id: "list/longest",
    what: "as many bytes as a ServerCertificate can hold",
    requirement: "IDN-1",
    chain: () => listOf(MAX_SERVER_CERTIFICATE),
  }),
  refused({
    id: "list/too-long",
    what: "a byte more than a ServerCertificate can hold",
    requirement: "FRM-5",
    flag: "MessageShape",
    codes: ["frame_too_large"],
    chain: () => listOf(MAX_SERVER_CERTIFICATE + 1),
  }),
  refused({
    id: "list/megabyte",
    what: "a megabyte of certificates",
    requirement: "FRM-5",
    flag: "MessageShape",
    codes: ["frame_too_large"],
    only: "wire",
    chain: () => {
      const bulky = filled(100_000);
      return [leaf(), ...times(10, bulky)];
    },
  }),
];

/** A right leaf, and beside it one certificate that fills a body's bytes. */
function listOf(size: number): Uint8Array[] {
  const own = leaf();
  const rest = size - 3 - (3 + own.length) - 3;
  const missing = rest - filled(rest - 2_000).length;
  return [own, filled(rest - 2_000 + missing)];
}

/** An authority with so many bytes in an extension without a meaning. */
function filled(size: number): Uint8Array {
  return intermediate({
    extensions: [
      ...authorityExtensions(),
      { ...unknownExtension(false), value: new Uint8Array(size) },
    ],
  });
}

function times(count: number, one: Uint8Array): Uint8Array[] {
  return Array.from({ length: count }, () => one);
}
