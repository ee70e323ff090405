import type { Source } from "../topic.ts";
import { acceptedVectors } from "./accepted_vectors.ts";
import type { CompressionVector } from "./format.ts";
import { openVectors, refusedVectors } from "./refused_vectors.ts";

/** The vectors of the topic `compression`. */
export function generateCompression({ values }: Source): CompressionVector[] {
  return [
    ...acceptedVectors(values("compression/noise", 600)),
    ...refusedVectors(),
    ...openVectors(),
  ];
}
