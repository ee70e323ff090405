import type { ServerConfiguration } from "../contract/mod.ts";
import { hex } from "../tester/bytes.ts";
import { throwawayKeyPem } from "../tester/throwaway_keys.ts";
import { CIPHERS } from "../runner/setup.ts";
import { TEST_DEPLOYMENT_KEY } from "../runner/materials.ts";

/**
 * Configurations that cases share: each costs a process under test, so that
 * few serve many.
 */

/** `deploymentKeyId` in `mixed`. */
export const KEY_ID: Uint8Array = Uint8Array.of(0x6b, 0x31);

/** `open` and `proprietary` at once, with a deployment key id. */
export function mixed(base: ServerConfiguration): ServerConfiguration {
  return {
    ...base,
    settings: [1, 2],
    ciphers: [CIPHERS.aes, CIPHERS.chacha20],
    compressions: [0],
    key: throwawayKeyPem("rsa2048"),
    certificate: undefined,
    deploymentKey: hex(TEST_DEPLOYMENT_KEY),
    deploymentKeyId: hex(KEY_ID),
  };
}

/**
 * Milliseconds of a handshake deadline short enough to be waited for, and long
 * enough for a handshake on a crowded machine.
 */
export const HASTY_MS = 1_500;

/** A peer, of either role, with that deadline. */
export function hasty<C extends { readonly handshakeTimeoutMs?: number }>(
  base: C,
): C {
  return { ...base, handshakeTimeoutMs: HASTY_MS };
}
