import type { Mutant } from "../mutant.ts";
import { names } from "./names.ts";
import { paths } from "./paths.ts";
import { policies } from "./policies.ts";

/** Mutants of identity. */
export const identity: readonly Mutant[] = [...paths, ...names, ...policies];
