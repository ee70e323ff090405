import type { Mutant } from "../mutant.ts";
import { ciphers } from "./ciphers.ts";
import { sealedFrames } from "./sealed_frames.ts";
import { deflating } from "./deflating.ts";
import { inflating } from "./inflating.ts";
import { released } from "./released.ts";

/** Mutants of protection. */
export const protection: readonly Mutant[] = [
  ...ciphers,
  ...sealedFrames,
  ...released,
  ...inflating,
  ...deflating,
];
