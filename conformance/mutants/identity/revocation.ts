import { readCertificateList } from "../../../src/identity/certificate_list.ts";
import { hex } from "../../tester/bytes.ts";
import type { Mutant } from "../mutant.ts";
import { client } from "./client.ts";
import { refuses, type Shown } from "./refuses.ts";
import { asks } from "./verdict.ts";

/** Clients that read revocation lists otherwise. */
export const revocation: readonly Mutant[] = [
  client({
    name: "not-found-is-revoked",
    requirement: "IDN-9",
    title: "A serial number that is not on a list counts as found",
    models: "indexOf, whose -1 is true",
    plant: () =>
      refuses("certificate_revoked", (shown) => listsOf(shown).length > 0),
  }),
  client({
    name: "empty-list-unread",
    requirement: "IDN-9",
    title: "A list without entries can't be read",
    models: "An OPTIONAL that nobody had seen left out",
    plant: () =>
      refuses(
        "revocation_unknown",
        (shown) => listsOf(shown).some(({ revoked }) => revoked.size === 0),
      ),
  }),
  client({
    name: "first-list-alone",
    requirement: "IDN-9",
    title: "The first list is the only one that is looked at",
    models: "A PEM file that is read up to the first END",
    plant: () =>
      asks((request) => {
        const { trust } = request.policy;
        if (!trust?.crls) return request;
        const crls = trust.crls.slice(0, 1);
        const policy = { ...request.policy, trust: { ...trust, crls } };
        return { ...request, policy };
      }),
  }),
  client({
    name: "serials-without-issuer",
    requirement: "IDN-9",
    title: "A serial number is revoked on whosever list it is",
    models: "One set of serial numbers for all lists",
    plant: () =>
      refuses(
        "certificate_revoked",
        (shown) =>
          listsOf(shown).some(({ revoked }) =>
            revoked.has(hex(shown.leaf.serialNumber))
          ),
      ),
  }),
  client({
    name: "strange-list-refused",
    requirement: "IDN-9",
    title: "A list of somebody who is not on the path makes all unknown",
    models: "A rule for the lists one needs, held to those one has",
    plant: () =>
      refuses("revocation_unknown", (shown) => {
        const { leaf, others, anchors } = shown;
        const path = [leaf, ...others, ...anchors];
        return listsOf(shown).some(({ issuer }) =>
          path.every(({ subject }) => subject.key !== issuer.key)
        );
      }),
  }),
  client({
    name: "list-for-the-anchor",
    requirement: "IDN-25",
    title: "An anchor needs a list of its own issuer's",
    models: "A loop that takes one step more",
    plant: () =>
      refuses(
        "revocation_unknown",
        (shown) =>
          shown.crls.length > 0 && shown.anchors.some((anchor) =>
            listsOf(shown).every(({ issuer }) =>
              issuer.key !== anchor.issuer.key
            )
          ),
      ),
  }),
];

function listsOf({ crls }: Shown) {
  return crls.map((der) => readCertificateList(new Uint8Array(der)));
}
