import { createHash } from "node:crypto";
import { concat, fromHex } from "../../../conformance/tester/bytes.ts";
import { createDecompressor } from "../../../src/mod.ts";
import { difference } from "../differences.ts";
import { outcomeFault, outcomeOf } from "../outcome.ts";
import type { CompressionVector } from "./format.ts";

/** Holds the reference's decoder of compressed content against a vector. */
export async function verifyCompression(
  vector: CompressionVector,
): Promise<string | undefined> {
  const { contents, inflated, maxFrame, expect } = vector;
  const decompressor = createDecompressor(maxFrame);
  for (const [i, content] of contents.entries()) {
    let bytes: Uint8Array = new Uint8Array();
    const got = await outcomeOf(() => {
      bytes = concat(...decompressor.decompress([fromHex(content)]));
    });
    const isLast = i === contents.length - 1;
    const fault = outcomeFault(isLast ? expect : { result: "accept" }, got);
    if (fault) return `contents[${i}]: ${fault}`;
    const differs = difference(
      { size: inflated[i]?.size, sha256: inflated[i]?.sha256 },
      {
        size: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
      },
      `inflated[${i}]`,
    );
    if (differs) return differs;
  }
  return undefined;
}
