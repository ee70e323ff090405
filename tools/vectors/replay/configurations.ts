import {
  type ClientConfiguration,
  CONTRACT,
  REQUIRED_WORDS,
  type RequiredWord,
  type ServerConfiguration,
} from "../../../conformance/contract/mod.ts";
import { Cipher, SecuritySetting } from "../../../src/mod.ts";
import { SERVER_NAME } from "../make/handshake.ts";
import type { Role } from "../sessions/step_format.ts";
import type { Script } from "./script.ts";
import { throwawayServer } from "./throwaway_server.ts";

/** Within the validity of every throw-away certificate. */
const CLOCK = "2026-01-15T12:00:00Z";

/** What a server is told so that it can have this conversation. */
export async function serverConfiguration(
  script: Script,
  requires: readonly RequiredWord[],
): Promise<ServerConfiguration> {
  const { keyPem, chainPem } = await throwawayServer(script.keyBits);
  return {
    ...shared(script),
    role: "server",
    maxFrame: script.maxFrame,
    serverNames: [],
    ...(!script.proprietary && { key: keyPem }),
    ...(isCertified(script) && { certificate: chainPem }),
    echo: false,
    requires: [...requires],
  };
}

/** What a client is told so that it can have this conversation. */
export async function clientConfiguration(
  script: Script,
): Promise<ClientConfiguration> {
  const { anchorPem } = await throwawayServer(script.keyBits);
  return {
    ...shared(script),
    role: "client",
    maxFrame: script.vector.client?.maxFrame ?? script.maxFrame,
    serverName: offeredName(script),
    identity: script.proprietary
      ? {}
      : isCertified(script)
      ? { trust: anchorPem }
      : { acceptAny: true },
    requires: [],
  };
}

/** The name that is offered: the throw-away certificate's where there is one. */
export function offeredName(script: Script): string {
  const { client } = script.vector;
  return isCertified(script) ? SERVER_NAME : client?.serverName || SERVER_NAME;
}

/** The words of the contract that an end of this conversation needs. */
export function wordsOf(script: Script, target: Role): RequiredWord[] {
  const { setting, cipher, compression, keyBits, proprietary } = script;
  const words = new Set<string>([NAMES[setting], CIPHERS[cipher]]);
  if (compression) words.add("deflate");
  if (!proprietary && keyBits !== 2_048) words.add(`rsa${keyBits}`);
  const isTold = script.steps.some((step) =>
    step.from === target && script.acts.has(step)
  );
  if (isTold) words.add("commands");
  return REQUIRED_WORDS.filter((word) => words.has(word));
}

const NAMES: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(SecuritySetting).map(([name, value]) => [value, name]),
);
const CIPHERS: Readonly<Record<number, string>> = {
  [Cipher["AES-256-GCM"]]: "aes",
  [Cipher["3DES-EDE-CBC-HMAC-SHA-256"]]: "3des",
  [Cipher["ChaCha20-Poly1305"]]: "chacha20",
};

function shared(script: Script) {
  const { setting, cipher, compression, minimumRsaBits } = script;
  const { deploymentKey } = script.vector.inputs;
  const { deploymentKeyId } = script;
  return {
    contract: CONTRACT as typeof CONTRACT,
    host: "127.0.0.1",
    port: 0,
    settings: [setting],
    ciphers: [cipher],
    compressions: compression ? [0, 1] : [0],
    minimumRsaBits,
    ...(deploymentKey !== undefined && { deploymentKey }),
    ...(deploymentKeyId !== undefined && script.proprietary && {
      deploymentKeyId,
    }),
    clock: CLOCK,
  };
}

function isCertified({ setting }: Script): boolean {
  return setting === SecuritySetting.certified;
}
