import type { Mutant } from "../mutant.ts";
import { choices } from "./choices.ts";
import { deadline } from "./deadline.ts";
import { established } from "./established.ts";
import { finished } from "./finished.ts";
import { names } from "./names.ts";
import { offer } from "./offer.ts";

/** Mutants of the handshake. */
export const handshake: readonly Mutant[] = [
  ...choices,
  ...names,
  ...offer,
  ...finished,
  ...deadline,
  ...established,
];
