import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { fromHex } from "../tester/bytes.ts";
import { CIPHERS } from "./setup.ts";

const CipherWord = z.enum(
  Object.keys(CIPHERS) as [keyof typeof CIPHERS],
);

/**
 * What an implementation says of itself: what is declared absent is not
 * applicable, what is declared known to deviate is an expected failure.
 * Paths are relative to the profile's own folder.
 */
export const Profile = z.strictObject({
  implementation: z.string().optional(),
  roles: z.array(z.enum(["server", "client"])).optional(),
  settings: z.array(z.enum(["proprietary", "open", "certified"])).optional(),
  ciphers: z.array(CipherWord).optional(),
  rsaBits: z.array(z.int()).optional(),
  compressions: z.array(z.int()).optional(),
  limits: z.strictObject({
    maxFrame: z.int().optional(),
    handshakeTimeoutMs: z.int().optional(),
  }).optional(),
  serverName: z.string().optional(),
  trust: z.string().optional().describe("PEM file of trust anchors"),
  certificate: z.string().optional()
    .describe("PEM chain the tester presents to a client that dials by itself"),
  key: z.string().optional().describe("PEM file of that chain's key"),
  deploymentKeyFile: z.string().optional(),
  deploymentKeyId: z.string().regex(/^(?:[0-9a-f]{2}){1,32}$/).optional(),
  echo: z.boolean().optional().describe("The application sends Data back"),
  deviations: z.record(z.string(), z.string()).optional()
    .describe("Case id to the reason why it is known to fail"),
});
/** What an implementation says of itself. */
export type Profile = z.infer<typeof Profile> & {
  /** The folder its paths are relative to. */
  readonly folder?: string;
};

/** Reads a profile; throws RangeError with one line that says what is wrong. */
export function readProfile(path: string): Profile {
  let text: string;
  let json: unknown;
  try {
    text = readFileSync(path, "utf8");
    json = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RangeError(`Cannot read profile ${path}: ${why}`);
  }
  const parsed = Profile.safeParse(json);
  if (parsed.success) return { ...parsed.data, folder: dirname(path) };
  const [issue] = parsed.error.issues;
  throw new RangeError(
    `Cannot accept profile ${path}: ${issue.path.join(".")}: ${issue.message}`,
  );
}

/** The 32 bytes of the profile's deployment key file, hex or raw. */
export function profileDeploymentKey(profile: Profile): Uint8Array | undefined {
  if (profile.deploymentKeyFile === undefined) return undefined;
  const path = resolve(profile.folder ?? ".", profile.deploymentKeyFile);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RangeError(`Cannot read deployment key ${path}: ${why}`);
  }
  if (bytes.length === 32) return new Uint8Array(bytes);
  const text = new TextDecoder().decode(bytes).trim().toLowerCase();
  if (/^[0-9a-f]{64}$/.test(text)) return fromHex(text);
  throw new RangeError(
    `Cannot use deployment key ${path}: expected 32 bytes, or 64 hex digits`,
  );
}
