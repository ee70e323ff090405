import type { Certificate } from "./certificate.ts";
import { type Extensions, KEY_USAGE } from "./extensions.ts";
import { leafKeyFault } from "./leaf_key.ts";
import { issuerKeyFault } from "./public_key.ts";
import type { Fault } from "./reasons.ts";
import { hostFault } from "./reference_identity.ts";

/**
 * What the leaf's key is for: the one of these that its extendedKeyUsage has to
 * name, if it is there. `any` asks nothing of the kind.
 */
export type Purpose = "any" | keyof typeof PURPOSE_IDS;

/** All purposes. */
export const PURPOSES: readonly Purpose[] = ["serverAuth", "clientAuth", "any"];

/**
 * The bit that the leaf's keyUsage has to have, if it is there. `any` asks
 * nothing of the kind.
 */
export type LeafKeyUsage = "any" | keyof typeof KEY_USAGE;

/** All of them. */
export const LEAF_KEY_USAGES: readonly LeafKeyUsage[] = [
  ...Object.keys(KEY_USAGE) as (keyof typeof KEY_USAGE)[],
  "any",
];

/** What every certificate of a path is judged by. */
export interface Judgement {
  /** The time at which the path has to be valid, ms since epoch. */
  readonly time: number;
  readonly purpose: Purpose;
  /**
   * By default keyEncipherment of an RSA key for `serverAuth`, since it takes
   * pre-masters; of a key that can take none, nothing is asked.
   */
  readonly keyUsage?: LeafKeyUsage;
  /** The least size of a leaf's RSA key for `serverAuth`, in bits. */
  readonly minimumRsaBits: number;
  /** The reference identity of the leaf, if it is to have one. */
  readonly host?: string;
}

/** The rules of a leaf that do not depend on other certificates. */
export function leafFault(
  leaf: Certificate,
  judgement: Judgement & {
    /** Whether it is a trust anchor too, whose fields are taken as given. */
    readonly trusted: boolean;
  },
): Fault | undefined {
  const { extensions } = leaf;
  const { time, purpose, host, trusted } = judgement;
  return (trusted ? undefined : fieldFault(leaf) ?? leafFieldFault(leaf)) ??
    validityFault(leaf, time) ?? criticalFault(extensions) ??
    leafKeyFault(leaf.key, judgement) ?? leafKeyUsageFault(leaf, judgement) ??
    leafPurposeFault(extensions, purpose) ??
    (host === undefined ? undefined : hostFault(extensions.subjectNames, host));
}

/**
 * The rules of an intermediate authority: RFC 5280 §6.1.4 (k) to (o), and
 * that a purpose which it restricts includes the leaf's.
 *
 * @param below how many intermediate certificates, not counting self-issued
 *   ones, stand between it and the leaf
 */
export function issuerFault(
  issuer: Certificate,
  below: number,
  { time, purpose }: Judgement,
): Fault | undefined {
  const { extensions } = issuer;
  const { authority } = extensions;
  return fieldFault(issuer) ?? validityFault(issuer, time) ??
    criticalFault(extensions) ?? (authority ? undefined : NOT_AN_AUTHORITY) ??
    limitFault(extensions, below, purpose) ?? issuerKeyFault(issuer.key);
}

/**
 * The rules of a trust anchor. It is taken as given but for its validity and
 * what it says itself that it is not for; names that it constrains are judged
 * with the path. `below` is as in {@link issuerFault}.
 */
export function anchorFault(
  anchor: Certificate,
  below: number,
  { time, purpose }: Judgement,
): Fault | undefined {
  const { extensions } = anchor;
  const denied = extensions.authority === false;
  return validityFault(anchor, time) ??
    (denied ? NOT_AN_AUTHORITY : undefined) ??
    limitFault(extensions, below, purpose);
}

/** Both ends of a validity belong to it, to the second. */
export function validityFault(
  { notBefore, notAfter }: Certificate,
  time: number,
): Fault | undefined {
  const second = Math.floor(time / 1000) * 1000;
  if (second < notBefore) {
    return {
      reason: "not_yet_valid",
      detail: `It is valid from ${instant(notBefore)}, judged at ${
        instant(time)
      }`,
    };
  }
  return second > notAfter
    ? {
      reason: "expired",
      detail: `It was valid until ${instant(notAfter)}, judged at ${
        instant(time)
      }`,
    }
    : undefined;
}

const PURPOSE_IDS = {
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
} as const;
const ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";
const NOT_AN_AUTHORITY: Fault = {
  reason: "not_an_authority",
  detail: "It issued a certificate, but its basicConstraints lack cA",
};
const MAX_SERIAL_SIZE = 20;

/** RFC 5280 §4.1.2.2, §4.1.2.4 and §4.2.1.10. */
function fieldFault(
  { serialNumber, issuer, extensions }: Certificate,
): Fault | undefined {
  const serialIsPositive = serialNumber[0] < 0x80 &&
    serialNumber.some((byte) => byte !== 0);
  if (!serialIsPositive || serialNumber.length > MAX_SERIAL_SIZE) {
    return malformed(
      "Its serial number is not positive, or longer than 20 octets",
    );
  }
  if (issuer.key === "") return malformed("It does not name its issuer");
  return extensions.nameConstraints && !extensions.authority
    ? malformed("It has name constraints, but is not marked as an authority")
    : undefined;
}

/** RFC 5280 §4.2.1.6 and §4.2.1.3. */
function leafFieldFault(
  { subject, extensions }: Certificate,
): Fault | undefined {
  const { subjectNames, subjectNamesCritical } = extensions;
  const isNamed = subject.key !== "" ||
    subjectNames.length > 0 && subjectNamesCritical;
  if (!isNamed) {
    return malformed("Its subject is empty, and no critical names replace it");
  }
  const { authority, keyUsage = 0 } = extensions;
  return !authority && (keyUsage & KEY_USAGE.keyCertSign) !== 0
    ? malformed("Its keyUsage has keyCertSign, but it is not an authority")
    : undefined;
}

function malformed(detail: string): Fault {
  return { reason: "malformed", detail };
}

function criticalFault({ unevaluated }: Extensions): Fault | undefined {
  return unevaluated.length === 0 ? undefined : {
    reason: "critical_extension",
    detail: `Its critical extension ${unevaluated[0]} is not evaluated here`,
  };
}

function leafKeyUsageFault(
  { key, extensions }: Certificate,
  { purpose, keyUsage }: Judgement,
): Fault | undefined {
  const byDefault = purpose === "serverAuth" && key.kind === "RSA"
    ? "keyEncipherment"
    : "any";
  const asked = keyUsage ?? byDefault;
  return asked === "any" || allows(extensions.keyUsage, KEY_USAGE[asked])
    ? undefined
    : { reason: "key_usage", detail: `Its keyUsage lacks ${asked}` };
}

function leafPurposeFault(
  { extendedKeyUsage }: Extensions,
  purpose: Purpose,
): Fault | undefined {
  return purpose === "any" || !extendedKeyUsage ||
      extendedKeyUsage.includes(PURPOSE_IDS[purpose])
    ? undefined
    : {
      reason: "extended_key_usage",
      detail: `Its extendedKeyUsage lacks ${purpose}`,
    };
}

/** What an issuer's own extensions permit it to issue. */
function limitFault(
  { keyUsage, extendedKeyUsage, pathLength }: Extensions,
  below: number,
  purpose: Purpose,
): Fault | undefined {
  if (!allows(keyUsage, KEY_USAGE.keyCertSign)) {
    return { reason: "key_usage", detail: "Its keyUsage lacks keyCertSign" };
  }
  if (pathLength !== undefined && below > pathLength) {
    return {
      reason: "path_too_long",
      detail:
        `Its pathLenConstraint is ${pathLength}, below it stand ${below} more`,
    };
  }
  const allowsPurpose = purpose === "any" || !extendedKeyUsage ||
    extendedKeyUsage.includes(PURPOSE_IDS[purpose]) ||
    extendedKeyUsage.includes(ANY_EXTENDED_KEY_USAGE);
  return allowsPurpose ? undefined : {
    reason: "extended_key_usage",
    detail: `Its extendedKeyUsage does not let it issue for ${purpose}`,
  };
}

function allows(keyUsage: number | undefined, bit: number): boolean {
  return keyUsage === undefined || (keyUsage & bit) !== 0;
}

function instant(time: number): string {
  return new Date(time).toISOString().replace(".000Z", "Z");
}
