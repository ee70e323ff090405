import {
  type CertificateList,
  readCertificateList,
} from "./certificate_list.ts";
import { DerError } from "./der.ts";
import { KEY_USAGE } from "./extensions.ts";
import { hex } from "./hex.ts";
import type { Placed, PlacedFault } from "./path_search.ts";
import type { Fault } from "./reasons.ts";
import { algorithmFault, verifies } from "./signature.ts";

/**
 * Judges paths by certificate revocation lists (RFC 5280 §6.3, full lists
 * alone). Whatever leaves a status in doubt is a fault.
 */
export class Revocation {
  readonly #lists: readonly CertificateList[];
  readonly #time: number;
  readonly #verified = new Map<string, boolean>();

  /** Reads the lists. Throws `DerError` where one is none. */
  constructor(lists: readonly Uint8Array[], time: number) {
    this.#lists = lists.map(readCertificateList);
    this.#time = time;
  }

  /** The first fault on a path whose last certificate is its anchor. */
  async fault(path: readonly Placed[]): Promise<PlacedFault | undefined> {
    for (let i = path.length - 2; i >= 0; i--) {
      const subject = path[i];
      const isAnchor = i + 1 === path.length - 1;
      const fault = await this.#judge(subject, path[i + 1], isAnchor);
      if (fault) return { ...fault, index: subject.index };
    }
    return undefined;
  }

  async #judge(
    subject: Placed,
    issuer: Placed,
    isAnchor: boolean,
  ): Promise<Fault | undefined> {
    const lists = this.#lists.filter((list) =>
      list.issuer.key === subject.issuer.key
    );
    if (lists.length === 0) {
      return {
        reason: "crl_missing",
        detail: "There is no revocation list of its issuer",
      };
    }
    const { keyUsage } = issuer.extensions;
    const maySign = isAnchor || keyUsage === undefined ||
      (keyUsage & KEY_USAGE.crlSign) !== 0;
    const signed: CertificateList[] = [];
    for (const list of lists) {
      if (maySign && await this.#isSignedBy(list, issuer)) signed.push(list);
    }
    const serial = hex(subject.serialNumber);
    const revoking = signed.find(({ revoked, unsupported }) =>
      unsupported === undefined && revoked.has(serial)
    );
    if (revoking) return { reason: "revoked", detail: "It is revoked" };
    return doubt(lists, signed, this.#time);
  }

  async #isSignedBy(list: CertificateList, issuer: Placed): Promise<boolean> {
    const pair = `${this.#lists.indexOf(list)} ${issuer.index}`;
    const known = this.#verified.get(pair);
    if (known !== undefined) return known;
    const good = !algorithmFault(list) && await verifies(list, issuer.spki);
    this.#verified.set(pair, good);
    return good;
  }
}

/** Why lists that don't name a certificate still leave its status open. */
function doubt(
  all: readonly CertificateList[],
  signed: readonly CertificateList[],
  time: number,
): Fault | undefined {
  const unsupported = all.find((list) => list.unsupported !== undefined);
  if (unsupported) {
    return {
      reason: "crl_unsupported",
      detail:
        `The list of its issuer can't be used: ${unsupported.unsupported}`,
    };
  }
  if (signed.length === 0) {
    return {
      reason: "crl_unverified",
      detail: "The list of its issuer is not signed by its issuer's key",
    };
  }
  const current = signed.some(({ thisUpdate, nextUpdate }) =>
    thisUpdate <= time && nextUpdate !== undefined && time <= nextUpdate
  );
  return current ? undefined : {
    reason: "crl_stale",
    detail: "The list of its issuer is not of this time",
  };
}

/** What is wrong with bytes that are to be lists, or nothing. */
export function listFault(lists: readonly Uint8Array[]): string | undefined {
  for (const [i, list] of lists.entries()) {
    try {
      readCertificateList(list);
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      return `revocation list ${i}: ${error.message}`;
    }
  }
  return undefined;
}
