import { concat, prefixed } from "../tester/bytes.ts";

/** The parts of a ClientHello's body, whatever is wrong with them. */
export interface LooseHello {
  /** Each list's bytes, as they came. */
  versions: Uint8Array;
  readonly random: Uint8Array;
  settings: Uint8Array;
  ciphers: Uint8Array;
  compressions: Uint8Array;
  readonly maxFrame: Uint8Array;
  readonly serverName: Uint8Array;
  extensions: Uint8Array;
  /** The bytes after the last field. */
  rest: Uint8Array;
}

/**
 * The body as a lenient reader would have it written: what a mutant accepts
 * is handed to the reference in an acceptable form. A body that no reader could
 * read stays as it is.
 */
export function respelt(
  body: Uint8Array,
  change: (hello: LooseHello) => void,
): Uint8Array {
  let at = 0;
  const take = (size: number): Uint8Array => {
    at += size;
    if (at > body.length) throw new RangeError("The body ends too early");
    return body.slice(at - size, at);
  };
  const vector = (width: number): Uint8Array =>
    take(take(width).reduce((size, byte) => size * 256 + byte, 0));
  try {
    const hello: LooseHello = {
      versions: vector(1),
      random: take(32),
      settings: vector(1),
      ciphers: vector(1),
      compressions: vector(1),
      maxFrame: take(3),
      serverName: vector(1),
      extensions: vector(2),
      rest: body.slice(at),
    };
    change(hello);
    return concat(
      prefixed(1, hello.versions),
      hello.random,
      prefixed(1, hello.settings),
      prefixed(1, hello.ciphers),
      prefixed(1, hello.compressions),
      hello.maxFrame,
      prefixed(1, hello.serverName),
      prefixed(2, hello.extensions),
      hello.rest,
    );
  } catch (error) {
    if (error instanceof RangeError) return body;
    throw error;
  }
}

/** A list of numbers without those that came before. */
export function distinct(list: Uint8Array, width: number): Uint8Array {
  const seen = new Map<string, Uint8Array>();
  for (let at = 0; at + width <= list.length; at += width) {
    const value = list.slice(at, at + width);
    if (!seen.has(value.join())) seen.set(value.join(), value);
  }
  return concat(
    ...seen.values(),
    list.slice(list.length - list.length % width),
  );
}

/** The same, where only values that are not these may stand twice. */
export function distinctBut(
  list: Uint8Array,
  width: number,
  known: readonly number[],
): Uint8Array {
  const numbers: number[] = [];
  for (let at = 0; at + width <= list.length; at += width) {
    numbers.push(list.slice(at, at + width).reduce((sum, b) => sum * 256 + b));
  }
  const twice = numbers.some((number, i) =>
    known.includes(number) && numbers.indexOf(number) !== i
  );
  return twice ? list : distinct(list, width);
}

/** Extensions without those of a type that came before. */
export function firstOfEach(extensions: Uint8Array): Uint8Array {
  const kept = new Map<number, Uint8Array>();
  for (let at = 0; at + 4 <= extensions.length;) {
    const [high, low, long, short] = extensions.subarray(at, at + 4);
    const end = at + 4 + long * 256 + short;
    // One that runs past the end is the reference's to refuse.
    if (end > extensions.length) return extensions;
    const type = high * 256 + low;
    if (!kept.has(type)) kept.set(type, extensions.slice(at, end));
    at = end;
  }
  return concat(...kept.values());
}
