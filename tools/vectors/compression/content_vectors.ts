import { createHash } from "node:crypto";
import { hex } from "../../../conformance/tester/bytes.ts";
import { Compressor } from "../../../conformance/tester/compression.ts";
import { AlertCode } from "../../../src/mod.ts";
import { GENERATED } from "../topic.ts";
import type { CompressionVector } from "./format.ts";

/** The maxFrame of most vectors, and what a content may inflate to. */
export const MAX_FRAME = 4_096;
export const CAPACITY: number = MAX_FRAME - 1_024;

/** The symbol that ends a block. */
export const END = 256;

/** Contents that are taken, and what they inflate to. */
export function accepted(
  name: string,
  comment: string,
  requirements: string[],
  contents: Uint8Array[],
  inflated: Uint8Array[],
  maxFrame = MAX_FRAME,
): CompressionVector {
  return {
    ...base(`accepted/${name}`, comment, requirements, contents),
    maxFrame,
    inflated: inflated.map(shown),
    expect: { result: "accept" },
  };
}

/** Contents of which the last is no DEFLATE, or ends its stream. */
export function refused(
  name: string,
  comment: string,
  requirements: string[],
  contents: Uint8Array | readonly Uint8Array[],
  flag: string,
  inflated: readonly Uint8Array[] = [],
): CompressionVector {
  const all = contents instanceof Uint8Array ? [contents] : [...contents];
  return {
    ...base(`refused/${name}`, comment, requirements, all, flag),
    inflated: inflated.map(shown),
    expect: { result: "alert", codes: [AlertCode.decompression_failed] },
  };
}

/** Contents of which the last inflates to more than there may be. */
export function tooLarge(
  name: string,
  comment: string,
  contents: Uint8Array | readonly Uint8Array[],
  inflated: readonly Uint8Array[] = [],
  maxFrame: number = MAX_FRAME,
): CompressionVector {
  return {
    ...refused(name, comment, ["CMP-7"], contents, "Bomb", inflated),
    maxFrame,
    expect: { result: "alert", codes: [AlertCode.frame_too_large] },
  };
}

/** A content of which no receiver need be able to tell what is wrong. */
export function either(
  name: string,
  comment: string,
  content: Uint8Array,
): CompressionVector {
  return {
    ...base(`open/${name}`, comment, ["CMP-14"], [content], "Boundary"),
    inflated: [],
    expect: { result: "either", codes: [AlertCode.decompression_failed] },
  };
}

function base(
  id: string,
  comment: string,
  requirements: string[],
  contents: Uint8Array[],
  ...flags: string[]
) {
  return {
    id,
    comment,
    requirements,
    flags,
    provenance: GENERATED,
    since: "0.1.0",
    kind: "inflate" as const,
    maxFrame: MAX_FRAME,
    contents: contents.map(hex),
  };
}

/** By pako, whose bytes are the same on every platform. */
export function compress(content: Uint8Array): Uint8Array {
  return new Compressor().compress(content);
}

function shown(bytes: Uint8Array): CompressionVector["inflated"][number] {
  return {
    size: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    ...(bytes.length <= MAX_FRAME && { bytes: hex(bytes) }),
  };
}
