import type { SpecPage, SpecProblem } from "./page.ts";

/** A frame shown in a page, byte for byte. */
export interface FrameExample {
  readonly page: string;
  /** Line of the opening fence, counted from 1. */
  readonly line: number;
  readonly bytes: Uint8Array;
}

/**
 * Reads the blocks fenced as `fesa-frame`: on each line bytes in hex, one space
 * apart, and after two or more spaces what they are (spec/conventions.md).
 */
export function frameExamples(pages: readonly SpecPage[]): FrameExample[] {
  const examples: FrameExample[] = [];
  for (const page of pages) {
    let open: { line: number; bytes: number[] } | undefined;
    for (const line of page.lines) {
      if (line.text === "```fesa-frame") {
        open = { line: line.number, bytes: [] };
      } else if (open !== undefined && line.text === "```") {
        const { line: start, bytes } = open;
        const example = Uint8Array.from(bytes);
        examples.push({ page: page.name, line: start, bytes: example });
        open = undefined;
      } else if (open !== undefined) {
        open.bytes.push(...leadingBytes(line.text));
      }
    }
  }
  return examples;
}

/** The examples whose header doesn't count their body. */
export function findBadExamples(pages: readonly SpecPage[]): SpecProblem[] {
  const problems: SpecProblem[] = [];
  for (const { page, line, bytes } of frameExamples(pages)) {
    const length = bytes[1] << 16 | bytes[2] << 8 | bytes[3];
    if (bytes.length >= 4 && bytes.length === 4 + length) continue;
    const message = bytes.length < 4
      ? `example of ${bytes.length} bytes, expected a header of 4`
      : `example has a body of ${bytes.length - 4} bytes, its header ${length}`;
    problems.push({ page, line, message });
  }
  return problems;
}

function leadingBytes(text: string): number[] {
  const run = /^(?:[0-9a-f]{2} )*[0-9a-f]{2}(?=$| {2})/.exec(text)?.[0] ?? "";
  return run.split(" ").filter(Boolean).map((pair) =>
    Number.parseInt(pair, 16)
  );
}
