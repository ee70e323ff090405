import { Buffer } from "node:buffer";

/** Tags of what is written here. */
export const Tag = {
  integer: 0x02,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
} as const;

/** One element: a tag, and its content from the parts. */
export function element(
  tag: number,
  ...parts: readonly Uint8Array[]
): Uint8Array {
  const content = Buffer.concat(parts);
  return new Uint8Array(
    Buffer.concat([Uint8Array.of(tag), lengthOf(content.length), content]),
  );
}

/** A SEQUENCE of elements. */
export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return element(Tag.sequence, ...parts);
}

/** An INTEGER that is not negative. */
export function integer(value: number | bigint): Uint8Array {
  const digits = value.toString(16);
  const bytes = Buffer.from(
    digits.padStart(digits.length + digits.length % 2, "0"),
    "hex",
  );
  const sign = bytes[0] >= 0x80 ? Uint8Array.of(0) : new Uint8Array();
  return element(Tag.integer, sign, bytes);
}

/** An OBJECT IDENTIFIER in dotted form. */
export function oid(dotted: string): Uint8Array {
  const [first, second, ...arcs] = dotted.split(".").map(Number);
  const bytes = [40 * first + second, ...arcs].flatMap((arc) => {
    const groups = [arc % 128];
    for (
      let rest = Math.floor(arc / 128);
      rest > 0;
      rest = Math.floor(rest / 128)
    ) {
      groups.unshift(0x80 | rest % 128);
    }
    return groups;
  });
  return element(Tag.oid, Uint8Array.from(bytes));
}

/** NULL. */
export const NULL: Uint8Array = element(Tag.null);

function lengthOf(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}
