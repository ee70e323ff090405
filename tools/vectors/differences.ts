import { isDeepStrictEqual } from "node:util";

/**
 * Where two plain values differ first, as "secrets.th1: expected 00, got 01";
 * nothing when they don't. What `expected` leaves out is not looked at.
 */
export function difference(
  expected: unknown,
  got: unknown,
  path = "",
): string | undefined {
  if (isRecord(expected) && isRecord(got)) {
    for (const [key, value] of Object.entries(expected)) {
      if (value === undefined) continue;
      const found = difference(value, got[key], path ? `${path}.${key}` : key);
      if (found) return found;
    }
    return undefined;
  }
  if (Array.isArray(expected) && Array.isArray(got)) {
    if (expected.length !== got.length) {
      return `${path}: expected ${expected.length} items, got ${got.length}`;
    }
    for (const [i, value] of expected.entries()) {
      const found = difference(value, got[i], `${path}[${i}]`);
      if (found) return found;
    }
    return undefined;
  }
  if (isDeepStrictEqual(expected, got)) return undefined;
  return `${path || "value"}: expected ${shown(expected)}, got ${shown(got)}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text === undefined) return "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
