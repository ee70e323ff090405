import { ProtocolError } from "../../../src/errors.ts";
import {
  type Certificate,
  readCertificate,
} from "../../../src/identity/certificate.ts";
import type { IdentityRequest } from "../../../src/identity/judge_identity.ts";
import type { AlertName } from "../../../src/schema/registries.ts";
import type { Seams } from "../seams.ts";

/** A chain that the reference accepts, and what it was judged against. */
export interface Shown {
  readonly leaf: Certificate;
  /** What was sent beside the leaf, in that order. */
  readonly others: readonly Certificate[];
  readonly anchors: readonly Certificate[];
  readonly host: string;
  /** In ms since epoch. */
  readonly now: number;
  readonly crls: readonly Uint8Array[];
}

/** Refuses some of the chains that are right. */
export function refuses(
  code: AlertName,
  isWrong: (shown: Shown) => boolean | Promise<boolean>,
): Pick<Seams, "identity"> {
  return {
    identity: (judge) => async (request) => {
      const verdict = await judge(request);
      const shown = readShown(request);
      if (!shown || !await isWrong(shown)) return verdict;
      throw new ProtocolError(code, "Cannot accept what is right");
    },
  };
}

function readShown(
  { chain, host, now, policy }: IdentityRequest,
): Shown | undefined {
  if (chain === undefined) return undefined;
  const { anchors = [], crls = [] } = policy.trust ?? {};
  const read = (list: readonly Uint8Array[]) =>
    list.map((der) => readCertificate(new Uint8Array(der)));
  const [leaf, ...others] = read(chain);
  return {
    leaf,
    others,
    anchors: read(anchors),
    host,
    now: now.getTime(),
    crls,
  };
}
