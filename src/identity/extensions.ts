import { context, DerReader, Tag } from "./der.ts";
import { type GeneralName, readGeneralNames } from "./general_names.ts";
import { hex } from "./hex.ts";
import {
  type NameConstraints,
  readNameConstraints,
} from "./name_constraints.ts";
import { type Policies, POLICY_EXTENSIONS, readPolicies } from "./policies.ts";
import { requirePassedOver } from "./passed_over.ts";
import type { RawExtension } from "./raw_extensions.ts";

/** What a certificate's extensions say, of those that are evaluated. */
export interface Extensions {
  /** basicConstraints.cA; absent, nothing is said of it. */
  readonly authority?: boolean;
  readonly pathLength?: number;
  /** Bits of keyUsage, see {@link KEY_USAGE}; absent, it does not restrict. */
  readonly keyUsage?: number;
  /** Purposes as object identifiers; absent, it does not restrict. */
  readonly extendedKeyUsage?: readonly string[];
  readonly subjectNames: readonly GeneralName[];
  /** Whether the subject's names are in a critical extension. */
  readonly subjectNamesCritical: boolean;
  readonly nameConstraints?: NameConstraints;
  readonly policies: Policies;
  /** Critical extensions that nothing here evaluates. */
  readonly unevaluated: readonly string[];
  /** The key identifiers, in hex: hints for the order of the search alone. */
  readonly subjectKeyId?: string;
  readonly authorityKeyId?: string;
}

/** The bits of keyUsage, RFC 5280 §4.2.1.3. */
export const KEY_USAGE = {
  digitalSignature: 1 << 0,
  nonRepudiation: 1 << 1,
  keyEncipherment: 1 << 2,
  dataEncipherment: 1 << 3,
  keyAgreement: 1 << 4,
  keyCertSign: 1 << 5,
  cRLSign: 1 << 6,
  encipherOnly: 1 << 7,
  decipherOnly: 1 << 8,
} as const;

/** Reads the values of what is evaluated. Throws `DerError`. */
export function readExtensions(
  raw: ReadonlyMap<string, RawExtension>,
): Extensions {
  requirePassedOver(raw);
  const value = <T>(
    id: string,
    read: (der: Uint8Array) => T,
  ): T | undefined => {
    const extension = raw.get(id);
    return extension && read(extension.value);
  };
  return {
    ...value(ID.basicConstraints, readBasicConstraints),
    keyUsage: value(ID.keyUsage, readKeyUsage),
    extendedKeyUsage: value(ID.extendedKeyUsage, readExtendedKeyUsage),
    subjectNames: value(ID.subjectAltName, readGeneralNames) ?? [],
    subjectNamesCritical: raw.get(ID.subjectAltName)?.critical ?? false,
    nameConstraints: value(ID.nameConstraints, readNameConstraints),
    policies: readPolicies(raw),
    unevaluated: [...raw].filter(([id, { critical }]) =>
      critical && !EVALUATED.has(id)
    ).map(([id]) => id),
    subjectKeyId: value(ID.subjectKeyId, readSubjectKeyId),
    authorityKeyId: value(ID.authorityKeyId, readAuthorityKeyId),
  };
}

const ID = {
  subjectKeyId: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  nameConstraints: "2.5.29.30",
  authorityKeyId: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
} as const;

const EVALUATED: ReadonlySet<string> = new Set([
  ID.keyUsage,
  ID.subjectAltName,
  ID.basicConstraints,
  ID.nameConstraints,
  ID.extendedKeyUsage,
  ...Object.values(POLICY_EXTENSIONS),
]);

/** RFC 5280 §4.2.1.9: only an authority has a pathLenConstraint. */
function readBasicConstraints(
  der: Uint8Array,
): Pick<Extensions, "authority" | "pathLength"> {
  const constraints = DerReader.open(der);
  const authority = constraints.flag();
  const pathLength = authority && !constraints.done
    ? constraints.count()
    : undefined;
  constraints.end();
  return { authority, pathLength };
}

function readKeyUsage(der: Uint8Array): number {
  const reader = new DerReader(der);
  const usage = reader.namedBits();
  reader.end();
  return usage;
}

function readExtendedKeyUsage(der: Uint8Array): readonly string[] {
  const sequence = DerReader.open(der);
  const purposes: string[] = [];
  do purposes.push(sequence.oid()); while (!sequence.done);
  return purposes;
}

function readSubjectKeyId(der: Uint8Array): string {
  const outer = new DerReader(der);
  const { content } = outer.element(Tag.octetString);
  outer.end();
  return hex(content);
}

/**
 * The key identifier in an authorityKeyIdentifier; its other two fields don't
 * help a search. Throws `DerError`.
 */
export function readAuthorityKeyId(der: Uint8Array): string | undefined {
  const identifiers = DerReader.open(der);
  const identifier = identifiers.optional(context(0, false));
  identifiers.optional(context(1, true));
  if (identifiers.next === context(2, false)) {
    identifiers.integer(context(2, false));
  }
  identifiers.end();
  return identifier && hex(identifier.content);
}
