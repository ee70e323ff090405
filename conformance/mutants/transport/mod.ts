import type { Mutant } from "../mutant.ts";
import { contract } from "./contract.ts";

/** Mutants of the transport, and of the contract above it. */
export const transport: readonly Mutant[] = [...contract];
