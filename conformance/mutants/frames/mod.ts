import type { Mutant } from "../mutant.ts";
import { endings } from "./endings.ts";
import { stream } from "./stream.ts";

/** Mutants of frames. */
export const frames: readonly Mutant[] = [...stream, ...endings];
