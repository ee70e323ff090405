import { type Certificate, readCertificate } from "./certificate.ts";
import { leafFault, type Purpose, PURPOSES } from "./certificate_rules.ts";
import { DerError } from "./der.ts";
import { PathNames } from "./path_names.ts";
import { policyFault, type PolicyOptions } from "./path_policies.ts";
import { type Placed, type PlacedFault, searchPath } from "./path_search.ts";
import type { CertificateReason } from "./reasons.ts";
import { Revocation } from "./revocation.ts";
import { sameBytes } from "./same_bytes.ts";

/** What a chain is validated against. */
export interface PathOptions {
  /**
   * The trust anchors, DER. Their names and keys are taken as given; that they
   * are within their validity is checked.
   */
  readonly anchors: readonly Uint8Array[];
  /** The DNS name or IP address that the leaf has to be for. */
  readonly host?: string;
  readonly time: Date;
  /** Certificate revocation lists, DER. Given at all, each authority needs one. */
  readonly crls?: readonly Uint8Array[];
  /** `serverAuth` by default where a host is given, `any` where none is. */
  readonly purpose?: Purpose;
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
    /** When every certificate of the path is valid, both ends included. */
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

/**
 * Validates a certificate path by RFC 5280 §6 (spec/identity.md). The chain is
 * DER, its leaf first; the others may stand in any order, and may be more than
 * needed, but each must parse. A leaf that is itself an anchor is accepted if
 * the rules of a leaf hold. Whatever is wrong with a certificate is a verdict.
 *
 * @throws {TypeError} if `time` is not a date, or `purpose` is not known.
 */
export async function validateCertificatePath(
  chain: readonly Uint8Array[],
  options: PathOptions,
): Promise<PathVerdict> {
  const time = options.time.getTime();
  if (Number.isNaN(time)) throw new TypeError("time is not a date");
  const { host } = options;
  const purpose = options.purpose ??
    (host === undefined ? "any" : "serverAuth");
  if (!PURPOSES.includes(purpose)) {
    throw new TypeError(`purpose is ${purpose}, known are ${PURPOSES}`);
  }

  const sent = readChain(chain);
  if ("reason" in sent) return refused(sent);
  const anchors = readAnchors(options.anchors, sent);
  if ("reason" in anchors) return refused(anchors);

  const [leaf, ...others] = sent;
  const broken = leafFault(leaf, { time, purpose, host });
  if (broken) return refused({ index: 0, ...broken });
  if (anchors.some((anchor) => sameBytes(anchor.der, leaf.der))) {
    return accepted([leaf]);
  }
  const revocation = readLists(options.crls, time);
  if (revocation && "reason" in revocation) return refused(revocation);
  const found = await searchPath({
    leaf,
    intermediates: others.filter((other) =>
      !anchors.some((anchor) => anchor.index === other.index)
    ),
    anchors,
    time,
    purpose,
    judge: pathJudge(options, revocation),
  });
  return "reason" in found ? refused(found) : accepted(found);
}

/** The rules of a whole path, the cheap ones first. */
function pathJudge(
  { policies }: PathOptions,
  revocation: Revocation | undefined,
): (path: readonly Placed[]) => Promise<PlacedFault | undefined> {
  const names = new PathNames();
  return async (path) =>
    names.fault(path) ?? policyFault(path, policies) ??
      await revocation?.fault(path);
}

/** Lists that can't be read are a fault: any of them may be the one needed. */
function readLists(
  lists: readonly Uint8Array[] | undefined,
  time: number,
): Revocation | undefined | PlacedFault {
  try {
    return lists && new Revocation(lists, time);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return { reason: "crl_unverified", index: 0, detail: error.message };
  }
}

function accepted(path: readonly Placed[]): PathVerdict {
  return {
    ok: true,
    path: path.map(({ der }) => der),
    spki: path[0].spki,
    validFrom: new Date(Math.max(...path.map(({ notBefore }) => notBefore))),
    validUntil: new Date(Math.min(...path.map(({ notAfter }) => notAfter))),
  };
}

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
  for (const [index, der] of chain.entries()) {
    const certificate = tryRead(der);
    if (certificate instanceof DerError) {
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
    if (certificate instanceof DerError) {
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

function tryRead(der: Uint8Array): Certificate | DerError {
  try {
    return readCertificate(der);
  } catch (error) {
    if (error instanceof DerError) return error;
    throw error;
  }
}
