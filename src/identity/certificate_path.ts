import { DEFAULT_MINIMUM_RSA_BITS } from "../schema/limits.ts";
import { type Certificate, readCertificate } from "./certificate.ts";
import {
  type Judgement,
  LEAF_KEY_USAGES,
  leafFault,
  type LeafKeyUsage,
  type Purpose,
  PURPOSES,
} from "./certificate_rules.ts";
import { PathNames } from "./path_names.ts";
import { policyFault, type PolicyOptions } from "./path_policies.ts";
import { type Placed, type PlacedFault, searchPath } from "./path_search.ts";
import type { CertificateReason } from "./reasons.ts";
import { Revocation } from "./revocation.ts";
import { sameBytes } from "./same_bytes.ts";

/** What a chain is validated against. */
export interface PathOptions {
  /**
   * The trust anchors, certificates in DER. They are taken as given but for
   * their validity and the limits that they set themselves.
   */
  readonly anchors: readonly Uint8Array[];
  /** The DNS name or IP address that the leaf has to be for. */
  readonly host?: string;
  /** When the path has to be valid; a number is in ms since epoch. */
  readonly time: Date | number;
  /**
   * Certificate revocation lists, DER. If there is one, each authority of the
   * path needs one.
   */
  readonly crls?: readonly Uint8Array[];
  /** `serverAuth` by default where a host is given, `any` where none is. */
  readonly purpose?: Purpose;
  /**
   * What the leaf's key is to do. By default keyEncipherment of an RSA key for
   * `serverAuth`, as the key transport of this protocol needs it, else `any`.
   */
  readonly keyUsage?: LeafKeyUsage;
  /**
   * The least size of a leaf's RSA key for `serverAuth`, in bits, by default
   * 2048 (spec/keys.md). Other purposes take any from 1024.
   */
  readonly minimumRsaBits?: number;
  /** Which certificate policies to ask for; by default none. */
  readonly policies?: PolicyOptions;
}

/** What came of it. */
export type PathVerdict =
  | {
    readonly ok: true;
    /** The path found, DER, the leaf first and the anchor last. */
    readonly path: readonly Uint8Array[];
    /** The leaf's SubjectPublicKeyInfo, DER. */
    readonly spki: Uint8Array;
    /** When every certificate and list is valid, both ends included. */
    readonly validFrom: Date;
    readonly validUntil: Date;
  }
  | {
    readonly ok: false;
    /** The rule that was broken; `alertFor` gives the alert. */
    readonly reason: CertificateReason;
    /** Which certificate broke it: its place in the chain; an anchor's follows. */
    readonly index: number;
    /** The same in words, for a person. */
    readonly detail: string;
  };

/** Certificates of a chain; none needs more. */
export const MAX_CHAIN = 64;

/** Bytes of a chain, eight times what this protocol can carry. */
export const MAX_CHAIN_SIZE = 524_288;

/**
 * Validates a certificate path by RFC 5280 §6 (spec/identity.md). The chain is
 * DER, its leaf first; the others may stand in any order, and may be more than
 * needed, but each must parse. A leaf that is itself an anchor is accepted if
 * the rules of a leaf hold. Whatever is wrong with a certificate or a list is a
 * verdict, and nothing in them makes it throw.
 *
 * @throws {TypeError} for options that are not what {@link PathOptions} says.
 */
export async function validateCertificatePath(
  chain: readonly Uint8Array[],
  options: PathOptions,
): Promise<PathVerdict> {
  const judgement = readOptions(chain, options);
  try {
    return await judge(chain, options, judgement);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return refused({ reason: "malformed", index: 0, detail });
  }
}

async function judge(
  chain: readonly Uint8Array[],
  { anchors: trusted, crls, policies }: PathOptions,
  judgement: Judgement,
): Promise<PathVerdict> {
  const sent = readChain(chain);
  if ("reason" in sent) return refused(sent);
  const anchors = readAnchors(trusted, sent);
  if ("reason" in anchors) return refused(anchors);

  const [leaf, ...others] = sent;
  const isAnchor = anchors.includes(leaf);
  const broken = leafFault(leaf, { ...judgement, trusted: isAnchor });
  if (broken) return refused({ index: 0, ...broken });
  if (isAnchor) return accepted([leaf]);
  const revocation = readLists(crls, judgement.time);
  if (revocation && "reason" in revocation) return refused(revocation);
  const found = await searchPath({
    ...judgement,
    leaf,
    intermediates: others.filter((other) => !anchors.includes(other)),
    anchors,
    judge: pathJudge(policies, revocation),
  });
  return "reason" in found ? refused(found) : accepted(found, revocation);
}

/** The caller's mistakes are thrown here, and nowhere else. */
function readOptions(
  chain: readonly Uint8Array[],
  options: PathOptions,
): Judgement {
  const { anchors, host, time, crls = [], purpose, keyUsage } = options;
  const { minimumRsaBits = DEFAULT_MINIMUM_RSA_BITS } = options;
  for (const [name, list] of Object.entries({ chain, anchors, crls })) {
    const isBytes = Array.isArray(list) &&
      list.every((der) => der instanceof Uint8Array);
    if (!isBytes) throw new TypeError(`${name} is not a list of byte arrays`);
  }
  const at = time instanceof Date ? time.getTime() : time;
  if (typeof at !== "number" || Number.isNaN(new Date(at).getTime())) {
    throw new TypeError("time is not a date");
  }
  if (host !== undefined && typeof host !== "string") {
    throw new TypeError("host is not a string");
  }
  if (!Number.isSafeInteger(minimumRsaBits)) {
    throw new TypeError("minimumRsaBits is not a whole number");
  }
  const byDefault = host === undefined ? "any" : "serverAuth";
  return {
    time: at,
    host,
    purpose: oneOf(PURPOSES, "purpose", purpose ?? byDefault),
    keyUsage: keyUsage && oneOf(LEAF_KEY_USAGES, "keyUsage", keyUsage),
    minimumRsaBits,
  };
}

function oneOf<T>(known: readonly T[], name: string, value: T): T {
  if (known.includes(value)) return value;
  throw new TypeError(`${name} is ${value}, known are ${known}`);
}

/** The rules of a whole path, the cheap ones first. */
function pathJudge(
  policies: PolicyOptions | undefined,
  revocation: Revocation | undefined,
): (path: readonly Placed[]) => Promise<PlacedFault | undefined> {
  const names = new PathNames();
  return async (path) =>
    names.fault(path) ?? policyFault(path, policies) ??
      await revocation?.fault(path);
}

/** Lists that can't be read are a fault: any of them may be the one needed. */
function readLists(
  lists: readonly Uint8Array[] = [],
  time: number,
): Revocation | undefined | PlacedFault {
  if (lists.length === 0) return undefined;
  try {
    return new Revocation(lists.map((der) => new Uint8Array(der)), time);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { reason: "crl_unverified", index: 0, detail };
  }
}

function accepted(
  path: readonly Placed[],
  { validFrom, validUntil } = ALWAYS,
): PathVerdict {
  const begins = path.map(({ notBefore }) => notBefore);
  const ends = path.map(({ notAfter }) => notAfter);
  return {
    ok: true,
    path: path.map(({ der }) => der),
    spki: path[0].spki,
    validFrom: new Date(Math.max(validFrom, ...begins)),
    validUntil: new Date(Math.min(validUntil, ...ends)),
  };
}

/** Of a path for which no list was asked. */
const ALWAYS = { validFrom: -Infinity, validUntil: Infinity };

function refused({ reason, index, detail }: PlacedFault): PathVerdict {
  return { ok: false, reason, index, detail };
}

function readChain(
  chain: readonly Uint8Array[],
): readonly Placed[] | PlacedFault {
  if (chain.length === 0) {
    return {
      reason: "empty_chain",
      index: 0,
      detail: "There is no certificate",
    };
  }
  if (chain.length > MAX_CHAIN) {
    return {
      reason: "over_budget",
      index: MAX_CHAIN,
      detail: `There are more than ${MAX_CHAIN} certificates`,
    };
  }
  const read: Placed[] = [];
  let size = 0;
  for (const [index, der] of chain.entries()) {
    size += der.length;
    if (size > MAX_CHAIN_SIZE) {
      return {
        reason: "over_budget",
        index,
        detail: `The certificates have more than ${MAX_CHAIN_SIZE} bytes`,
      };
    }
    const certificate = tryRead(der);
    if (certificate instanceof Error) {
      return { reason: "malformed", index, detail: certificate.message };
    }
    read.push({ ...certificate, index });
  }
  return read;
}

/** Anchors take the place of a copy that was sent, else those after the chain. */
function readAnchors(
  anchors: readonly Uint8Array[],
  sent: readonly Placed[],
): readonly Placed[] | PlacedFault {
  if (anchors.length === 0) {
    return {
      reason: "no_anchor",
      index: sent.length,
      detail: "No trust anchor is configured, so nothing can be trusted",
    };
  }
  const read: Placed[] = [];
  for (const [i, der] of anchors.entries()) {
    const certificate = tryRead(der);
    const index = sent.length + i;
    if (certificate instanceof Error) {
      return {
        reason: "no_anchor",
        index,
        detail: `Trust anchor ${i} is no certificate: ${certificate.message}`,
      };
    }
    const copy = sent.find((other) => sameBytes(other.der, der));
    read.push(copy ?? { ...certificate, index });
  }
  return read;
}

/** A copy is read: what was judged can't be changed while it is verified. */
function tryRead(der: Uint8Array): Certificate | Error {
  try {
    return readCertificate(new Uint8Array(der));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
