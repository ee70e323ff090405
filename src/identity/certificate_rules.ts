import type { Certificate } from "./certificate.ts";
import { type Extensions, KEY_USAGE } from "./extensions.ts";
import { issuerKeyFault } from "./public_key.ts";
import type { Fault } from "./reasons.ts";
import { hostFault } from "./reference_identity.ts";

/**
 * What the leaf's key is for. `serverAuth` is a server of this protocol: its key
 * takes pre-masters (keyEncipherment) and it authenticates a server. `any` asks
 * nothing of the kind.
 */
export type Purpose = typeof PURPOSES[number];

/** All purposes. */
export const PURPOSES = ["serverAuth", "any"] as const;

/** What every certificate of a path is judged by. */
export interface Judgement {
  /** The time at which the path has to be valid, ms since epoch. */
  readonly time: number;
  readonly purpose: Purpose;
  /** The reference identity of the leaf, if it is to have one. */
  readonly host?: string;
}

/** The rules of a leaf that do not depend on other certificates. */
export function leafFault(
  leaf: Certificate,
  { time, purpose, host }: Judgement,
): Fault | undefined {
  const { extensions } = leaf;
  return fieldFault(leaf) ?? validityFault(leaf, time) ??
    criticalFault(extensions) ?? leafKeyFault(leaf) ??
    (purpose === "serverAuth" ? serverFault(extensions) : undefined) ??
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
  return fieldFault(issuer) ?? validityFault(issuer, time) ??
    criticalFault(extensions) ?? authorityFault(extensions, below) ??
    (purpose === "serverAuth" ? issuingFault(extensions) : undefined) ??
    issuerKeyFault(issuer.key);
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

const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";
const MAX_SERIAL_SIZE = 20;
/** Less than this is no RSA key at all; spec/keys.md asks for more. */
const LEAST_LEAF_RSA_BITS = 1024;

/** RFC 5280 §4.1.2.2, and a rule of RFC 5280 §4.2.1.9. */
function fieldFault(
  { serialNumber, extensions }: Certificate,
): Fault | undefined {
  const serialIsPositive = serialNumber[0] < 0x80 &&
    serialNumber.some((byte) => byte !== 0);
  if (!serialIsPositive || serialNumber.length > MAX_SERIAL_SIZE) {
    return {
      reason: "malformed",
      detail: "Its serial number is not positive, or longer than 20 octets",
    };
  }
  if (!extensions.authority && extensions.nameConstraints) {
    return {
      reason: "malformed",
      detail: "It has name constraints, but is not marked as an authority",
    };
  }
  return undefined;
}

function criticalFault({ unevaluated }: Extensions): Fault | undefined {
  return unevaluated.length === 0 ? undefined : {
    reason: "critical_extension",
    detail: `Its critical extension ${unevaluated[0]} is not evaluated here`,
  };
}

function leafKeyFault({ key }: Certificate): Fault | undefined {
  const safe = key.kind !== "RSA" ||
    key.modulusBits >= LEAST_LEAF_RSA_BITS && key.exponent !== undefined;
  return safe ? undefined : {
    reason: "leaf_key",
    detail:
      `Its RSA key of ${key.modulusBits} bits is too short, or its exponent unsafe`,
  };
}

function serverFault(
  { keyUsage, extendedKeyUsage }: Extensions,
): Fault | undefined {
  if (!allows(keyUsage, KEY_USAGE.keyEncipherment)) {
    return {
      reason: "key_usage",
      detail: "Its keyUsage lacks keyEncipherment, which key transport needs",
    };
  }
  return extendedKeyUsage === undefined ||
      extendedKeyUsage.includes(SERVER_AUTH)
    ? undefined
    : {
      reason: "extended_key_usage",
      detail: "Its extendedKeyUsage lacks serverAuth",
    };
}

function issuingFault({ extendedKeyUsage }: Extensions): Fault | undefined {
  return extendedKeyUsage === undefined ||
      extendedKeyUsage.includes(SERVER_AUTH) ||
      extendedKeyUsage.includes(ANY_EXTENDED_KEY_USAGE)
    ? undefined
    : {
      reason: "extended_key_usage",
      detail: "Its extendedKeyUsage does not let it issue for serverAuth",
    };
}

function authorityFault(
  { authority, keyUsage, pathLength }: Extensions,
  below: number,
): Fault | undefined {
  if (!authority) {
    return {
      reason: "not_an_authority",
      detail: "It issued a certificate, but its basicConstraints lack cA",
    };
  }
  if (!allows(keyUsage, KEY_USAGE.keyCertSign)) {
    return { reason: "key_usage", detail: "Its keyUsage lacks keyCertSign" };
  }
  return pathLength !== undefined && below > pathLength
    ? {
      reason: "path_too_long",
      detail:
        `Its pathLenConstraint is ${pathLength}, below it stand ${below} more`,
    }
    : undefined;
}

function allows(keyUsage: number | undefined, bit: number): boolean {
  return keyUsage === undefined || (keyUsage & bit) !== 0;
}

function instant(time: number): string {
  return new Date(time).toISOString().replace(".000Z", "Z");
}
