/** A table in Markdown, its columns aligned as `deno fmt` aligns them. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = head.map((_, i) =>
    Math.max(3, ...[head, ...rows].map((row) => width(row[i])))
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => pad(cell, widths[i])).join(" | ")} |`;
  return [
    line(head),
    line(widths.map((size) => "-".repeat(size))),
    ...rows.map(line),
  ].join("\n");
}

function pad(cell: string, size: number): string {
  return cell + " ".repeat(size - width(cell));
}

/** Columns of a fixed-width font; none of the characters used takes two. */
function width(text: string): number {
  return [...text].length;
}
