import type { KeyObject } from "node:crypto";
import { makeChain } from "../../../conformance/tester/certificates.ts";
import {
  throwawayKey,
  throwawayKeyPem,
  throwawaySpki,
} from "../../../conformance/tester/throwaway_keys.ts";
import { SERVER_NAME } from "../make/handshake.ts";

/** The RSA sizes of the protocol. */
export type RsaSize = 1024 | 2048 | 3072 | 4096;

/** What a server of the name of all vectors has, its key thrown away. */
export interface ThrowawayServer {
  readonly key: KeyObject;
  readonly keyPem: string;
  readonly spki: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly chainPem: string;
  readonly anchorPem: string;
}

const made = new Map<RsaSize, Promise<ThrowawayServer>>();

/** The materials of a server with a key of this size, made once. */
export function throwawayServer(bits: RsaSize): Promise<ThrowawayServer> {
  const known = made.get(bits) ?? make(bits);
  made.set(bits, known);
  return known;
}

async function make(bits: RsaSize): Promise<ThrowawayServer> {
  const name = `rsa${bits}` as const;
  const { anchor, chain } = await makeChain(SERVER_NAME, name);
  return {
    key: throwawayKey(name),
    keyPem: throwawayKeyPem(name),
    spki: throwawaySpki(name),
    chain: chain.map(({ der }) => der),
    chainPem: chain.map(({ pem }) => pem).join(""),
    anchorPem: anchor.pem,
  };
}
