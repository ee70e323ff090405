import type { Mutant } from "../mutant.ts";
import { endings } from "./endings.ts";
import { limits } from "./limits.ts";
import { states } from "./states.ts";
import { stream } from "./stream.ts";

/** Mutants of frames. */
export const frames: readonly Mutant[] = [
  ...stream,
  ...states,
  ...limits,
  ...endings,
];
