import type { AlertName } from "../tester/registry.ts";
import { TEST_CLOCK, TEST_NAME } from "../runner/materials.ts";
import { parties } from "./parties.ts";
import type { FlagName } from "./flags.ts";

/** What a server sends and a client is configured to, DER. */
export interface Scene {
  /** The certificates of ServerCertificate, leaf first. */
  readonly chain: readonly Uint8Array[];
  readonly anchors: readonly Uint8Array[];
  /** Given at all, every certificate but the anchor needs one. */
  readonly crls?: readonly Uint8Array[];
  /** SHA-256 of the SubjectPublicKeyInfo that is pinned, in hex. */
  readonly pin?: string;
}

/** What must come of it (spec/identity.md). */
export type Verdict =
  | { readonly result: "accept" }
  | {
    /** `either`: the specification leaves it to the client. */
    readonly result: "alert" | "either";
    readonly codes: readonly AlertName[];
    /** The certificate at fault; anchors are counted on behind the chain. */
    readonly at?: number;
  };

/** A chain of certificates, and what a client must make of it. */
export interface Chain {
  /** `family/name`: unlike any other, and never given to another. */
  readonly id: string;
  /** As the end of "A chain with …". */
  readonly what: string;
  readonly requirements: readonly string[];
  readonly flag?: FlagName;
  readonly host: string;
  readonly time: string;
  readonly minimumRsaBits: number;
  /**
   * Where alone it is used: in vectors if it is a {@link detail}, or a clock
   * that runs on would make another chain of it; on the wire if it fills a
   * file.
   */
  readonly only?: "vectors" | "wire";
  readonly verdict: Verdict;
  /** Makes it; the same bytes each time. */
  readonly scene: () => Scene;
}

/** What chains have in common, their defaults left out. */
interface Recipe {
  readonly id: string;
  readonly what: string;
  readonly requirement: string | readonly string[];
  readonly host?: string;
  readonly time?: string;
  readonly minimumRsaBits?: number;
  readonly only?: Chain["only"];
  readonly chain: () => readonly Uint8Array[];
  /** Left out: the suite's own authority. */
  readonly anchors?: () => readonly Uint8Array[];
  readonly crls?: () => readonly Uint8Array[];
  readonly pin?: () => string;
}

/** A recipe of a chain with a fault. */
interface FaultyRecipe extends Recipe {
  readonly flag: FlagName;
  readonly codes: readonly AlertName[];
  readonly at?: number;
}

/** A chain that must be accepted. */
export function accepted(recipe: Recipe): Chain {
  return chainOf(recipe, { result: "accept" });
}

/** A chain with one fault, for which it must be refused. */
export function refused(recipe: FaultyRecipe): Chain {
  const { codes, at } = recipe;
  return chainOf(recipe, { result: "alert", codes, at }, recipe.flag);
}

/** A chain that a client may accept, and may refuse with any code of its kind. */
export function optional(recipe: Recipe): Chain {
  return chainOf(recipe, { result: "either", codes: ANY_CODE }, "Freedom");
}

/**
 * A chain about a detail of RFC 5280 in which certificate libraries in wide use
 * differ: no case insists on it.
 */
export function detail(chain: Chain): Chain {
  return { ...chain, only: "vectors" };
}

function chainOf(recipe: Recipe, verdict: Verdict, flag?: FlagName): Chain {
  const { id, what, requirement, host = TEST_NAME, time = TEST_CLOCK } = recipe;
  let scene: Scene | undefined;
  return {
    id,
    what,
    requirements: typeof requirement === "string" ? [requirement] : requirement,
    flag,
    host,
    time,
    minimumRsaBits: recipe.minimumRsaBits ?? 2048,
    only: recipe.only,
    verdict,
    scene: () => scene ??= sceneOf(recipe),
  };
}

function sceneOf({ chain, anchors, crls, pin }: Recipe): Scene {
  return {
    chain: chain(),
    anchors: anchors?.() ?? [parties.root()],
    crls: crls?.(),
    pin: pin?.(),
  };
}

/** The codes of keys and certificates, 0x20 to 0x29 (IDN-26). */
export const ANY_CODE: readonly AlertName[] = [
  "bad_key",
  "weak_key",
  "key_not_trusted",
  "bad_certificate",
  "unknown_ca",
  "certificate_expired",
  "certificate_revoked",
  "revocation_unknown",
  "certificate_unsuitable",
  "name_mismatch",
];

/**
 * The codes of a fault above the leaf: its own, or that there is no path,
 * from whoever builds none through it (IDN-1, IDN-18).
 */
export function orNoPath(...codes: readonly AlertName[]): AlertName[] {
  return [...codes, "unknown_ca"];
}

/** The codes of a path whose constraints are broken (IDN-6). */
export const CONSTRAINT_CODES: readonly AlertName[] = orNoPath(
  "bad_certificate",
  "certificate_unsuitable",
);
