/**
 * Text from somebody else's file, for a terminal: what would not show, or would
 * steer the terminal or the direction of writing, becomes `\u{…}`.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[\p{C}\u2028\u2029]/gu,
    (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`,
  );
}
