/** Bytes that are not DER, or not of the structure that was expected. */
export class DerError extends Error {
  override readonly name = "DerError";
}

/** The tags read here: universal ones, and context ones by {@link context}. */
export const Tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The tag of a context-specific element. */
export function context(number: number, constructed: boolean): number {
  return (constructed ? 0xa0 : 0x80) | number;
}

/** One element: its tag, its content, and all of it, header included. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

/**
 * Reads DER strictly, in order, and without recursion: the caller's code is the
 * structure, so depth is bounded by it and not by the sender. Lengths are
 * definite and minimal, tags are below 31, and whoever opens a structure ends
 * it with {@link DerReader.end}, which refuses what was not read. The general
 * parsers we use elsewhere take BER and skip what they do not know.
 *
 * Every view is into the bytes given. Throws {@link DerError}.
 */
export class DerReader {
  readonly #bytes: Uint8Array;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Opens bytes that must hold exactly one element of this tag. */
  static open(bytes: Uint8Array, tag: number = Tag.sequence): DerReader {
    const outer = new DerReader(bytes);
    const inner = outer.enter(tag);
    outer.end();
    return inner;
  }

  /** Whether everything was read. */
  get done(): boolean {
    return this.#offset === this.#bytes.length;
  }

  /** The next element's tag, or undefined at the end. */
  get next(): number | undefined {
    return this.#bytes[this.#offset];
  }

  /** Refuses what is left. */
  end(): void {
    if (!this.done) {
      throw new DerError(
        `${this.#bytes.length - this.#offset} bytes too many in a structure`,
      );
    }
  }

  /** The next element, of this tag if one is given. */
  element(expected?: number): DerElement {
    const bytes = this.#bytes;
    const start = this.#offset;
    if (start + 2 > bytes.length) throw new DerError("A structure is cut off");
    const tag = bytes[start];
    if ((tag & 0x1f) === 0x1f || tag === 0) {
      throw new DerError(`Tag 0x${tag.toString(16)} is not used in X.509`);
    }
    if (expected !== undefined && tag !== expected) {
      throw new DerError(
        `Expected tag 0x${expected.toString(16)}, found 0x${tag.toString(16)}`,
      );
    }
    const isStructure = (tag & 0x1e) === 0x10;
    if (tag < 0x40 && isStructure !== (tag >= 0x20)) {
      throw new DerError(`Tag 0x${tag.toString(16)} is of BER, not of DER`);
    }
    let length = bytes[start + 1];
    let at = start + 2;
    if (length >= 0x80) {
      const size = length & 0x7f;
      if (size === 0 || size > 4 || at + size > bytes.length) {
        throw new DerError("A length is indefinite, too long or cut off");
      }
      length = 0;
      for (let i = 0; i < size; i++) length = length * 256 + bytes[at++];
      if (length < 0x80 || length < 2 ** (8 * (size - 1))) {
        throw new DerError("A length is not in its shortest form");
      }
    }
    if (length > bytes.length - at) {
      throw new DerError("An element is longer than what holds it");
    }
    this.#offset = at + length;
    return {
      tag,
      content: bytes.subarray(at, this.#offset),
      whole: bytes.subarray(start, this.#offset),
    };
  }

  /** A reader of the next element's content. */
  enter(tag: number = Tag.sequence): DerReader {
    return new DerReader(this.element(tag).content);
  }

  /** The next element if it has this tag. */
  optional(tag: number): DerElement | undefined {
    return this.next === tag ? this.element(tag) : undefined;
  }

  /** An INTEGER's content octets, in the shortest two's complement form. */
  integer(tag: number = Tag.integer): Uint8Array {
    const { content } = this.element(tag);
    const redundant = content.length > 1 &&
      (content[0] === 0 && content[1] < 0x80 ||
        content[0] === 0xff && content[1] >= 0x80);
    if (content.length === 0 || redundant) {
      throw new DerError("An INTEGER is not in its shortest form");
    }
    return content;
  }

  /** A BOOLEAN that is false by default: DER never spells out a default. */
  flag(): boolean {
    const flag = this.optional(Tag.boolean);
    if (flag && (flag.content.length !== 1 || flag.content[0] !== 0xff)) {
      throw new DerError("A BOOLEAN is not FF, and false is left out");
    }
    return flag !== undefined;
  }

  /** A number of certificates or bytes; past {@link MANY} all are alike. */
  count(tag: number = Tag.integer): number {
    const integer = this.integer(tag);
    if (integer[0] >= 0x80) throw new DerError("A number is negative");
    return integer.reduce((sum, byte) => Math.min(sum * 256 + byte, MANY), 0);
  }

  /**
   * A list of named bits of which one is set at least: the first one as 1, the
   * second as 2, and so on. Unused bits are zero. DER ends the list with its
   * last one (X.690 §11.2.2), but roots that everybody trusts don't.
   */
  namedBits(): number {
    const { content } = this.element(Tag.bitString);
    const [unused, ...bytes] = content;
    const spare = 2 ** unused - 1;
    const good = unused < 8 && bytes.length > 0 && bytes.length <= 4 &&
      (bytes[bytes.length - 1] & spare) === 0 && bytes.some((byte) => byte > 0);
    if (!good) throw new DerError("A list of bits has none, or too many");
    return bytes.reduce(
      (sum, byte, i) => sum + reversed(byte) * 2 ** (8 * i),
      0,
    );
  }

  /** The bytes of a BIT STRING that has no unused bits. */
  octetsOfBitString(): Uint8Array {
    const { content } = this.element(Tag.bitString);
    if (content.length === 0 || content[0] !== 0) {
      throw new DerError("A BIT STRING does not end on an octet");
    }
    return content.subarray(1);
  }

  /** An OBJECT IDENTIFIER in dotted form. */
  oid(tag: number = Tag.oid): string {
    return dottedOid(this.element(tag).content);
  }

  /** A UTCTime or GeneralizedTime of RFC 5280 §4.1.2.5, in ms since epoch. */
  time(): number {
    const { tag, content } = this.element();
    if (tag !== Tag.utcTime && tag !== Tag.generalizedTime) {
      throw new DerError(`Tag 0x${tag.toString(16)} is not a time`);
    }
    return parseTime(String.fromCharCode(...content.subarray(0, 16)), tag);
  }
}

/** What {@link DerReader.count} gives for any number that is not below it. */
export const MANY = 1000;

/** The bits of an octet in the opposite order. */
function reversed(octet: number): number {
  let result = 0;
  for (let i = 0; i < 8; i++) result |= (octet >> i & 1) << (7 - i);
  return result;
}

function dottedOid(content: Uint8Array): string {
  if (content.length === 0 || content.length > 64) {
    throw new DerError("An OBJECT IDENTIFIER has an impossible size");
  }
  const arcs: bigint[] = [];
  let arc = 0n;
  let fresh = true;
  for (const byte of content) {
    if (fresh && byte === 0x80) {
      throw new DerError("An OBJECT IDENTIFIER is not in its shortest form");
    }
    arc = arc << 7n | BigInt(byte & 0x7f);
    fresh = byte < 0x80;
    if (fresh) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  if (!fresh) throw new DerError("An OBJECT IDENTIFIER is cut off");
  const first = arcs[0] < 80n ? arcs[0] / 40n : 2n;
  return [first, arcs[0] - first * 40n, ...arcs.slice(1)].join(".");
}

function parseTime(text: string, tag: number): number {
  const [, century, ...parts] =
    /^(\d\d)?(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  if (
    parts.length === 0 ||
    (century === undefined) !== (tag === Tag.utcTime)
  ) {
    throw new DerError(
      "A time is not written YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ",
    );
  }
  const [year, month, day, hour, minute, second] = parts.map(Number);
  const fullYear = century === undefined
    ? year + (year < 50 ? 2000 : 1900)
    : Number(century) * 100 + year;
  const date = new Date(0);
  date.setUTCFullYear(fullYear, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const exact = date.getUTCFullYear() === fullYear &&
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day &&
    date.getUTCHours() === hour && date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!exact) throw new DerError(`There is no such time as ${text}`);
  return date.getTime();
}
