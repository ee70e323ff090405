import type { Mutant } from "../mutant.ts";
import { established } from "./established.ts";
import { finished } from "./finished.ts";
import { negotiation } from "./negotiation.ts";
import { offer } from "./offer.ts";

/** Mutants of the handshake. */
export const handshake: readonly Mutant[] = [
  ...negotiation,
  ...offer,
  ...finished,
  ...established,
];
