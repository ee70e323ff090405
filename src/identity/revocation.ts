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

  /** Reads the lists. Throws `DerError` where one is none. */
  constructor(lists: readonly Uint8Array[], time: number) {
    this.#lists = lists.map(readCertificateList);
    this.#time = time;
  }

  /** The first fault on a path, from its anchor down. */
  async fault(path: readonly Placed[]): Promise<PlacedFault | undefined> {
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
    const signers = above.filter((authority, i) =>
      authority.subject.key === subject.issuer.key &&
      (i === above.length - 1 || maySignLists(authority))
    );
    const signed: CertificateList[] = [];
    for (const list of lists) {
      if (await this.#isSignedBy(list, signers)) signed.push(list);
    }
    const serial = hex(subject.serialNumber);
    const revoking = signed.find(({ revoked, unsupported }) =>
      unsupported === undefined && revoked.has(serial)
    );
    if (revoking) return { reason: "revoked", detail: "It is revoked" };
    return doubt(lists, signed, this.#time);
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

/** An anchor may in any case: it is taken as given. */
function maySignLists({ extensions: { keyUsage } }: Placed): boolean {
  return keyUsage === undefined || (keyUsage & KEY_USAGE.crlSign) !== 0;
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
