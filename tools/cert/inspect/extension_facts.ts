import "reflect-metadata";
import { AsnConvert } from "@peculiar/asn1-schema";
import { id_ce_nameConstraints, NameConstraints } from "@peculiar/asn1-x509";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
} from "@peculiar/x509";
import { nameOfOid } from "../oid_names.ts";
import type { Fact } from "./facts.ts";
import { defined } from "./key_facts.ts";

/** What the extensions of a certificate or a request say. */
export interface ExtensionFacts {
  readonly subjectAltName?: readonly string[];
  readonly basicConstraints?: {
    readonly ca: boolean;
    readonly pathLength?: number;
  };
  readonly keyUsage?: readonly string[];
  readonly extendedKeyUsage?: readonly string[];
  readonly [name: string]: unknown;
}

/** Reads those that have a form here; the others are named. */
export function extensionFacts(
  extensions: readonly Extension[],
): ExtensionFacts & Readonly<Record<string, Fact>> {
  const facts: Record<string, Fact | undefined> = {};
  const others: string[] = [];
  for (const extension of extensions) {
    const name = nameOfOid(extension.type);
    const value = valueOf(extension);
    if (value === undefined) {
      others.push(extension.critical ? `${name} (critical)` : name);
    } else facts[name] = value;
  }
  if (others.length > 0) facts.otherExtensions = others;
  return defined(facts) as ExtensionFacts & Readonly<Record<string, Fact>>;
}

function valueOf(extension: Extension): Fact | undefined {
  if (extension instanceof SubjectAlternativeNameExtension) {
    return extension.names.items.map(({ type, value }) => `${type}:${value}`);
  }
  if (extension instanceof BasicConstraintsExtension) {
    const { ca, pathLength } = extension;
    return defined({ ca, pathLength });
  }
  if (extension instanceof KeyUsagesExtension) return usages(extension.usages);
  if (extension instanceof ExtendedKeyUsageExtension) {
    return Array.from(extension.usages, (usage) => nameOfOid(String(usage)));
  }
  if (extension instanceof SubjectKeyIdentifierExtension) {
    return extension.keyId;
  }
  if (extension instanceof AuthorityKeyIdentifierExtension) {
    return extension.keyId;
  }
  return extension.type === id_ce_nameConstraints
    ? constraints(extension)
    : undefined;
}

function usages(flags: number): readonly string[] {
  return Object.entries(KeyUsageFlags)
    .filter(([, flag]) => typeof flag === "number" && (flags & flag) !== 0)
    .map(([name]) => name);
}

function constraints(extension: Extension): Fact {
  const { permittedSubtrees, excludedSubtrees } = AsnConvert.parse(
    extension.value,
    NameConstraints,
  );
  const trees = (subtrees: typeof permittedSubtrees): Fact | undefined =>
    subtrees &&
    [...subtrees].map(({ base }) =>
      base.dNSName ?? base.iPAddress ?? base.rfc822Name ??
        base.uniformResourceIdentifier ?? "a name of another kind"
    );
  return defined({
    permitted: trees(permittedSubtrees),
    excluded: trees(excludedSubtrees),
  });
}
