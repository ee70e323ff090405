import { z } from "zod";
import {
  Compression,
  MAX_DEPLOYMENT_KEY_ID,
  MAX_MAX_FRAME,
  MIN_MAX_FRAME,
  RSA_MODULUS_BITS,
} from "../../src/mod.ts";
import { UsageError } from "../usage_error.ts";

const path = z.string().min(1);
const count = z.int().min(1);
const setting = z.enum(["proprietary", "open", "certified"]);
const compressions = z.array(
  z.enum(Object.keys(Compression) as (keyof typeof Compression)[]),
).min(1);

/**
 * The configuration file of `fesa serve`. Paths are relative to the file. What
 * is absent has the default that stands in listen_options.ts; an unknown key is
 * an error, since it is likely a misspelt one.
 */
export const ServeConfiguration = z.strictObject({
  listen: z.strictObject({
    host: z.string().min(1).optional(),
    port: z.int().min(0).max(65_535).optional(),
  }).optional(),
  secureConnection: z.strictObject({
    enabled: z.boolean().optional(),
    algorithm: z.enum(["AES", "3DES"]).optional(),
    certificate: path.optional(),
    key: path.optional(),
    /** A file whose first line is the passphrase of the key, */
    passphraseFile: path.optional(),
    /** or the environment variable that holds it. */
    passphraseEnv: z.string().min(1).optional(),
  }).optional(),
  settings: z.array(setting).min(1).optional(),
  deploymentKeyFile: path.optional(),
  /** Where to append the secrets of every connection (spec/key-log.md). */
  keylog: path.optional(),
  /** More deployment keys, for the clients that name one by its id. */
  deploymentKeys: z.array(z.strictObject({
    id: z.string().min(1).max(MAX_DEPLOYMENT_KEY_ID),
    file: path,
  })).optional(),
  serverNames: z.array(z.string().min(1)).optional(),
  minimumRsaBits: z.literal([...RSA_MODULUS_BITS]).optional(),
  /** For every setting, or by setting. */
  compressions: z.union([
    compressions,
    z.strictObject({
      proprietary: compressions.optional(),
      open: compressions.optional(),
      certified: compressions.optional(),
    }),
  ]).optional(),
  maxFrame: z.int().min(MIN_MAX_FRAME).max(MAX_MAX_FRAME).optional(),
  limits: z.strictObject({
    maxConnections: count.optional(),
    maxHandshakes: count.optional(),
    maxPendingRsa: count.optional(),
    handshakeTimeoutMs: count.optional(),
    idleTimeoutMs: z.int().min(0).optional(),
  }).optional(),
});
/** The configuration file of `fesa serve`, parsed. */
export type ServeConfiguration = z.infer<typeof ServeConfiguration>;

/**
 * Parses a configuration; `file` names it in messages.
 *
 * @throws UsageError, with a JSON pointer to each fault.
 */
export function parseConfiguration(
  text: string,
  file: string,
): ServeConfiguration {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `Cannot use ${file}: it is not JSON: ${(error as Error).message}`,
    );
  }
  const parsed = ServeConfiguration.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap(describe);
  throw new UsageError(`Cannot use ${file}: ${faults.join("; ")}`);
}

/** A JSON pointer (RFC 6901) to a place in the configuration. */
function pointer(...path: readonly PropertyKey[]): string {
  const steps = path.map((step) =>
    `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`
  );
  return steps.join("") || "the whole of it";
}

function describe(issue: z.core.$ZodIssue): string[] {
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) =>
        `${pointer(...issue.path, key)} is no key of a configuration`
      );
    case "invalid_union":
      return describeUnion(issue);
    default: {
      const message = issue.message.replace(/^Invalid (input|option): /, "");
      return [`${pointer(...issue.path)}: ${message}`];
    }
  }
}

/** Of the forms a value may have, the faults of the one it is most like. */
function describeUnion(issue: z.core.$ZodIssueInvalidUnion): string[] {
  const closest = issue.errors.find((issues) =>
    issues.every(({ code, path }) => code !== "invalid_type" || path.length > 0)
  );
  if (!closest) {
    return [`${pointer(...issue.path)}: expected a list, or an object`];
  }
  return closest.flatMap((inner) =>
    describe({ ...inner, path: [...issue.path, ...inner.path] })
  );
}
