const WIDTH = 80;

/**
 * JSON with one spelling: two spaces a level, an array or object of scalars
 * on one line where it fits, a line feed at the end.
 */
export function printJson(value: unknown): string {
  return `${print(value, 0)}\n`;
}

function print(value: unknown, indent: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((item) => ["", item])
    : Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [`${JSON.stringify(key)}: `, item]);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (entries.length === 0) return open + close;
  const flat = entries.every(([, item]) => typeof item !== "object");
  if (flat) {
    const items = entries.map(([key, item]) => key + JSON.stringify(item));
    const gap = Array.isArray(value) ? "" : " ";
    const line = open + gap + items.join(", ") + gap + close;
    if (line.length + indent <= WIDTH) return line;
  }
  const margin = " ".repeat(indent + 2);
  const lines = entries.map(([key, item]) =>
    margin + key + print(item, indent + 2)
  );
  return `${open}\n${lines.join(",\n")}\n${" ".repeat(indent)}${close}`;
}
