import { Buffer } from "node:buffer";
import { isIP } from "node:net";
import { domainToUnicode } from "node:url";
import type { Certificate } from "../../../src/identity/certificate.ts";
import { ascii, hex } from "../../tester/bytes.ts";
import type { Mutant } from "../mutant.ts";
import { client } from "./client.ts";
import { acceptsUnread } from "./unread.ts";
import { forgives } from "./verdict.ts";

/** Clients that compare names otherwise. */
export const names: readonly Mutant[] = [
  client({
    name: "name-unchecked",
    requirement: "IDN-3",
    title: "The leaf's name is not compared",
    models: "The most dangerous code in the world: a path without a name",
    plant: () => forgives(["name_mismatch"]),
  }),
  client({
    name: "name-from-common-name",
    requirement: "IDN-3",
    title: "The common name counts where no dNSName matches",
    models: "A fallback that RFC 9525 has ended",
    plant: () =>
      forgives(
        ["name_mismatch"],
        ({ leaf, request }) => hasCommonName(leaf, request.host),
      ),
  }),
  client({
    name: "address-as-dns-name",
    requirement: "IDN-3",
    title: "An address matches a dNSName of the same text",
    models: "Names and addresses that are both text",
    plant: () =>
      forgives(
        ["name_mismatch"],
        ({ leaf, request: { host } }) =>
          isIP(host) > 0 && dnsNames(leaf).includes(host),
      ),
  }),
  client({
    name: "name-cut-at-nul",
    requirement: "IDN-3",
    title: "A dNSName is compared up to its first NUL",
    models: "Kaminsky's and Marlinspike's NUL prefix",
    plant: () =>
      forgives(
        ["name_mismatch", "malformed"],
        ({ leaf, request: { host } }) =>
          dnsNames(leaf).some((name) => name.startsWith(`${host}\0`)),
      ),
  }),
  client({
    name: "wildcard-over-labels",
    requirement: "IDN-4",
    title: "A wildcard stands for several labels",
    models: "A pattern of the shell's",
    plant: () =>
      matching((host, name) =>
        name.startsWith("*.") && matches(host, name, "*.", ".+\\.")
      ),
  }),
  client({
    name: "wildcard-within-label",
    requirement: "IDN-4",
    title: "A wildcard within a label is honoured",
    models: "RFC 2818's f*.com",
    plant: () => matching((host, name) => matches(host, name, "*", "[^.]+")),
  }),
  client({
    name: "wildcard-for-nothing",
    requirement: "IDN-4",
    title: "A wildcard matches the name without the label too",
    models: "A cookie's domain, taken for a certificate's",
    plant: () => matching((host, name) => name === `*.${host}`),
  }),
  client({
    name: "wildcard-for-every-name",
    requirement: "IDN-4",
    title: "A wildcard without a domain matches every name",
    models: "fnmatch",
    plant: () => matching((_, name) => name === "*" || name === "*."),
  }),
  client({
    name: "wildcard-of-any-domain",
    requirement: "IDN-4",
    title: "Beside a wildcard the number of labels and the last one count",
    models: "A loop over labels that begins at the wrong end",
    plant: () =>
      matching((host, name) => {
        const [own, others] = [host.split("."), name.split(".")];
        return others[0] === "*" && own.length === others.length &&
          own.at(-1) === others.at(-1);
      }),
  }),
  client({
    name: "name-in-latin-1",
    requirement: "IDN-3",
    title: "A dNSName that is not ASCII is taken for its A-labels",
    models: "A URL parser at work where bytes were to be compared",
    plant: () =>
      acceptsUnread(({ leaf, host }) =>
        domainToUnicode(host) !== host &&
        text(leaf).includes(domainToUnicode(host))
      ),
  }),
  client({
    name: "no-name-for-all",
    requirement: "IDN-3",
    title: "A subjectAltName without a name matches every host",
    models: "An empty list that stands for no restriction",
    plant: () => acceptsUnread(({ leaf }) => hex(leaf).includes(NO_NAME)),
  }),
  client({
    name: "address-compared-in-part",
    requirement: "IDN-3",
    title: "An iPAddress is compared over the length of the one asked for",
    models: "memcmp with the shorter of two sizes",
    plant: () =>
      acceptsUnread(({ leaf, host, detail }) =>
        detail.startsWith("An IP address of") && isIP(host) === 4 &&
        text(leaf).includes(String.fromCharCode(...host.split(".").map(Number)))
      ),
  }),
];

/** A subjectAltName that holds an empty list. */
const NO_NAME = "0603551d1104023000";

function matching(isMatch: (host: string, name: string) => boolean) {
  return forgives(
    ["name_mismatch"],
    ({ leaf, request: { host } }) =>
      isIP(host) === 0 &&
      dnsNames(leaf).some((name) => isMatch(host, name.toLowerCase())),
  );
}

/** Whether a name matches with its wildcards read as `pattern`. */
function matches(
  host: string,
  name: string,
  wildcard: string,
  pattern: string,
): boolean {
  if (!name.includes(wildcard)) return false;
  const quoted = name.split(wildcard)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${quoted.join(pattern)}$`).test(host);
}

/** What of it is Latin-1. */
function text(der: Uint8Array): string {
  return Buffer.from(der).toString("latin1");
}

function dnsNames({ extensions }: Certificate): string[] {
  return (extensions.subjectNames ?? []).flatMap((name) =>
    name.kind === "dNSName" ? [name.text] : []
  );
}

/** Whether a common name of the subject is this text. */
function hasCommonName({ der }: Certificate, host: string): boolean {
  const text = hex(ascii(host));
  const size = host.length.toString(16).padStart(2, "0");
  return ["0c", "13"].some((tag) =>
    hex(der).includes(`0603550403${tag}${size}${text}`)
  );
}
