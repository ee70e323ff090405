import { ProtocolError } from "../../../src/errors.ts";
import type { IdentityRequest } from "../../../src/identity/judge_identity.ts";
import { fromHex, hex } from "../../tester/bytes.ts";
import type { Seams } from "../seams.ts";
import { acceptedKey, asks } from "./verdict.ts";

/** A leaf that the reference can't read, and for whom it was to be. */
export interface Unread {
  readonly leaf: Uint8Array;
  readonly host: string;
  readonly anchors: readonly Uint8Array[];
  /** Why it can't. */
  readonly detail: string;
}

/** Accepts some of the leaves that are no certificates in DER. */
export function acceptsUnread(
  isGoodEnough: (unread: Unread) => boolean | Promise<boolean>,
): Pick<Seams, "identity"> {
  return {
    identity: (judge) => async (request) => {
      try {
        return await judge(request);
      } catch (error) {
        const unread = unreadLeaf(error, request);
        const spki = unread && keyWithin(unread.leaf);
        if (!spki || !await isGoodEnough(unread)) throw error;
        return acceptedKey("certificate", spki);
      }
    },
  };
}

/** Reads the certificates as if they had been written otherwise. */
export function respells(
  respell: (der: Uint8Array) => Uint8Array,
): Pick<Seams, "identity"> {
  return asks((request) => ({
    ...request,
    chain: request.chain?.map(respell),
  }));
}

function unreadLeaf(
  error: unknown,
  { chain, host, policy }: IdentityRequest,
): Unread | undefined {
  if (!(error instanceof ProtocolError) || !chain) return undefined;
  const [, detail] =
    /certificate 0: (.*) \(malformed\)$/s.exec(error.message) ?? [];
  const anchors = policy.trust?.anchors ?? [];
  return detail === undefined
    ? undefined
    : { leaf: chain[0], host, anchors, detail };
}

/** What an RSA key of 2048 bits begins with, up to its modulus. */
const RSA_2048 = "30820122300d06092a864886f70d01010105000382010f00";
const RSA_2048_SIZE = 294;

/** The key that is in there somewhere, whatever is around it. */
function keyWithin(der: Uint8Array): Uint8Array | undefined {
  const at = hex(der).indexOf(RSA_2048) / 2;
  return at < 0
    ? undefined
    : fromHex(hex(der.subarray(at, at + RSA_2048_SIZE)));
}
