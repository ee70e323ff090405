import { ProtocolError } from "../../../src/errors.ts";
import {
  type Certificate,
  readCertificate,
} from "../../../src/identity/certificate.ts";
import type { CertificateReason } from "../../../src/identity/reasons.ts";
import type {
  IdentityRequest,
  IdentityVerdict,
} from "../../../src/identity/judge_identity.ts";
import type { Seams } from "../seams.ts";

/** A rule that a chain broke: which, where, and by which leaf. */
export interface Refusal {
  readonly reason: CertificateReason;
  /** The certificate's place in the chain. */
  readonly index: number;
  readonly detail: string;
  readonly leaf: Certificate;
  readonly request: IdentityRequest;
}

/** Accepts the leaf of a chain that broke one of these rules. */
export function forgives(
  reasons: readonly CertificateReason[],
  where: (refusal: Refusal) => boolean = () => true,
): Pick<Seams, "identity"> {
  return {
    identity: (judge) => async (request) => {
      try {
        return await judge(request);
      } catch (error) {
        const refusal = refusalOf(error, request);
        const isForgiven = refusal && reasons.includes(refusal.reason) &&
          where(refusal);
        if (!isForgiven) throw error;
        return acceptedKey("certificate", refusal.leaf.spki);
      }
    },
  };
}

/** Has the verdict given on something else than what was asked. */
export function asks(
  change: (request: IdentityRequest) => IdentityRequest,
): Pick<Seams, "identity"> {
  return { identity: (judge) => (request) => judge(change(request)) };
}

/** A verdict for a key, that leaves nothing behind. */
export function acceptedKey(
  method: IdentityVerdict["method"],
  spki: Uint8Array,
): IdentityVerdict {
  return {
    method,
    spki: new Uint8Array(spki),
    remember: () => Promise.resolve(),
  };
}

/** The rule is told at the end of the message, and in no other place. */
function refusalOf(
  error: unknown,
  request: IdentityRequest,
): Refusal | undefined {
  if (!(error instanceof ProtocolError) || !request.chain) return undefined;
  const [, index, detail, reason] =
    /certificate (\d+): (.*) \((\w+)\)$/s.exec(error.message) ?? [];
  if (reason === undefined) return undefined;
  try {
    return {
      reason: reason as CertificateReason,
      index: Number(index),
      detail,
      leaf: readCertificate(new Uint8Array(request.chain[0])),
      request,
    };
  } catch {
    return undefined;
  }
}
