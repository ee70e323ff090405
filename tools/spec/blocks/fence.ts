/** A figure drawn in characters; the site makes an SVG of it. */
export function diagramFence(text: string): string {
  return ["```diagram", text, "```"].join("\n");
}

/** A frame or plaintext, byte for byte (spec/conventions.md). */
export function bytesFence(
  kind: "fesa-frame" | "fesa-plain",
  lines: readonly AnnotatedBytes[],
): string {
  const width = Math.max(...lines.map(({ hex }) => hex.length));
  return [
    `\`\`\`${kind}`,
    ...lines.map(({ hex, what }) =>
      what.trim() === "" ? hex : `${hex.padEnd(width)}   ${what}`
    ),
    "```",
  ].join("\n");
}

/** A line of an example: bytes as `00 01`, and what they are, or nothing. */
export interface AnnotatedBytes {
  readonly hex: string;
  readonly what: string;
}
