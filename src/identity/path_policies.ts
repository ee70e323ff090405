import { isSelfIssued } from "./certificate.ts";
import type { Placed, PlacedFault } from "./path_search.ts";
import { ANY_POLICY, type PolicyMapping } from "./policies.ts";

/** The policy inputs of RFC 5280 §6.1.1 (c), (e), (f) and (g). */
export interface PolicyOptions {
  /** Acceptable policies, as object identifiers; by default any. */
  readonly acceptable?: readonly string[];
  /** Whether the path must be valid for one of them; by default not. */
  readonly requireExplicit?: boolean;
  readonly inhibitMapping?: boolean;
  readonly inhibitAny?: boolean;
}

/**
 * Judges a path's certificate policies by RFC 5280 §6.1, on the graph of RFC 9618
 * in place of the tree, which can grow without bound.
 */
export function policyFault(
  path: readonly Placed[],
  options: PolicyOptions = {},
): PlacedFault | undefined {
  const certificates = path.slice(0, -1);
  const costly = costFault(certificates);
  if (costly) return costly;
  const never = certificates.length + 1;
  let explicit = options.requireExplicit ? 0 : never;
  let mapping = options.inhibitMapping ? 0 : never;
  let any = options.inhibitAny ? 0 : never;
  let level: Level = { any: true, parents: new Map() };
  const levels: Level[] = [];

  for (let i = certificates.length - 1; i >= 0; i--) {
    const certificate = certificates[i];
    const { policies } = certificate.extensions;
    const selfIssued = isSelfIssued(certificate);
    level = restrict(
      level,
      policies.certificatePolicies,
      any > 0 || selfIssued && i > 0,
    );
    if (explicit === 0 && isEmpty(level)) return noPolicy(certificate);
    if (i === 0) {
      if (explicit > 0) explicit--;
      if (policies.requireExplicit === 0) explicit = 0;
      levels.push(level);
      break;
    }
    const { here, next } = map(level, policies.mappings, mapping > 0);
    levels.push(here);
    level = next;
    if (!selfIssued) {
      explicit = Math.max(explicit - 1, 0);
      mapping = Math.max(mapping - 1, 0);
      any = Math.max(any - 1, 0);
    }
    explicit = Math.min(explicit, policies.requireExplicit ?? never);
    mapping = Math.min(mapping, policies.inhibitMapping ?? never);
    any = Math.min(any, policies.inhibitAny ?? never);
  }
  return explicit === 0 && !hasAcceptable(levels, options.acceptable)
    ? noPolicy(certificates[0])
    : undefined;
}

/** Policies and mappings of a path; no honest one comes near. */
const MAX_POLICIES = 2000;

function costFault(certificates: readonly Placed[]): PlacedFault | undefined {
  let cost = 0;
  for (const { extensions, index } of certificates) {
    const { certificatePolicies, mappings } = extensions.policies;
    cost += (certificatePolicies?.size ?? 0) + mappings.length;
    if (cost > MAX_POLICIES) {
      return {
        reason: "over_budget",
        index,
        detail: `There are more than ${MAX_POLICIES} policies on the path`,
      };
    }
  }
  return undefined;
}

/** The policies valid at one certificate. */
interface Level {
  /** Whether any policy is. */
  readonly any: boolean;
  /** Each policy, with those above from which it comes; none: any policy. */
  readonly parents: ReadonlyMap<string, readonly string[]>;
}

function isEmpty({ any, parents }: Level): boolean {
  return !any && parents.size === 0;
}

/** RFC 5280 §6.1.3 (d) and (e): what is expected, and what the certificate has. */
function restrict(
  { any, parents }: Level,
  policies: ReadonlySet<string> = new Set(),
  anyAllowed: boolean,
): Level {
  const hasAny = policies.has(ANY_POLICY) && anyAllowed;
  const kept = new Map(
    [...parents].filter(([policy]) => hasAny || policies.has(policy)),
  );
  if (any) {
    for (const policy of policies) {
      if (policy !== ANY_POLICY && !kept.has(policy)) kept.set(policy, []);
    }
  }
  return { any: any && hasAny, parents: kept };
}

/** RFC 5280 §6.1.4 (b): the level as mappings leave it, and the one below. */
function map(
  { any, parents }: Level,
  mappings: readonly PolicyMapping[],
  allowed: boolean,
): { here: Level; next: Level } {
  const mapped = new Set(mappings.map(({ issuer }) => issuer));
  const here = new Map(parents);
  for (const issuer of mapped) {
    if (!allowed) here.delete(issuer);
    else if (any && !here.has(issuer)) here.set(issuer, []);
  }
  const next = new Map<string, string[]>();
  const add = (subject: string, issuer: string): void => {
    const from = next.get(subject);
    if (from) from.push(issuer);
    else next.set(subject, [issuer]);
  };
  for (const policy of here.keys()) {
    if (!mapped.has(policy)) add(policy, policy);
  }
  for (const { issuer, subject } of allowed ? mappings : []) {
    if (here.has(issuer)) add(subject, issuer);
  }
  return { here: { any, parents: here }, next: { any, parents: next } };
}

/** RFC 5280 §6.1.5 (g): whether a policy of the leaf began as an acceptable one. */
function hasAcceptable(
  levels: readonly Level[],
  acceptable: readonly string[] = [ANY_POLICY],
): boolean {
  const last = levels[levels.length - 1];
  if (isEmpty(last)) return false;
  if (last.any || acceptable.includes(ANY_POLICY)) return true;
  let reached = new Set(last.parents.keys());
  for (const { parents } of [...levels].reverse()) {
    const above = new Set<string>();
    for (const policy of reached) {
      const from = parents.get(policy) ?? [];
      if (from.length === 0 && acceptable.includes(policy)) return true;
      for (const parent of from) above.add(parent);
    }
    reached = above;
  }
  return false;
}

function noPolicy({ index }: Placed): PlacedFault {
  return {
    reason: "no_valid_policy",
    index,
    detail: "The path is valid for no acceptable policy, and one is required",
  };
}
