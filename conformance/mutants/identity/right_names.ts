import { isIP } from "node:net";
import { domainToUnicode } from "node:url";
import type { GeneralName } from "../../../src/identity/general_names.ts";
import { hostFault } from "../../../src/identity/reference_identity.ts";
import type { Mutant } from "../mutant.ts";
import { client } from "./client.ts";
import { refuses, type Shown } from "./refuses.ts";

/** Clients that refuse names that are right. */
export const rightNames: readonly Mutant[] = [
  client({
    name: "first-name-alone",
    requirement: "IDN-3",
    title: "The first name of a leaf is the only one that is looked at",
    models: "names[0]",
    plant: () => onlyOf((names) => names.slice(0, 1)),
  }),
  client({
    name: "names-in-a-table",
    requirement: "IDN-3",
    title: "Names after the sixty-fourth are not looked at",
    models: "A table of a size that was plenty",
    plant: () => onlyOf((names) => names.slice(0, 64)),
  }),
  client({
    name: "other-kinds-refused",
    requirement: "IDN-3",
    title: "A leaf with names of other kinds than a server's is refused",
    models: "A switch whose default throws",
    plant: () =>
      refuses(
        "bad_certificate",
        ({ leaf }) =>
          namesOf(leaf).some(({ kind }) =>
            kind !== "dNSName" && kind !== "iPAddress"
          ),
      ),
  }),
  client({
    name: "name-case-counts",
    requirement: "IDN-3",
    title: "A dNSName matches in lower case alone",
    models: "=== between two names",
    plant: () => onlyOf((names) => names.filter(not(isInCapitals))),
  }),
  client({
    name: "name-shown-as-unicode",
    requirement: "IDN-3",
    title: "An A-label of the leaf is compared in Unicode",
    models: "A name that was made readable before it was compared",
    plant: () => onlyOf((names) => names.filter(not(hasALabel))),
  }),
  client({
    name: "subject-wanted",
    requirement: "IDN-3",
    title: "A leaf with an empty subject is refused",
    models: "A common name that is read before it is known to be there",
    plant: () =>
      refuses("bad_certificate", ({ leaf }) => leaf.subject.key === ""),
  }),
  client({
    name: "common-name-too",
    requirement: "IDN-3",
    title: "A common name that looks like a host's has to match as well",
    models: "RFC 6125 and what came before it, one after the other",
    plant: () =>
      refuses(
        "name_mismatch",
        ({ leaf, host }) =>
          leaf.subject.relative.some((part) => {
            const [, name] = /^2\.5\.4\.3="([\w.-]+\.[\w-]+)"$/.exec(part) ??
              [];
            return name !== undefined && name !== host;
          }),
      ),
  }),
  client({
    name: "addresses-unread",
    requirement: "IDN-3",
    title: "An iPAddress matches nothing",
    models: "A server that everybody has a name for",
    plant: () => onlyOf((names) => names.filter(isKind("dNSName"))),
  }),
  client({
    name: "address-of-16-bytes-unread",
    requirement: "IDN-3",
    title: "An iPAddress of 16 bytes matches nothing",
    models: "inet_aton",
    plant: () => refuses("name_mismatch", ({ host }) => isIP(host) === 6),
  }),
  client({
    name: "wildcards-unread",
    requirement: "IDN-4",
    title: "A wildcard matches nothing",
    models: "A rule with so many dangers that it was left out",
    plant: () => onlyOf((names) => names.filter(not(isWildcard))),
  }),
  client({
    name: "wildcard-case-counts",
    requirement: "IDN-4",
    title: "What is under a wildcard matches in lower case alone",
    models: "endsWith",
    plant: () =>
      onlyOf((names) =>
        names.filter((name) => !isWildcard(name) || !isInCapitals(name))
      ),
  }),
  client({
    name: "wildcard-for-no-a-label",
    requirement: "IDN-4",
    title: "A wildcard does not stand for an A-label",
    models: "RFC 6125 §7.2, which means part of a label",
    plant: () =>
      refuses(
        "name_mismatch",
        ({ leaf, host }) =>
          host.startsWith("xn--") && namesOf(leaf).some(isWildcard),
      ),
  }),
  client({
    name: "wildcard-under-no-a-label",
    requirement: "IDN-4",
    title: "A wildcard does not count under an A-label",
    models: "A name that was made readable before it was compared",
    plant: () =>
      onlyOf((names) =>
        names.filter((name) => !isWildcard(name) || !hasALabel(name))
      ),
  }),
];

/** Looks for the host among some of a leaf's names. */
function onlyOf(
  choose: (names: readonly GeneralName[]) => readonly GeneralName[],
) {
  return refuses(
    "name_mismatch",
    ({ leaf, host }) => hostFault(choose(namesOf(leaf)), host) !== undefined,
  );
}

function namesOf({ extensions }: Shown["leaf"]): readonly GeneralName[] {
  return extensions.subjectNames;
}

function isKind(kind: GeneralName["kind"]): (name: GeneralName) => boolean {
  return (name) => name.kind === kind;
}

function not(
  isSo: (name: GeneralName) => boolean,
): (name: GeneralName) => boolean {
  return (name) => !isSo(name);
}

function isInCapitals(name: GeneralName): boolean {
  return name.kind === "dNSName" && name.text !== name.text.toLowerCase();
}

function hasALabel(name: GeneralName): boolean {
  return name.kind === "dNSName" &&
    domainToUnicode(name.text) !== name.text.toLowerCase();
}

function isWildcard(name: GeneralName): boolean {
  return name.kind === "dNSName" && name.text.startsWith("*.");
}
