import type { ServerConfiguration } from "../contract/mod.ts";
import {
  AUTHORITY,
  leafExtensions,
  makeCertificate,
} from "../tester/certificates.ts";
import { commonName } from "../tester/distinguished_name.ts";
import { Cipher, SecuritySetting } from "../tester/registry.ts";
import { throwawayKeyPem } from "../tester/throwaway_keys.ts";

/**
 * The configuration of a faulty server that nobody controls: it stands at a
 * port of 127.0.0.1, serves the core with published keys, and takes every name.
 */
export function standingServer(port: number): ServerConfiguration {
  const leaf = makeCertificate({
    subject: commonName("localhost"),
    key: "rsa2048",
    issuer: AUTHORITY,
    extensions: leafExtensions("localhost", { ip: [127, 0, 0, 1] }),
  });
  return {
    contract: "fesa-control/1",
    role: "server",
    host: "127.0.0.1",
    port,
    settings: [SecuritySetting.open, SecuritySetting.certified],
    ciphers: [Cipher["AES-256-GCM"]],
    compressions: [0],
    minimumRsaBits: 2048,
    maxFrame: 262_144,
    serverNames: [],
    certificate: leaf.pem,
    key: throwawayKeyPem("rsa2048"),
    echo: true,
    requires: [],
  };
}
