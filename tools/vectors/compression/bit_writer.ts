/** Writes DEFLATE by hand: bits from the lowest of each byte (RFC 1951, 3.1.1). */
export class BitWriter {
  readonly #bytes: number[] = [];
  #bit = 0;

  /** A number, its lowest bit first. */
  number(value: number, size: number): this {
    for (let i = 0; i < size; i++) this.#push((value >>> i) & 1);
    return this;
  }

  /** A Huffman code, its highest bit first. */
  code(value: number, size: number): this {
    for (let i = size - 1; i >= 0; i--) this.#push((value >>> i) & 1);
    return this;
  }

  /** Zeros up to the next whole byte. */
  align(): this {
    while (this.#bit !== 0) this.#push(0);
    return this;
  }

  /** Whole bytes. */
  raw(bytes: Iterable<number>): this {
    this.align();
    this.#bytes.push(...bytes);
    return this;
  }

  /** The header of a block: BFINAL and BTYPE. */
  block(type: 0 | 1 | 2 | 3, final = false): this {
    return this.number(final ? 1 : 0, 1).number(type, 2);
  }

  /** A literal, a length or the end of a block, in the fixed code. */
  fixed(symbol: number): this {
    if (symbol < 144) return this.code(0x30 + symbol, 8);
    if (symbol < 256) return this.code(0x190 + symbol - 144, 9);
    if (symbol < 280) return this.code(symbol - 256, 7);
    return this.code(0xc0 + symbol - 280, 8);
  }

  /** A distance in the fixed code, without its extra bits. */
  distance(symbol: number): this {
    return this.code(symbol, 5);
  }

  /** A stored block. */
  stored(bytes: Uint8Array, final = false): this {
    const { length } = bytes;
    return this.block(0, final).align()
      .raw([length & 0xff, length >> 8, ~length & 0xff, ~length >> 8 & 0xff])
      .raw(bytes);
  }

  /**
   * The content as the protocol carries it: an empty stored block at the end,
   * without its last four bytes.
   */
  flush(): Uint8Array {
    return this.block(0).align().bytes;
  }

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #push(bit: number): void {
    if (this.#bit === 0) this.#bytes.push(0);
    this.#bytes[this.#bytes.length - 1] |= bit << this.#bit;
    this.#bit = (this.#bit + 1) % 8;
  }
}
