import "reflect-metadata";
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { SubjectAlternativeNameExtension } from "@peculiar/x509";
import { UsageError } from "../usage_error.ts";
import { ipBytes, ipText } from "./ip_range.ts";

/** A name that a certificate is for. */
export interface HostName {
  readonly type: "dns" | "ip";
  readonly value: string;
}

/** The names that options ask for, each once. */
export function namesFrom(
  { host = [], ip = [] }: {
    readonly host?: readonly string[];
    readonly ip?: readonly string[];
  },
): HostName[] {
  return distinct([
    ...host.map((text) => dnsName(text)),
    ...ip.map((text) => {
      const bytes = ipBytes(text);
      if (bytes) return { type: "ip" as const, value: ipText(bytes) };
      throw new UsageError(
        `Cannot use --ip ${text}: expected an IPv4 or IPv6 address`,
      );
    }),
  ]);
}

/** Each name once. */
export function distinct(names: readonly HostName[]): HostName[] {
  const seen = new Map(
    names.map((name) => [`${name.type} ${name.value}`, name]),
  );
  return [...seen.values()];
}

/**
 * Why a text is no dNSName that this protocol's clients would match
 * (spec/identity.md), if it is none.
 */
export function dnsFault(text: string): string | undefined {
  const wildcard = text.startsWith("*.");
  const labels = (wildcard ? text.slice(2) : text).split(".");
  if (isIP(text) !== 0) return "it is an IP address: use --ip";
  if (text.length > 253) return "it is longer than 253 characters";
  if (labels.some((label) => label.includes("*"))) {
    return "a wildcard is the whole left-most label, as in *.fesa.example";
  }
  if (wildcard && labels.length < 2) {
    return "a wildcard has two labels below it at least";
  }
  if (labels.some((label) => label.length > 63)) {
    return "a label is longer than 63 characters";
  }
  if (!labels.every((label) => LABEL.test(label))) {
    return "expected labels of letters, digits and hyphens, with dots between";
  }
  return /^(\d+|0x[0-9a-f]*)$/i.test(labels[labels.length - 1])
    ? "its last label is a number"
    : undefined;
}

/** The extension that carries names; critical where there is no subject. */
export function alternativeNames(
  names: readonly HostName[],
  critical: boolean,
): SubjectAlternativeNameExtension {
  return new SubjectAlternativeNameExtension([...names], critical);
}

const LABEL = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?$/i;

/** A name in Unicode becomes its A-labels, the form that certificates have. */
function dnsName(text: string): HostName {
  const wildcard = text.startsWith("*.") ? "*." : "";
  const base = text.slice(wildcard.length);
  const ascii = /\P{ASCII}/u.test(base) ? domainToASCII(base) : base;
  const value = (wildcard + ascii).toLowerCase();
  const fault = ascii === "" ? "it is no name of a host" : dnsFault(value);
  if (fault) throw new UsageError(`Cannot use --host ${text}: ${fault}`);
  return { type: "dns", value };
}
