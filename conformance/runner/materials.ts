import type { KeyObject } from "node:crypto";
import { makeChain, type TestCertificate } from "../tester/certificates.ts";
import {
  throwawayKey,
  throwawayKeyPem,
  throwawaySpki,
} from "../tester/throwaway_keys.ts";
import { fromHex } from "../tester/bytes.ts";

/** The name every test server has. */
export const TEST_NAME = "server.fesa.example";

/** The moment every configured clock starts at. */
export const TEST_CLOCK = "2026-01-15T12:00:00Z";

/** The deployment key of every test configuration. */
export const TEST_DEPLOYMENT_KEY = fromHex(
  "9f1c27d3b8405ae6617290cdfe3b8a144d5bb06e21f7933c58c2ea0417d86bf5",
);

/** A server's key and chain, and who vouches for it. */
export interface Materials {
  readonly key: KeyObject;
  readonly keyPem: string;
  readonly spki: Uint8Array;
  readonly anchor: TestCertificate;
  readonly chain: readonly TestCertificate[];
}

let made: Promise<Materials> | undefined;

/** The plain RSA-2048 materials, made once a run. */
export function materials(): Promise<Materials> {
  made ??= make();
  return made;
}

async function make(): Promise<Materials> {
  const { anchor, chain } = await makeChain(TEST_NAME, "rsa2048");
  return {
    key: throwawayKey("rsa2048"),
    keyPem: throwawayKeyPem("rsa2048"),
    spki: throwawaySpki("rsa2048"),
    anchor,
    chain,
  };
}
