import type { Mutant } from "../mutant.ts";
import { ciphers } from "./ciphers.ts";
import { sealedFrames } from "./sealed_frames.ts";
import { compression } from "./compression.ts";
import { released } from "./released.ts";

/** Mutants of protection. */
export const protection: readonly Mutant[] = [
  ...ciphers,
  ...sealedFrames,
  ...released,
  ...compression,
];
