import {
  isSelfIssued,
  readCertificate,
} from "../../../src/identity/certificate.ts";
import { sameBytes } from "../../../src/identity/same_bytes.ts";
import { algorithmFault, verifies } from "../../../src/identity/signature.ts";
import type { Mutant } from "../mutant.ts";
import { client } from "./client.ts";
import { refuses } from "./refuses.ts";
import { asks } from "./verdict.ts";

/** Clients that use or judge their anchors otherwise. */
export const anchors: readonly Mutant[] = [
  client({
    name: "first-anchor-alone",
    requirement: "IDN-1",
    title: "The first anchor is the only one that is tried",
    models: "A PEM file that is read up to the first END",
    plant: () => trusting((anchors) => anchors.slice(0, 1)),
  }),
  client({
    name: "anchors-self-signed",
    requirement: "IDN-1",
    title: "Whoever is no root is no anchor for what is below it",
    models: "OpenSSL without X509_V_FLAG_PARTIAL_CHAIN",
    plant: () =>
      trusting((anchors, leaf) =>
        anchors.filter((anchor) =>
          sameBytes(anchor, leaf) ||
          isSelfIssued(readCertificate(new Uint8Array(anchor)))
        )
      ),
  }),
  client({
    name: "anchor-signature-verified",
    requirement: "IDN-1",
    title: "An anchor's signature of itself has to verify",
    models: "A rule for every certificate, though this one is given",
    plant: () =>
      refuses("bad_certificate", async ({ anchors }) => {
        for (const anchor of anchors) {
          const isJudged = isSelfIssued(anchor) && !algorithmFault(anchor);
          if (isJudged && !await verifies(anchor, anchor)) return true;
        }
        return false;
      }),
  }),
  client({
    name: "anchor-digest-judged",
    requirement: "IDN-8",
    title: "An anchor that signed itself over MD5 or SHA-1 is refused",
    models: "A rule for every certificate, though this one is given",
    plant: () =>
      refuses(
        "certificate_unsuitable",
        ({ leaf, anchors }) =>
          anchors.some((anchor) =>
            !sameBytes(anchor.der, leaf.der) &&
            algorithmFault(anchor) !== undefined
          ),
      ),
  }),
  client({
    name: "anchor-fields-judged",
    requirement: "IDN-1",
    title: "An anchor whose serial number is 0 is refused",
    models: "A rule for every certificate, though this one is given",
    plant: () =>
      refuses(
        "bad_certificate",
        ({ anchors }) =>
          anchors.some(({ serialNumber }) =>
            serialNumber.every((byte) => byte === 0)
          ),
      ),
  }),
];

/** Trusts some of the anchors that are configured. */
function trusting(
  choose: (
    anchors: readonly Uint8Array[],
    leaf: Uint8Array,
  ) => readonly Uint8Array[],
) {
  return asks((request) => {
    const { trust } = request.policy;
    const [leaf] = request.chain ?? [];
    if (!trust || !leaf) return request;
    const anchors = choose(trust.anchors, leaf);
    const policy = { ...request.policy, trust: { ...trust, anchors } };
    return { ...request, policy };
  });
}
