import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { REQUIRED_WORDS, type RequiredWord } from "../contract/mod.ts";
import { fromHex } from "../tester/bytes.ts";
import { MAX_MAX_FRAME, MIN_MAX_FRAME } from "../tester/registry.ts";
import { readJsonFile } from "./json_file.ts";
import { profileFaults } from "./profile_faults.ts";
import { CIPHERS } from "./setup.ts";

const Setting = z.enum(["proprietary", "open", "certified"]);
const CipherWord = z.enum(
  Object.keys(CIPHERS) as [keyof typeof CIPHERS],
);
const Feature = z.enum(["crl", "tofu", "commands"]);
const RsaBits = z.literal([1024, 2048, 3072, 4096]);

/** The keys of a profile, each for itself. */
export const ProfileFields = z.strictObject({
  implementation: z.string().optional(),
  roles: z.array(z.enum(["server", "client"])).min(1).optional(),
  settings: z.array(Setting).min(1).optional(),
  ciphers: z.array(CipherWord).min(1).optional(),
  rsaBits: z.array(RsaBits).optional(),
  compressions: z.array(z.literal([0, 1])).min(1).optional(),
  features: z.array(Feature).optional()
    .describe("Which of the parts with a word of their own it has"),
  limits: z.strictObject({
    maxFrame: z.int().min(MIN_MAX_FRAME).max(MAX_MAX_FRAME).optional(),
    handshakeTimeoutMs: z.int().min(1).optional(),
  }).optional(),
  serverName: z.string().optional(),
  trust: z.string().optional().describe("PEM file of trust anchors"),
  certificate: z.string().optional()
    .describe("PEM chain the tester presents to a client that dials by itself"),
  key: z.string().optional().describe("PEM file of that chain's key"),
  deploymentKeyFile: z.string().optional(),
  deploymentKeyId: z.string().regex(/^(?:[0-9a-f]{2}){1,32}$/).optional(),
  echo: z.boolean().optional().describe("The application sends Data back"),
  deviations: z.record(z.string(), z.string().min(1)).optional()
    .describe("Case id to the reason why it is known to fail"),
});

/**
 * What an implementation says of itself: what is declared absent is not
 * applicable, what is declared known to deviate is an expected failure. A list
 * that is there is the whole of what there is; one that is left out says
 * nothing. Paths are relative to the profile's own folder.
 */
export const Profile = ProfileFields.superRefine((profile, context) => {
  for (const { path, message } of profileFaults(profile)) {
    context.addIssue({ code: "custom", path: [...path], message });
  }
});
/** What an implementation says of itself. */
export type Profile = z.infer<typeof Profile> & {
  /** The folder its paths are relative to. */
  readonly folder?: string;
};

/** Reads a profile; throws RangeError with file and JSON pointer. */
export function readProfile(path: string): Profile {
  return { ...readJsonFile(path, "profile", Profile), folder: dirname(path) };
}

/** The words of parts that a profile declares absent. */
export function absentWords(profile: Profile): RequiredWord[] {
  const { settings, ciphers, rsaBits, compressions, features } = profile;
  const rsa = (bits: number) => rsaBits && !rsaBits.some((one) => one === bits);
  const absent: Readonly<Record<RequiredWord, boolean | undefined>> = {
    proprietary: settings && !settings.includes("proprietary"),
    open: settings && !settings.includes("open"),
    certified: settings && !settings.includes("certified"),
    aes: ciphers && !ciphers.includes("aes"),
    "3des": ciphers && !ciphers.includes("3des"),
    chacha20: ciphers && !ciphers.includes("chacha20"),
    deflate: compressions && !compressions.includes(1),
    rsa1024: rsa(1024),
    rsa3072: rsa(3072),
    rsa4096: rsa(4096),
    crl: features && !features.includes("crl"),
    tofu: features && !features.includes("tofu"),
    commands: features && !features.includes("commands"),
  };
  return REQUIRED_WORDS.filter((word) => absent[word] === true);
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
