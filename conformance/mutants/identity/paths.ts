import { hex } from "../../tester/bytes.ts";
import { ProtocolError } from "../../../src/errors.ts";
import { sameBytes } from "../../../src/identity/same_bytes.ts";
import type { Mutant } from "../mutant.ts";
import { client } from "./client.ts";
import { tryRead } from "./try_read.ts";
import { asks, forgives } from "./verdict.ts";

/** Clients that leave out one rule of a path. */
export const paths: readonly Mutant[] = [
  client({
    name: "any-authority",
    requirement: "IDN-1",
    title: "A chain that leads to no anchor is accepted",
    models: "A callback that returns true",
    plant: () => forgives(["unknown_issuer"]),
  }),
  client({
    name: "self-signed-accepted",
    requirement: "IDN-1",
    title: "A leaf that signed itself is accepted",
    models: "An exception for tests that was shipped",
    plant: () =>
      forgives(
        ["unknown_issuer", "not_an_authority"],
        ({ leaf }) => leaf.subject.key === leaf.issuer.key,
      ),
  }),
  client({
    name: "root-brought-along",
    requirement: "IDN-1",
    title: "The last certificate that was sent is an anchor",
    models: "A path that is built to its end, whatever that is",
    plant: () =>
      asks((request) => {
        const { trust } = request.policy;
        const last = request.chain?.at(-1);
        if (!trust || !last || request.chain?.length === 1) return request;
        const anchors = [...trust.anchors, new Uint8Array(last)];
        const policy = { ...request.policy, trust: { ...trust, anchors } };
        return { ...request, policy };
      }),
  }),
  client({
    name: "signatures-unverified",
    requirement: "IDN-1",
    title: "A path is built by names alone",
    models: "goto fail: a signature that nobody verifies",
    plant: () => forgives(["bad_signature"]),
  }),
  client({
    name: "no-anchors-all-accepted",
    requirement: "IDN-10",
    title: "Without anchors every certificate is accepted",
    models: "An empty list that stands for no restriction",
    plant: () => forgives(["no_anchor"]),
  }),
  client({
    name: "expired-accepted",
    requirement: "IDN-5",
    title: "The end of a leaf's validity is not looked at",
    models: "Clocks that can't be relied on",
    plant: () => forgives(["expired"], ({ index }) => index === 0),
  }),
  client({
    name: "not-yet-valid-accepted",
    requirement: "IDN-5",
    title: "The beginning of a validity is not looked at",
    models: "One of two comparisons",
    plant: () => forgives(["not_yet_valid"]),
  }),
  client({
    name: "issuer-validity-unjudged",
    requirement: "IDN-5",
    title: "The validity of the leaf alone is looked at",
    models: "A rule for the certificate one thinks of",
    plant: () =>
      forgives(["expired", "not_yet_valid"], ({ index }) => index > 0),
  }),
  client({
    name: "own-clock",
    requirement: "IDN-5",
    title: "Validity is judged by the machine's clock, not by the given one",
    models: "Date.now() deep inside",
    plant: () => asks((request) => ({ ...request, now: new Date() })),
  }),
  client({
    name: "issuer-no-authority",
    requirement: "IDN-6",
    title: "An issuer need not be an authority",
    models: "Moxie's basicConstraints: any leaf can issue",
    plant: () => forgives(["not_an_authority"]),
  }),
  client({
    name: "issuer-usage-unjudged",
    requirement: "IDN-6",
    title: "An issuer's keyUsage is not looked at",
    models: "A rule for the certificate one thinks of",
    plant: () => forgives(["key_usage"], ({ index }) => index > 0),
  }),
  client({
    name: "path-length-ignored",
    requirement: "IDN-6",
    title: "pathLenConstraint is ignored",
    models: "An extension that is parsed and forgotten",
    plant: () => forgives(["path_too_long"]),
  }),
  client({
    name: "name-constraints-ignored",
    requirement: "IDN-6",
    title: "nameConstraints are ignored",
    models: "An extension that is parsed and forgotten",
    plant: () => forgives(["name_not_permitted"]),
  }),
  client({
    name: "critical-extension-ignored",
    requirement: "IDN-6",
    title: "Unknown critical extensions are ignored",
    models: "A flag that nobody reads",
    plant: () => forgives(["critical_extension"]),
  }),
  client({
    name: "key-usage-ignored",
    requirement: "IDN-7",
    title: "A leaf without keyEncipherment is accepted",
    models: "A key for signatures that is used to encrypt",
    plant: () => forgives(["key_usage"], ({ index }) => index === 0),
  }),
  client({
    name: "purposes-ignored",
    requirement: "IDN-7",
    title: "extendedKeyUsage is not looked at",
    models: "A client's certificate that passes for a server's",
    plant: () => forgives(["extended_key_usage"]),
  }),
  client({
    name: "any-purpose-accepted",
    requirement: "IDN-7",
    title: "anyExtendedKeyUsage counts as serverAuth",
    models: "A wildcard that RFC 5280 leaves to the profile",
    plant: () =>
      forgives(
        ["extended_key_usage"],
        ({ leaf }) => hex(leaf.der).includes(ANY_PURPOSE),
      ),
  }),
  client({
    name: "sha-1-accepted",
    requirement: "IDN-8",
    title: "Signatures over SHA-1 are accepted",
    models: "SHAttered, after which nobody was to",
    plant: () => forgives(["weak_signature"]),
  }),
  client({
    name: "noise-beside-leaf",
    requirement: "IDN-17",
    title: "What does not parse beside the leaf is passed over",
    models: "A chain that is read as far as it is needed",
    plant: () =>
      asks((request) => ({
        ...request,
        chain: request.chain?.filter((der, i) => i === 0 || tryRead(der)),
      })),
  }),
  client({
    name: "leaf-anchor-refused",
    requirement: "IDN-21",
    title: "A leaf that is itself an anchor is refused",
    models: "A path that must have two certificates",
    plant: () =>
      asks((request) => {
        const [leaf] = request.chain ?? [];
        const isAnchor = leaf && request.policy.trust?.anchors
          .some((anchor) => sameBytes(anchor, leaf));
        if (!isAnchor) return request;
        throw new ProtocolError("unknown_ca", "A leaf is no anchor");
      }),
  }),
];

/** The OID of anyExtendedKeyUsage, as it stands in a certificate. */
const ANY_PURPOSE = "0604551d2500";
