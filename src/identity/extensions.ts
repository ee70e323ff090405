import { BasicConstraints, KeyUsage, KeyUsageFlags } from "@peculiar/asn1-x509";
import { decodeExact } from "./decode_exact.ts";
import { context, DerError, DerReader, Tag } from "./der.ts";
import { type GeneralName, readGeneralNames } from "./general_names.ts";
import type { RawExtension } from "./raw_extensions.ts";
import { hex } from "./hex.ts";
import {
  type NameConstraints,
  readNameConstraints,
} from "./name_constraints.ts";
import { type Policies, POLICY_EXTENSIONS, readPolicies } from "./policies.ts";

/** What a certificate's extensions say, of those that are evaluated. */
export interface Extensions {
  /** basicConstraints.cA. */
  readonly authority: boolean;
  readonly pathLength?: number;
  /** Bits of keyUsage, see {@link KEY_USAGE}; absent, it does not restrict. */
  readonly keyUsage?: number;
  /** Purposes as object identifiers; absent, it does not restrict. */
  readonly extendedKeyUsage?: readonly string[];
  readonly subjectNames: readonly GeneralName[];
  readonly nameConstraints?: NameConstraints;
  readonly policies: Policies;
  /** Critical extensions that nothing here evaluates. */
  readonly unevaluated: readonly string[];
  /** The key identifiers, in hex: hints for the order of the search alone. */
  readonly subjectKeyId?: string;
  readonly authorityKeyId?: string;
}

/** The bits of keyUsage that matter here. */
export const KEY_USAGE = {
  keyEncipherment: KeyUsageFlags.keyEncipherment,
  keyCertSign: KeyUsageFlags.keyCertSign,
  crlSign: KeyUsageFlags.cRLSign,
} as const;

/** Reads the values of what is evaluated. Throws `DerError`. */
export function readExtensions(
  raw: ReadonlyMap<string, RawExtension>,
): Extensions {
  const value = <T>(
    id: string,
    read: (der: Uint8Array) => T,
  ): T | undefined => {
    const extension = raw.get(id);
    return extension && read(extension.value);
  };
  const constraints = value(ID.basicConstraints, readBasicConstraints);
  return {
    authority: constraints?.cA ?? false,
    pathLength: constraints?.pathLenConstraint,
    keyUsage: value(
      ID.keyUsage,
      (der) => decodeExact(der, KeyUsage).toNumber(),
    ),
    extendedKeyUsage: value(
      ID.extendedKeyUsage,
      readExtendedKeyUsage,
    ),
    subjectNames: value(ID.subjectAltName, readGeneralNames) ?? [],
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

function readBasicConstraints(der: Uint8Array): BasicConstraints {
  const constraints = decodeExact(der, BasicConstraints);
  const length = constraints.pathLenConstraint;
  if (length !== undefined && !(length >= 0 && constraints.cA)) {
    throw new DerError("A pathLenConstraint is negative, or of no authority");
  }
  return constraints;
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

/** The first field of three; the others don't help a search. */
function readAuthorityKeyId(der: Uint8Array): string | undefined {
  const identifier = DerReader.open(der).optional(context(0, false));
  return identifier && hex(identifier.content);
}
