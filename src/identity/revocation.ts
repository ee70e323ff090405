import {
  type CertificateList,
  readCertificateList,
} from "./certificate_list.ts";
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
  /** When the lists that cleared the last path are current, ms since epoch. */
  validFrom = -Infinity;
  validUntil = Infinity;

  /** Reads the lists. Throws `DerError` where one is none. */
  constructor(lists: readonly Uint8Array[], time: number) {
    this.#lists = lists.map(readCertificateList);
    this.#time = Math.floor(time / 1000) * 1000;
  }

  /** The first fault on a path, from its anchor down. */
  async fault(path: readonly Placed[]): Promise<PlacedFault | undefined> {
    [this.validFrom, this.validUntil] = [-Infinity, Infinity];
    for (let i = path.length - 2; i >= 0; i--) {
      const fault = await this.#judge(path[i], path.slice(i + 1));
      if (fault) return { ...fault, index: path[i].index };
    }
    return undefined;
  }

  /** `above` is what leads from the certificate to its anchor, judged before. */
  async #judge(
    subject: Placed,
    above: readonly Placed[],
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
    const signers = above.filter((authority) =>
      authority.subject.key === subject.issuer.key && maySignLists(authority)
    );
    if (signers.length === 0) {
      return {
        reason: "crl_unverified",
        detail: "The keyUsage of its issuer lacks cRLSign",
      };
    }
    const signed: CertificateList[] = [];
    for (const list of lists) {
      if (await this.#isSignedBy(list, signers)) signed.push(list);
    }
    const serial = hex(subject.serialNumber);
    const revoking = signed.find(({ revoked, unsupported }) =>
      unsupported === undefined && revoked.has(serial)
    );
    if (revoking) return { reason: "revoked", detail: "It is revoked" };
    return doubt(lists, signed) ?? this.#requireCurrent(signed);
  }

  /** Of lists that are current, the one that stays so longest. */
  #requireCurrent(signed: readonly CertificateList[]): Fault | undefined {
    let until = -Infinity;
    let from = -Infinity;
    for (const { thisUpdate, nextUpdate = -Infinity } of signed) {
      const isCurrent = thisUpdate <= this.#time && this.#time <= nextUpdate;
      if (isCurrent && nextUpdate > until) {
        [from, until] = [thisUpdate, nextUpdate];
      }
    }
    this.validFrom = Math.max(this.validFrom, from);
    this.validUntil = Math.min(this.validUntil, until);
    return until > -Infinity ? undefined : {
      reason: "crl_stale",
      detail: "The list of its issuer is not of this time",
    };
  }

  /** An authority that changed its key may sign lists with the older one. */
  async #isSignedBy(
    list: CertificateList,
    signers: readonly Placed[],
  ): Promise<boolean> {
    if (algorithmFault(list)) return false;
    for (const signer of signers) {
      const pair = `${this.#lists.indexOf(list)} ${signer.index}`;
      const good = this.#verified.get(pair) ??
        await verifies(list, signer);
      this.#verified.set(pair, good);
      if (good) return true;
    }
    return false;
  }
}

/** RFC 5280 §6.3.3 (f). */
function maySignLists({ extensions: { keyUsage } }: Placed): boolean {
  return keyUsage === undefined || (keyUsage & KEY_USAGE.cRLSign) !== 0;
}

/** Why lists that don't name a certificate still leave its status open. */
function doubt(
  all: readonly CertificateList[],
  signed: readonly CertificateList[],
): Fault | undefined {
  const unsupported = all.find((list) => list.unsupported !== undefined);
  if (unsupported) {
    return {
      reason: "crl_unsupported",
      detail:
        `The list of its issuer can't be used: ${unsupported.unsupported}`,
    };
  }
  return signed.length > 0 ? undefined : {
    reason: "crl_unverified",
    detail: "The list of its issuer is not signed by its issuer's key",
  };
}
