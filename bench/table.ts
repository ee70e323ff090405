import type { Spread } from "./ratio.ts";

/** Prints a section's title and what was measured. */
export function title(text: string, what: string): void {
  console.log(`\n${text}\n${what}\n`);
}

/** Prints rows in columns, the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): void {
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map((row) => row[column].length))
  );
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])
    );
    console.log(`  ${cells.join("  ")}`);
  }
}

/** A ratio with its quartiles, as "1.92 (1.88–1.97)". */
export function ratioCell({ median, low, high }: Spread): string {
  return `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

/** A rate or a size, with three digits that mean something. */
export function numberCell(value: number): string {
  return value >= 100
    ? Math.round(value).toLocaleString("en")
    : value.toPrecision(3);
}
