/** Pieces shorter than this are copied together; longer ones are kept. */
const SMALL = 1_024;
/** What small pieces are copied into. */
const BLOCK = 4_096;

/**
 * Bytes in the order they came, taken off in any sizes. Long pieces are kept
 * by reference; short ones are gathered, so that a peer that sends single
 * bytes costs bytes and not objects.
 */
export class ByteQueue {
  #pieces: Uint8Array[] = [];
  /** The first piece that still has bytes, and how many of them are gone. */
  #first = 0;
  #gone = 0;
  /** How much of the last piece is filled, where it is a block of ours. */
  #block: { bytes: Uint8Array; filled: number } | undefined;
  #size = 0;

  /** Bytes held. */
  get size(): number {
    return this.#size;
  }

  /** Appends a piece. */
  push(piece: Uint8Array): void {
    this.#size += piece.length;
    if (piece.length >= SMALL || this.#pieces.length === 0) {
      this.#block = undefined;
      if (piece.length > 0) this.#pieces.push(piece);
    } else if (piece.length > 0) {
      this.#gather(piece);
    }
  }

  /** Takes `length` bytes, as views of the pieces they came in. */
  take(length: number): Uint8Array[] {
    if (length > this.#size) throw new RangeError("More bytes than are held");
    this.#size -= length;
    const taken: Uint8Array[] = [];
    while (length > 0) {
      const piece = this.#pieces[this.#first];
      const part = piece.subarray(this.#gone, this.#gone + length);
      taken.push(part);
      length -= part.length;
      this.#gone += part.length;
      if (this.#gone === piece.length) {
        this.#first++;
        this.#gone = 0;
      }
    }
    this.#forget();
    return taken;
  }

  /** Takes the next piece, or what is left of it; nothing where none is held. */
  takePiece(): Uint8Array | undefined {
    const piece = this.#pieces.at(this.#first);
    return piece && this.take(piece.length - this.#gone)[0];
  }

  /** Takes a few bytes, as numbers. */
  takeSmall(length: number): number[] {
    const taken: number[] = [];
    for (const part of this.take(length)) taken.push(...part);
    return taken;
  }

  #gather(piece: Uint8Array): void {
    const block = this.#block;
    if (block && block.filled + piece.length <= BLOCK) {
      block.bytes.set(piece, block.filled);
      block.filled += piece.length;
      const last = this.#pieces.length - 1;
      this.#pieces[last] = block.bytes.subarray(0, block.filled);
      return;
    }
    const bytes = new Uint8Array(BLOCK);
    bytes.set(piece);
    this.#block = { bytes, filled: piece.length };
    this.#pieces.push(bytes.subarray(0, piece.length));
  }

  /** Lets go of pieces that are used up. */
  #forget(): void {
    if (this.#first === this.#pieces.length) {
      this.#pieces = [];
      this.#first = 0;
      this.#block = undefined;
    } else if (this.#first >= 64) {
      this.#pieces = this.#pieces.slice(this.#first);
      this.#first = 0;
    }
  }
}
