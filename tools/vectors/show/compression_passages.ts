import { fromHex } from "../../../conformance/tester/bytes.ts";
import type { CompressionVector } from "../compression/format.ts";
import { type Passage, rowsOf } from "./passage.ts";

const TYPES = ["stored", "fixed code", "codes of its own", "reserved type"];

/** The contents, the header of the first block, and what they inflate to. */
export function compressionPassages(
  { contents, inflated }: CompressionVector,
): Passage[] {
  return contents.flatMap((hex, i) => {
    const content = fromHex(hex);
    const [first = 0] = content;
    const block = `first block ${(first & 1) === 1 ? "final" : "not final"}, ${
      TYPES[(first >> 1) & 3]
    }`;
    const parts: Passage[] = [{
      title: `contents[${i}]: ${content.length} bytes, ${block}`,
      rows: rowsOf(content, [
        ["content (first byte)", 1, (first & 1) === 1 ? "CMP-8" : "CMP-1"],
        ["content (DEFLATE)", content.length - 1, "CMP-1"],
      ]),
    }];
    const bytes = inflated[i]?.bytes;
    if (bytes === undefined) return parts;
    const out = fromHex(bytes);
    return [...parts, {
      title: `inflated[${i}]`,
      rows: rowsOf(out, [["content", out.length, "CMP-6"]]),
    }];
  });
}
