import { Buffer } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import process from "node:process";
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { validateCertificatePath } from "./certificate_path.ts";
import type { PolicyOptions } from "./path_policies.ts";

/** NIST's path validation tests, which nobody in this project wrote. */

const FILE = (process.env.FESA_CORPORA ??
  fileURLToPath(new URL("../../../shared/corpora", import.meta.url))) +
  "/pkits.json";
const skip = existsSync(FILE)
  ? false
  : `PKITS is not at ${FILE}: set FESA_CORPORA`;

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

/**
 * Valid paths that are refused all the same, by section: DSA, which we don't
 * know; lists signed by a key beside the path; and delta,
 * indirect and partitioned lists. None is of the core.
 */
// deno-fmt-ignore
const REFUSED = [
  "4.1.4", "4.1.5",
  "4.4.19", "4.5.3", "4.5.4", "4.5.6",
  "4.14.1", "4.14.4", "4.14.5", "4.14.7", "4.14.13", "4.14.18", "4.14.19",
  "4.14.22", "4.14.24", "4.14.25", "4.14.28", "4.14.29", "4.14.30", "4.14.33",
  "4.15.2", "4.15.5", "4.15.7", "4.15.8",
];

describe("PKITS", { skip }, () => {
  let corpus: Corpus;
  before(() => {
    corpus = JSON.parse(readFileSync(FILE, "utf8"));
  });

  it("all 80 cases of the core, without revocation lists", async () => {
    const core = corpus.cases.filter(isCore);
    assert.equal(core.length, 80);
    for (const test of core) {
      const { ok, told } = await run(corpus, test, false);
      assert.equal(ok, test.should_validate, `${test.id}: ${told}`);
    }
  });

  it("of all 247 cases with their lists none is accepted wrongly", async () => {
    assert.equal(corpus.cases.length, 247);
    const refused: string[] = [];
    for (const test of corpus.cases) {
      const { ok, told } = await run(corpus, test, true);
      if (ok) assert.ok(test.should_validate, `${test.id} was accepted`);
      else if (test.should_validate) {
        refused.push(test.test_number);
        assert.notEqual(told, "malformed", test.id);
      }
    }
    assert.deepEqual(refused, REFUSED);
  });
});

/** The cases that need no revocation list, policy or DSA. */
function isCore({ test_number }: Case): boolean {
  return /^4\.(1|2|3|6|7|13|16)\./.test(test_number) &&
    !["4.1.4", "4.1.5", "4.1.6", "4.7.4", "4.7.5"].includes(test_number);
}

async function run(
  { certs, crls, time }: Corpus,
  test: Case,
  withLists: boolean,
): Promise<{ ok: boolean; told: string }> {
  const [anchor, ...chain] = test.certs.map((name) => bytes(certs[name]));
  const verdict = await validateCertificatePath(chain.reverse(), {
    anchors: [anchor],
    time: new Date(time),
    policies: policiesOf(test),
    crls: withLists ? test.crls.map((name) => bytes(crls[name])) : undefined,
  });
  return { ok: verdict.ok, told: verdict.ok ? "" : verdict.reason };
}

function policiesOf(test: Case): PolicyOptions {
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
