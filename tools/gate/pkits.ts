import { Buffer } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import process from "node:process";
import { type PathOptions, validateCertificatePath } from "../../src/mod.ts";
import { ROOT } from "./project_files.ts";

/**
 * NIST's tests of path validation, PKITS, which nobody in this project wrote:
 * how the validator does in them, as the gate prints it. Only features that are
 * declared absent may cost a valid path, and no invalid one may be accepted.
 */
export async function judgePkits(
  folder: string = corporaFolder(),
): Promise<PkitsResult> {
  const file = `${folder}/pkits.json`;
  if (!existsSync(file)) {
    return { absent: `PKITS is not at ${file}: set FESA_CORPORA` };
  }
  const corpus: Corpus = JSON.parse(readFileSync(file, "utf8"));
  const faults: string[] = [];
  const core = corpus.cases.filter(isCore);
  let right = 0;
  for (const test of core) {
    const told = await judge(corpus, test, false);
    if ((told === "ok") === test.should_validate) right++;
    else faults.push(`${test.id} is of the core, and came to ${told}`);
  }
  let wrongAccepts = 0;
  const refused = new Set<string>();
  for (const test of corpus.cases) {
    const told = await judge(corpus, test, true);
    if (told === "ok" && !test.should_validate) {
      wrongAccepts++;
      faults.push(`${test.id} was accepted`);
    }
    if (told === "ok" || !test.should_validate) continue;
    refused.add(test.test_number);
    if (!DECLARED_CASES.has(test.test_number)) {
      faults.push(`${test.id} is valid, and came to ${told}`);
    }
  }
  for (const number of DECLARED_CASES) {
    if (!refused.has(number)) {
      faults.push(`${number} is declared to be refused, and is not`);
    }
  }
  return {
    faults,
    core: { right, of: core.length },
    wrongAccepts: { count: wrongAccepts, of: corpus.cases.length },
    refused: refused.size,
  };
}

/** How it went, or why it didn't. */
export type PkitsResult =
  | { readonly absent: string }
  | {
    /** A line for each case that went otherwise than it should. */
    readonly faults: readonly string[];
    /** The cases that need no list, policy or DSA. */
    readonly core: { readonly right: number; readonly of: number };
    readonly wrongAccepts: { readonly count: number; readonly of: number };
    /** Valid paths that were refused. */
    readonly refused: number;
  };

/** What of valid paths is refused, since the feature is declared absent. */
const DECLARED: Readonly<Record<string, readonly string[]>> = {
  DSA: ["4.1.4", "4.1.5"],
  "lists signed beside the path": [
    ...["4.4.19", "4.5.3", "4.5.4", "4.5.6"],
  ],
  "partitioned or indirect lists": [
    ...["4.14.1", "4.14.4", "4.14.5", "4.14.7", "4.14.13", "4.14.18"],
    ...["4.14.19", "4.14.22", "4.14.24", "4.14.25", "4.14.28", "4.14.29"],
    ...["4.14.30", "4.14.33"],
  ],
  "delta lists": ["4.15.2", "4.15.5", "4.15.7", "4.15.8"],
};

const DECLARED_CASES: ReadonlySet<string> = new Set(
  Object.values(DECLARED).flat(),
);

/** One line: `core 80 of 80, 0 wrong accepts of 247, 24 declared: 2 DSA, …`. */
export function describePkits(
  { core, wrongAccepts, refused }: Exclude<PkitsResult, { absent: string }>,
): string {
  const features = Object.entries(DECLARED).map(([name, cases]) =>
    `${cases.length} ${name}`
  );
  return `core ${core.right} of ${core.of}, ${wrongAccepts.count} wrong accepts of ${wrongAccepts.of}, ` +
    `${refused} wrong rejects, declared: ${features.join(", ")}`;
}

/** Where published corpora are. */
export function corporaFolder(): string {
  return process.env.FESA_CORPORA ?? `${ROOT}../shared/corpora`;
}

interface Corpus {
  readonly time: string;
  readonly cases: readonly Case[];
  /** DER in base64, by name. */
  readonly certs: Readonly<Record<string, string>>;
  readonly crls: Readonly<Record<string, string>>;
}

interface Case {
  readonly id: string;
  readonly test_number: string;
  /** The anchor first, the leaf last. */
  readonly certs: readonly string[];
  readonly crls: readonly string[];
  readonly should_validate: boolean;
  readonly initial_policy_set: string | null;
  readonly initial_explicit_policy: boolean;
  readonly initial_policy_mapping_inhibit: boolean;
  readonly initial_inhibit_any_policy: boolean;
}

function isCore({ test_number }: Case): boolean {
  return /^4\.(1|2|3|6|7|13|16)\./.test(test_number) &&
    !["4.1.4", "4.1.5", "4.1.6", "4.7.4", "4.7.5"].includes(test_number);
}

/** `ok`, or the reason of the refusal. */
async function judge(
  { certs, crls, time }: Corpus,
  test: Case,
  withLists: boolean,
): Promise<string> {
  const [anchor, ...chain] = test.certs.map((name) => bytes(certs[name]));
  const verdict = await validateCertificatePath(chain.reverse(), {
    anchors: [anchor],
    time: new Date(time),
    policies: policiesOf(test),
    crls: withLists ? test.crls.map((name) => bytes(crls[name])) : undefined,
  });
  return verdict.ok ? "ok" : verdict.reason;
}

function policiesOf(test: Case): PathOptions["policies"] {
  return {
    acceptable: test.initial_policy_set?.split(",").map((name) =>
      name.replace("NIST-test-policy-", "2.16.840.1.101.3.2.1.48.")
    ),
    requireExplicit: test.initial_explicit_policy,
    inhibitMapping: test.initial_policy_mapping_inhibit,
    inhibitAny: test.initial_inhibit_any_policy,
  };
}

function bytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}
