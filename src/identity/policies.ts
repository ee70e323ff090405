import { context, DerError, DerReader, Tag } from "./der.ts";
import type { RawExtension } from "./raw_extensions.ts";

/** What a certificate says of policies (RFC 5280 §4.2.1.4, .5, .11, .14). */
export interface Policies {
  /** Absent, the certificate is good for no policy. */
  readonly certificatePolicies?: ReadonlySet<string>;
  readonly mappings: readonly PolicyMapping[];
  /** Certificates to skip before the constraint holds; absent, it never does. */
  readonly requireExplicit?: number;
  readonly inhibitMapping?: number;
  readonly inhibitAny?: number;
}

/** An issuer's policy, and what its subject calls it. */
export interface PolicyMapping {
  readonly issuer: string;
  readonly subject: string;
}

/** The policy that stands for all. */
export const ANY_POLICY = "2.5.29.32.0";

/** The extensions that {@link readPolicies} evaluates. */
export const POLICY_EXTENSIONS = {
  certificatePolicies: "2.5.29.32",
  policyMappings: "2.5.29.33",
  policyConstraints: "2.5.29.36",
  inhibitAnyPolicy: "2.5.29.54",
} as const;

/** Reads them. Throws {@link DerError}. */
export function readPolicies(
  raw: ReadonlyMap<string, RawExtension>,
): Policies {
  const policies = raw.get(POLICY_EXTENSIONS.certificatePolicies)?.value;
  const mappings = raw.get(POLICY_EXTENSIONS.policyMappings)?.value;
  const constraints = raw.get(POLICY_EXTENSIONS.policyConstraints)?.value;
  const inhibitAny = raw.get(POLICY_EXTENSIONS.inhibitAnyPolicy)?.value;
  return {
    certificatePolicies: policies && readCertificatePolicies(policies),
    mappings: mappings ? readMappings(mappings) : [],
    ...(constraints && readConstraints(constraints)),
    inhibitAny: inhibitAny && readSkip(inhibitAny),
  };
}

/** Qualifiers are for people: they are passed over. */
function readCertificatePolicies(der: Uint8Array): ReadonlySet<string> {
  const sequence = DerReader.open(der);
  const policies = new Set<string>();
  do {
    const information = sequence.enter();
    const policy = information.oid();
    information.optional(Tag.sequence);
    information.end();
    if (policies.has(policy)) throw new DerError("A policy stands twice");
    policies.add(policy);
  } while (!sequence.done);
  return policies;
}

function readMappings(der: Uint8Array): readonly PolicyMapping[] {
  const sequence = DerReader.open(der);
  const mappings: PolicyMapping[] = [];
  do {
    const pair = sequence.enter();
    const issuer = pair.oid();
    const subject = pair.oid();
    pair.end();
    if (issuer === ANY_POLICY || subject === ANY_POLICY) {
      throw new DerError("A policy is mapped from or to any policy");
    }
    mappings.push({ issuer, subject });
  } while (!sequence.done);
  return mappings;
}

function readConstraints(
  der: Uint8Array,
): Pick<Policies, "requireExplicit" | "inhibitMapping"> {
  const constraints = DerReader.open(der);
  if (constraints.done) {
    throw new DerError("Policy constraints that constrain nothing");
  }
  const countAt = (tag: number): number | undefined =>
    constraints.next === tag ? constraints.count(tag) : undefined;
  const requireExplicit = countAt(context(0, false));
  const inhibitMapping = countAt(context(1, false));
  constraints.end();
  return { requireExplicit, inhibitMapping };
}

function readSkip(der: Uint8Array): number {
  const reader = new DerReader(der);
  const skip = reader.count();
  reader.end();
  return skip;
}
