import { type Certificate, isSelfIssued } from "./certificate.ts";
import {
  anchorFault,
  issuerFault,
  type Judgement,
} from "./certificate_rules.ts";
import { hex } from "./hex.ts";
import { verifyingKeyFault } from "./public_key.ts";
import type { Fault } from "./reasons.ts";
import { sameBytes } from "./same_bytes.ts";
import { algorithmFault, verifies } from "./signature.ts";

/** A certificate, and the place by which a verdict names it. */
export interface Placed extends Certificate {
  readonly index: number;
}

/** A fault, and the place of the certificate that has it. */
export interface PlacedFault extends Fault {
  readonly index: number;
}

/** Certificates from the leaf up; the last one is a trust anchor. */
export type Path = readonly [...Placed[], Placed];

/** What a search may cost. No honest chain comes near any of these. */
export const SEARCH_BUDGET = {
  /** Certificates of a path, its anchor not counted. */
  depth: 10,
  /** Signatures verified. */
  signatures: 24,
  /** Issuers tried. */
  steps: 1000,
  /** Paths judged as a whole. */
  paths: 16,
} as const;

/** What a search works with. */
export interface SearchInput extends Judgement {
  readonly leaf: Placed;
  /** What was sent beyond the leaf, in any order, anchors left out. */
  readonly intermediates: readonly Placed[];
  readonly anchors: readonly Placed[];
  /** The rules of a whole path; what breaks them is searched past. */
  readonly judge: (path: Path) => Promise<PlacedFault | undefined>;
}

/**
 * Finds a path from the leaf to an anchor, depth first, every signature on it
 * verified and every issuer judged before the search goes on through it. If
 * there is none, the fault is the one that came closest to a path.
 */
export async function searchPath(
  input: SearchInput,
): Promise<Path | PlacedFault> {
  const search = new Search(input);
  try {
    return await search.extend([input.leaf]) ?? search.fault;
  } catch (error) {
    if (error instanceof OverBudget) return error.fault;
    throw error;
  }
}

class OverBudget extends Error {
  readonly fault: PlacedFault;

  constructor(index: number, what: string) {
    super(what);
    this.fault = {
      reason: "over_budget",
      index,
      detail: `The search for a path ended here, after ${what}`,
    };
  }
}

/** How close to a path a fault was met: the closest is reported. */
const Closeness = { noIssuer: 0, issuer: 1, path: 2 } as const;

class Search {
  readonly #input: SearchInput;
  readonly #intermediates: readonly Placed[];
  readonly #verified = new Map<string, boolean>();
  readonly #keys = new Map<Placed, string>();
  #steps = 0;
  #paths = 0;
  #closeness = -1;
  #depth = 0;
  fault: PlacedFault;

  constructor(input: SearchInput) {
    this.#input = input;
    this.#intermediates = nearestFirst(input);
    this.fault = unknownIssuer(input.leaf);
  }

  /** A path that begins with `chain`, if there is one. */
  async extend(chain: readonly Placed[]): Promise<Path | undefined> {
    const child = chain[chain.length - 1];
    const refusal = algorithmFault(child);
    if (refusal) {
      this.#note(Closeness.issuer, child, refusal);
      return undefined;
    }
    this.#noteDeadEnd(chain.length, child);
    for (const anchor of issuersOf(child, this.#input.anchors)) {
      const path = await this.#finish(chain, anchor);
      if (path) return path;
    }
    for (const issuer of issuersOf(child, this.#intermediates)) {
      if (chain.some((link) => isSameEntity(link, issuer))) continue;
      const path = await this.#climb(chain, issuer);
      if (path) return path;
    }
    return undefined;
  }

  async #finish(
    chain: readonly Placed[],
    anchor: Placed,
  ): Promise<Path | undefined> {
    const child = chain[chain.length - 1];
    this.#countStep(child);
    const unusable = verifyingKeyFault(anchor.key);
    if (unusable) {
      this.#note(Closeness.issuer, anchor, unusable);
      return undefined;
    }
    if (!await this.#isIssuedBy(child, anchor)) return undefined;
    const denied = anchorFault(anchor, countBelow(chain), this.#input);
    if (denied) {
      this.#note(Closeness.path, anchor, denied);
      return undefined;
    }
    if (++this.#paths > SEARCH_BUDGET.paths) {
      throw new OverBudget(child.index, `${SEARCH_BUDGET.paths} paths`);
    }
    const path: Path = [...chain, anchor];
    const broken = await this.#input.judge(path);
    if (!broken) return path;
    this.#note(Closeness.path, broken, broken);
    return undefined;
  }

  async #climb(
    chain: readonly Placed[],
    issuer: Placed,
  ): Promise<Path | undefined> {
    const child = chain[chain.length - 1];
    this.#countStep(child);
    if (chain.length === SEARCH_BUDGET.depth) {
      const { depth } = SEARCH_BUDGET;
      this.#note(Closeness.issuer, issuer, {
        reason: "over_budget",
        detail: `A path would have more than ${depth} certificates`,
      });
      return undefined;
    }
    const broken = issuerFault(issuer, countBelow(chain), this.#input);
    if (broken) {
      this.#note(Closeness.issuer, issuer, broken);
      return undefined;
    }
    if (!await this.#isIssuedBy(child, issuer)) return undefined;
    return this.extend([...chain, issuer]);
  }

  async #isIssuedBy(child: Placed, issuer: Placed): Promise<boolean> {
    const pair = `${child.index} ${this.#keyOf(issuer)}`;
    let good = this.#verified.get(pair);
    if (good === undefined) {
      if (this.#verified.size === SEARCH_BUDGET.signatures) {
        throw new OverBudget(child.index, `${this.#verified.size} signatures`);
      }
      good = await verifies(child, issuer);
      this.#verified.set(pair, good);
    }
    if (!good && !hasOtherKey(child, issuer)) {
      this.#note(Closeness.issuer, child, {
        reason: "bad_signature",
        detail: "Its signature does not verify with the key of its issuer",
      });
    }
    return good;
  }

  /** The same for all certificates of one key: a signature verifies for all. */
  #keyOf(issuer: Placed): string {
    const key = this.#keys.get(issuer) ?? hex(issuer.spki);
    this.#keys.set(issuer, key);
    return key;
  }

  #countStep(child: Placed): void {
    if (++this.#steps > SEARCH_BUDGET.steps) {
      throw new OverBudget(child.index, `${SEARCH_BUDGET.steps} steps`);
    }
  }

  #note(closeness: number, { index }: { index: number }, fault: Fault): void {
    if (closeness <= this.#closeness) return;
    this.#closeness = closeness;
    this.fault = { reason: fault.reason, index, detail: fault.detail };
  }

  /** The longest chain without an issuer is the one to complain about. */
  #noteDeadEnd(depth: number, child: Placed): void {
    if (this.#closeness > Closeness.noIssuer || depth <= this.#depth) return;
    this.#closeness = Closeness.noIssuer;
    this.#depth = depth;
    this.fault = unknownIssuer(child);
  }
}

/** Intermediate certificates of a chain, by RFC 5280 §4.2.1.9. */
function countBelow([, ...intermediates]: readonly Placed[]): number {
  return intermediates.filter((link) => !isSelfIssued(link)).length;
}

function unknownIssuer({ index }: Placed): PlacedFault {
  return {
    reason: "unknown_issuer",
    index,
    detail: "Its issuer is neither a trust anchor nor among what was sent",
  };
}

/**
 * Those whose issuer is an anchor by name come before others, so that the
 * short way is found first among authorities that certify one another.
 */
function nearestFirst(
  { intermediates, anchors }: SearchInput,
): readonly Placed[] {
  const trusted = new Set(anchors.map(({ subject }) => subject.key));
  const isNear = ({ issuer }: Placed): boolean => trusted.has(issuer.key);
  return [
    ...intermediates.filter(isNear),
    ...intermediates.filter((other) => !isNear(other)),
  ];
}

/** Who may have issued it, by name; likely ones first. */
function issuersOf(
  child: Certificate,
  candidates: readonly Placed[],
): readonly Placed[] {
  const named = candidates.filter((candidate) =>
    candidate.subject.key !== "" && candidate.subject.key === child.issuer.key
  );
  return [
    ...named.filter((candidate) => !hasOtherKey(child, candidate)),
    ...named.filter((candidate) => hasOtherKey(child, candidate)),
  ];
}

/** Whether the key identifiers, where both are there, differ. */
function hasOtherKey(child: Certificate, issuer: Certificate): boolean {
  const wanted = child.extensions.authorityKeyId;
  const found = issuer.extensions.subjectKeyId;
  return wanted !== undefined && found !== undefined && wanted !== found;
}

/** RFC 4158 §5.2: the same name with the same key again makes a loop. */
function isSameEntity(a: Certificate, b: Certificate): boolean {
  return a.subject.key === b.subject.key && sameBytes(a.spki, b.spki);
}
