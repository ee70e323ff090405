/**
 * The text with what no terminal, log or XML document should be sent spelt
 * out: control characters, lone surrogates and non-characters, as `\x1b`.
 * A report shows what a target has said, and a target may say anything.
 */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, spelt).replaceAll(
    LONE_SURROGATE,
    spelt,
  );
}

/** The same on one line, cut to `most` characters. */
export function oneLine(text: string, most = Infinity): string {
  const line = printable(text.replaceAll(/\s+/g, " ").trim());
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

// All controls but tab and line feed; what turns the direction of writing.
const UNPRINTABLE =
  // deno-lint-ignore no-control-regex
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/g;
const LONE_SURROGATE =
  /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function spelt(character: string): string {
  const code = character.charCodeAt(0);
  const digits = code.toString(16);
  return code < 0x100
    ? `\\x${digits.padStart(2, "0")}`
    : `\\u${digits.padStart(4, "0")}`;
}
