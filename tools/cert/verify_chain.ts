import {
  alertFor,
  type PathOptions,
  type PathVerdict,
  validateCertificatePath,
} from "../../src/mod.ts";
import {
  CERTIFICATE_LABELS,
  CRL_LABELS,
  derOf,
  nameOfInput,
  readInput,
} from "./input_file.ts";
import { instant, readInstant } from "./instant.ts";

/** The options of `fesa cert verify`. */
export interface VerifyOptions {
  readonly trust: readonly string[];
  readonly untrusted?: readonly string[];
  readonly crl?: readonly string[];
  readonly host?: string;
  readonly at?: string;
  readonly purpose?: PathOptions["purpose"];
  readonly keyUsage?: PathOptions["keyUsage"];
  /** The least size of a server's RSA key, in bits. */
  readonly minimumRsaBits?: string;
  /** Acceptable certificate policies; and the inputs of RFC 5280 §6.1.1. */
  readonly policy?: readonly string[];
  readonly explicitPolicy?: boolean;
  readonly inhibitMapping?: boolean;
  readonly inhibitAnyPolicy?: boolean;
}

/** A verdict in the words of the command line (interfaces of `fesa cert`). */
export interface Verification {
  readonly verdict: PathVerdict;
  /** What was strange about a file, a line each. */
  readonly notes: readonly string[];
}

/**
 * Validates the certificate in a file (spec/identity.md). Others in the same
 * file may stand on its path, as those of `untrusted` do. Files that hold
 * nothing of what they are for lead to a refusal, as what they hold does: only
 * one that can't be read is a mistake of the caller's.
 *
 * @throws UsageError.
 */
export async function verifyChain(
  leaf: string,
  options: VerifyOptions,
): Promise<Verification> {
  const time = options.at === undefined
    ? new Date()
    : readInstant("--at", options.at);
  const notes: string[] = [];
  const all = async (
    paths: readonly string[],
    labels: readonly string[],
  ): Promise<readonly Uint8Array[]> => {
    const found = paths.map((path) => contents(path, labels, notes));
    return (await Promise.all(found)).flat();
  };
  const { trust, untrusted = [], crl } = options;
  const own = await all([leaf], CERTIFICATE_LABELS);
  const others = await all(untrusted, CERTIFICATE_LABELS);
  // An empty bundle of others is none; everything else has to be something.
  const chain = [...own, ...others.filter((der) => !isBlank(der))];
  const verdict = await validateCertificatePath(chain, {
    anchors: await all(trust, CERTIFICATE_LABELS),
    host: options.host,
    time,
    crls: crl && await all(crl, CRL_LABELS),
    purpose: options.purpose,
    keyUsage: options.keyUsage,
    minimumRsaBits: options.minimumRsaBits === undefined
      ? undefined
      : Number(options.minimumRsaBits),
    policies: {
      acceptable: options.policy,
      requireExplicit: options.explicitPolicy,
      inhibitMapping: options.inhibitMapping,
      inhibitAny: options.inhibitAnyPolicy,
    },
  });
  return { verdict, notes };
}

/** A verdict as one line of JSON. */
export function verdictJson(verdict: PathVerdict): string {
  return JSON.stringify(
    verdict.ok ? { ok: true, reason: null, index: null } : {
      ok: false,
      reason: verdict.reason,
      index: verdict.index,
      alert: alertFor(verdict.reason),
      detail: verdict.detail,
    },
  );
}

/** A verdict as one line for a person. */
export function verdictText(
  leaf: string,
  verdict: PathVerdict,
  { host }: Pick<VerifyOptions, "host">,
): string {
  const name = nameOfInput(leaf);
  if (!verdict.ok) {
    const { reason, index, detail } = verdict;
    return `${name} is refused: certificate ${index}: ${reason}: ${detail}`;
  }
  const { path, validUntil } = verdict;
  const many = path.length === 1
    ? "1 certificate"
    : `${path.length} certificates`;
  const whose = host === undefined ? "" : ` for ${host}`;
  return `${name} is valid${whose}: a path of ${many}, until ${
    instant(validUntil)
  }`;
}

/**
 * What a file holds. What is not what was expected is handed on as it is, for
 * the validation to refuse it in its place: nothing is passed over.
 */
async function contents(
  path: string,
  labels: readonly string[],
  notes: string[],
): Promise<readonly Uint8Array[]> {
  const bytes = await readInput(path);
  try {
    const found = derOf(bytes, labels);
    if (found.length > 0) return found;
    notes.push(`${nameOfInput(path)} holds no PEM block ${labels[0]}`);
  } catch (error) {
    notes.push(`${nameOfInput(path)}: ${(error as Error).message}`);
  }
  return [bytes];
}

/** Whether it is spaces and line ends alone. */
function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => [0x09, 0x0a, 0x0d, 0x20].includes(byte));
}
