import type { Provenance } from "./format.ts";

/** The name of the known answers' provenance. */
export const EXTERNAL = "external";

/** Who computed the known answers of the key schedule and its frames. */
export const EXTERNAL_PROVENANCE: Provenance = {
  generator: "an independent program in Python's standard library",
  seed: null,
  version: "1",
};
