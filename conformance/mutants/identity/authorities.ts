import {
  type Certificate,
  isSelfIssued,
} from "../../../src/identity/certificate.ts";
import { hex } from "../../tester/bytes.ts";
import { derOid } from "../../tester/der.ts";
import type { Mutant } from "../mutant.ts";
import { client } from "./client.ts";
import { refuses } from "./refuses.ts";
import { forgives } from "./verdict.ts";

/** Clients that ask other things of authorities. */
export const authorities: readonly Mutant[] = [
  client({
    name: "issuer-usage-wanted",
    requirement: "IDN-6",
    title: "An authority without keyUsage is refused",
    models: "An undefined that has no bit set",
    plant: () =>
      refuses(
        "certificate_unsuitable",
        ({ others }) =>
          others.some(({ extensions }) => extensions.keyUsage === undefined),
      ),
  }),
  client({
    name: "last-of-two-constraints",
    requirement: "IDN-6",
    title: "Of two basicConstraints the last one counts",
    models: "A map by identifier: what is put into it later replaces the first",
    plant: () =>
      forgives(
        ["malformed"],
        ({ index, detail }) =>
          index > 0 && /Extension 2\.5\.29\.19 stands twice/.test(detail),
      ),
  }),
  client({
    name: "uncritical-extension-refused",
    requirement: "IDN-6",
    title: "An unknown extension is refused, critical or not",
    models: "A flag that nobody reads",
    plant: () =>
      refuses(
        "certificate_unsuitable",
        ({ leaf, others }) =>
          [leaf, ...others].some(({ der }) => hex(der).includes(UNKNOWN)),
      ),
  }),
  client({
    name: "path-length-counts-leaf",
    requirement: "IDN-6",
    title: "A pathLenConstraint counts the leaf as well",
    models: "< where <= was meant",
    plant: () =>
      limits((below) => below.filter((one) => !isSelfIssued(one)).length + 1),
  }),
  client({
    name: "path-length-counts-self-issued",
    requirement: "IDN-6",
    title: "A pathLenConstraint counts self-issued authorities as well",
    models: "A place in a list for the number that RFC 5280 counts",
    plant: () => limits((below) => below.length),
  }),
  client({
    name: "policies-refused",
    requirement: "IDN-1",
    title: "A policy is refused that nobody has asked for",
    models: "An empty set of policies, where any-policy is the default",
    plant: () =>
      refuses(
        "bad_certificate",
        ({ leaf: { extensions } }) =>
          extensions.policies.certificatePolicies !== undefined,
      ),
  }),
];

/** The identifier of an extension that nobody knows. */
const UNKNOWN = hex(derOid("1.3.6.1.4.1.55555.1"));

/** Refuses more authorities below one than it allows, by another count. */
function limits(count: (below: readonly Certificate[]) => number) {
  return refuses(
    "bad_certificate",
    ({ others }) =>
      others.some(({ extensions: { pathLength } }, i) =>
        pathLength !== undefined && count(others.slice(0, i)) > pathLength
      ),
  );
}
