import { z } from "zod";
import { Hex, Uint16 } from "./scalars.ts";

/** The name of the control contract, the first field of a configuration. */
export const CONTRACT = "fesa-control/1";

/** The words `requires` may hold: what a case needs of an implementation. */
export const REQUIRED_WORDS = [
  "proprietary",
  "open",
  "certified",
  "aes",
  "3des",
  "chacha20",
  "deflate",
  "rsa1024",
  "rsa3072",
  "rsa4096",
  "crl",
  "tofu",
  "commands",
] as const;

/** A word of `requires` that this version of the contract defines. */
export type RequiredWord = typeof REQUIRED_WORDS[number];

/**
 * Whom a client accepts; all that apply must hold.
 * `trust` and `crls` apply in `certified`, `pin` and `tofu` in both RSA
 * settings, `acceptAny` in `open` alone.
 */
export const Identity = z.object({
  trust: z.string().optional().describe("Trust anchors, PEM, concatenated"),
  crls: z.string().optional().describe("Revocation lists, PEM, concatenated"),
  pin: Hex.length(64).optional().describe("SHA-256 of the SPKI"),
  tofu: z.string().optional().describe("A path, opaque to the runner"),
  acceptAny: z.boolean().optional(),
});

const shared = {
  contract: z.literal(CONTRACT),
  host: z.string().describe("Where to listen, or what to dial"),
  port: Uint16.describe("0 lets a server choose"),
  settings: z.array(z.int().min(0).max(255)).min(1),
  ciphers: z.array(Uint16).min(1),
  compressions: z.array(z.int().min(0).max(255)).min(1),
  minimumRsaBits: z.int().min(1),
  maxFrame: z.int().min(1).max(0xffffff),
  deploymentKey: Hex.length(64).optional(),
  deploymentKeyId: Hex.min(2).max(64).optional(),
  clock: z.iso.datetime({ offset: true }).optional()
    .describe("The time at start; it ticks from there, and drives no deadline"),
  handshakeTimeoutMs: z.int().min(1).optional(),
  requires: z.array(z.string()),
};

/** What a server under test is told. */
export const ServerConfiguration = z.object({
  ...shared,
  role: z.literal("server"),
  serverNames: z.array(z.string()),
  certificate: z.string().optional().describe("Chain, PEM, leaf first"),
  key: z.string().optional().describe("PKCS#8, PEM"),
  maxPendingRsa: z.int().min(1).optional(),
  echo: z.boolean().describe("Send back all Data"),
});
/** What a server under test is told. */
export type ServerConfiguration = z.infer<typeof ServerConfiguration>;

/** What a client under test is told, once per connection. */
export const ClientConfiguration = z.object({
  ...shared,
  role: z.literal("client"),
  serverName: z.string(),
  identity: Identity,
});
/** What a client under test is told, once per connection. */
export type ClientConfiguration = z.infer<typeof ClientConfiguration>;

/**
 * The first line an implementation under test reads. Code points are numbers,
 * byte strings lower-case hex, certificates and keys PEM text. Absent means
 * not configured; an unknown field is ignored (spec/conformance.md).
 */
export const Configuration = z.discriminatedUnion("role", [
  ServerConfiguration,
  ClientConfiguration,
]);
/** The first line an implementation under test reads. */
export type Configuration = z.infer<typeof Configuration>;
