import { frames } from "./frames/mod.ts";
import { handshake } from "./handshake/mod.ts";
import { messages } from "./messages/mod.ts";
import type { Mutant } from "./mutant.ts";

/** Every mutant, by layer. */
export const MUTANTS: readonly Mutant[] = [
  ...frames,
  ...messages,
  ...handshake,
];
