import { generateKeyPairSync } from "node:crypto";
import { nodeProvider } from "../keys/node_provider.ts";
import type { RsaPrivateKey } from "../keys/provider.ts";

/** A throw-away RSA-2048 key for tests, made once a process. */
export const testKey: RsaPrivateKey = nodeProvider.importPrivateKey(
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  }).privateKey,
);

/** A deployment key for tests. */
export const deploymentKey: Uint8Array = Uint8Array.from(
  { length: 32 },
  (_, i) => i + 1,
);
