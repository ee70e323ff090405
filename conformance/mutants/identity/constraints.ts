import { Buffer } from "node:buffer";
import {
  type Certificate,
  isSelfIssued,
} from "../../../src/identity/certificate.ts";
import {
  constrainedName,
  isInside,
} from "../../../src/identity/constrained_name.ts";
import type { GeneralName } from "../../../src/identity/general_names.ts";
import type { Subtree } from "../../../src/identity/name_constraints.ts";
import type { Mutant } from "../mutant.ts";
import { client } from "./client.ts";
import { refuses, type Shown } from "./refuses.ts";

/** Clients that find names outside constraints which they are inside of. */
export const constraints: readonly Mutant[] = [
  outside({
    name: "constraints-unread",
    title: "An authority with nameConstraints is refused",
    models: "A critical extension that is not implemented",
    isWrong: (shown) => subtreesOf(shown).length > 0,
  }),
  outside({
    name: "constraint-without-base",
    title: "A permitted DNS name permits what is below it, and not itself",
    models: "endsWith, with a dot put in front",
    isWrong: (shown) =>
      dnsPermitted(shown).some((labels) => labels.join(".") === shown.host),
  }),
  outside({
    name: "constraint-case-counts",
    title: "A permitted DNS name in capitals permits nothing",
    models: "endsWith, on a name in lower case",
    isWrong: (shown) =>
      dnsPermitted(shown).some((labels) =>
        !shown.others.some(({ der }) =>
          Buffer.from(der).includes(labels.join("."))
        )
      ),
  }),
  outside({
    name: "first-permitted-alone",
    title: "The first subtree that is permitted is the only one",
    models: "An every where a some was meant",
    isWrong: ({ leaf, others }) =>
      others.some(({ extensions: { nameConstraints } }) => {
        const [first] = nameConstraints?.permitted ?? [];
        return first !== undefined &&
          ofKind(leaf, first).some((name) => !isIn(name, first));
      }),
  }),
  outside({
    name: "excluded-as-permitted",
    title: "What is outside of an excluded subtree is refused",
    models: "One function for both lists, and a negation forgotten",
    isWrong: ({ leaf, others }) =>
      others.some(({ extensions: { nameConstraints } }) =>
        nameConstraints?.excluded.some((base) =>
          ofKind(leaf, base).some((name) => !isIn(name, base))
        )
      ),
  }),
  outside({
    name: "wildcard-outside-all",
    title: "A wildcard is inside of no permitted DNS name",
    models: "A parser of host names, for which * is none",
    isWrong: (shown) =>
      dnsPermitted(shown).length > 0 &&
      shown.leaf.extensions.subjectNames.some((name) =>
        name.kind === "dNSName" && name.text.startsWith("*")
      ),
  }),
  outside({
    name: "common-name-constrained",
    title: "A common name that looks like a host's is constrained as well",
    models: "OpenSSL, which takes common names for DNS names there",
    isWrong: (shown) =>
      dnsPermitted(shown).length > 0 &&
      shown.leaf.subject.relative.some((part) => {
        const [, text] = /^2\.5\.4\.3="([\w.-]+\.[\w-]+)"$/.exec(part) ?? [];
        return text !== undefined &&
          !subtreesOf(shown).some((base) =>
            isIn({ kind: "dNSName", text }, base)
          );
      }),
  }),
  outside({
    name: "address-constraint-unread",
    title: "A constraint on addresses is refused",
    models: "Kinds of names of which one is left for later",
    isWrong: (shown) =>
      subtreesOf(shown).some(({ kind }) => kind === "iPAddress"),
  }),
  outside({
    name: "directory-compared-whole",
    title: "A permitted directoryName permits itself alone",
    models: "Equality of names, where a prefix is meant",
    isWrong: (shown) =>
      subtreesOf(shown).some((base) =>
        base.kind === "directoryName" &&
        base.name.key !== shown.leaf.subject.key
      ),
  }),
  outside({
    name: "mail-host-case-counts",
    title: "The host of a mail address is compared with its case",
    models: "RFC 5280's rule for what stands in front of the @",
    isWrong: (shown) =>
      subtreesOf(shown).some(({ kind }) => kind === "rfc822Name") &&
      shown.leaf.extensions.subjectNames.some((name) =>
        name.kind === "rfc822Name" && name.text !== name.text.toLowerCase()
      ),
  }),
  outside({
    name: "permitted-kind-wanted",
    title: "A leaf has to have a name of each kind that is permitted",
    models: "A list of names that is tried for one that fits",
    isWrong: ({ leaf, others }) =>
      others.some(({ extensions: { nameConstraints } }) =>
        nameConstraints?.permitted.some((base) =>
          base.kind !== "directoryName" && ofKind(leaf, base).length === 0
        )
      ),
  }),
  outside({
    name: "self-issued-constrained",
    title: "The names of a self-issued authority are constrained as well",
    models: "A rule of RFC 5280 that all but skips one line",
    isWrong: (shown) =>
      subtreesOf(shown).some((base) =>
        base.kind === "directoryName" &&
        shown.others.some((other) =>
          isSelfIssued(other) &&
          !isIn({ kind: "directoryName", name: other.subject }, base)
        )
      ),
  }),
];

function outside(
  { name, title, models, isWrong }:
    & Pick<Mutant, "title" | "models">
    & {
      readonly name: string;
      readonly isWrong: (shown: Shown) => boolean | undefined;
    },
): Mutant {
  return client({
    name,
    requirement: "IDN-6",
    title,
    models,
    plant: () => refuses("bad_certificate", (shown) => isWrong(shown) ?? false),
  });
}

function subtreesOf({ others }: Shown): readonly Subtree[] {
  return others.flatMap(({ extensions: { nameConstraints } }) => [
    ...nameConstraints?.permitted ?? [],
    ...nameConstraints?.excluded ?? [],
  ]);
}

function dnsPermitted({ others }: Shown): readonly (readonly string[])[] {
  return others.flatMap(({ extensions: { nameConstraints } }) =>
    (nameConstraints?.permitted ?? []).flatMap((base) =>
      base.kind === "dNSName" ? [base.labels] : []
    )
  );
}

function ofKind(
  { extensions }: Certificate,
  { kind }: Subtree,
): readonly GeneralName[] {
  return extensions.subjectNames.filter((name) => name.kind === kind);
}

function isIn(name: GeneralName, base: Subtree): boolean {
  return isInside(constrainedName(name), base);
}
