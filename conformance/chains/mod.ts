/**
 * Chains of certificates, each with one fault or with none: what cases send
 * over TCP and vectors hold. Their bytes come from `tester/`.
 *
 * @module
 */
import { anchors } from "./anchors.ts";
import { authorities } from "./authorities.ts";
import type { Chain } from "./chain.ts";
import { encodings } from "./encodings.ts";
import { leafKeys } from "./leaf_keys.ts";
import { lists } from "./lists.ts";
import { constrained } from "./name_constraints.ts";
import { names } from "./names.ts";
import { paths } from "./paths.ts";
import { pins } from "./pins.ts";
import { revocation } from "./revocation.ts";
import { signatures } from "./signatures.ts";
import { usages } from "./usages.ts";
import { validity } from "./validity.ts";
import { wildcards } from "./wildcards.ts";

export { ANY_CODE, type Chain, type Scene, type Verdict } from "./chain.ts";
export { type FlagName, FLAGS } from "./flags.ts";
export { pinOf } from "./pins.ts";

/** All of them, by family. */
export const CHAINS: readonly Chain[] = [
  ...validity,
  ...names,
  ...wildcards,
  ...usages,
  ...authorities,
  ...constrained,
  ...signatures,
  ...leafKeys,
  ...paths,
  ...anchors,
  ...revocation,
  ...pins,
  ...encodings,
  ...lists,
];
