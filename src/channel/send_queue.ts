/** Writes shorter than this are copied together; longer ones are kept. */
const SMALL = 2_048;
/** What small writes are copied into. */
const BLOCK = 16_384;

interface Piece {
  readonly bytes: Uint8Array;
  readonly compress: boolean;
}

/**
 * What the application wrote and no frame holds yet. Data is a stream, so
 * pieces are cut and joined at will; only what asks for the same compression
 * shares a frame.
 */
export class SendQueue {
  #pieces: Piece[] = [];
  #block: { readonly bytes: Uint8Array; filled: number } | undefined;
  #size = 0;

  /** Bytes waiting. */
  get size(): number {
    return this.#size;
  }

  /** Whether the next piece is to be compressed. */
  get compress(): boolean {
    return this.#pieces.length > 0 && this.#pieces[0].compress;
  }

  /** Appends a write; `bytes` must not change until it is taken. */
  push(bytes: Uint8Array, compress: boolean): void {
    if (bytes.length === 0) return;
    this.#size += bytes.length;
    if (bytes.length >= SMALL) {
      this.#block = undefined;
      this.#pieces.push({ bytes, compress });
      return;
    }
    if (!this.#extend(bytes, compress)) this.#start(bytes, compress);
  }

  /**
   * Takes up to `most` bytes that share their compression.
   *
   * @throws TypeError where the bytes of a write are there no more.
   */
  take(most: number): Uint8Array[] {
    const { compress } = this;
    const taken: Uint8Array[] = [];
    let used = 0;
    while (most > 0 && used < this.#pieces.length) {
      const piece = this.#pieces[used];
      if (piece.compress !== compress) break;
      if (piece.bytes.length === 0) {
        throw new TypeError("Cannot send: the bytes of a write were detached");
      }
      if (piece.bytes.length > most) {
        taken.push(piece.bytes.subarray(0, most));
        const bytes = piece.bytes.subarray(most);
        this.#pieces[used] = { bytes, compress };
        this.#size -= most;
        break;
      }
      taken.push(piece.bytes);
      most -= piece.bytes.length;
      this.#size -= piece.bytes.length;
      used++;
    }
    this.#pieces.splice(0, used);
    this.#block = undefined;
    return taken;
  }

  /** Forgets everything. */
  clear(): void {
    this.#pieces = [];
    this.#block = undefined;
    this.#size = 0;
  }

  /** Copies a small write behind the one before it, where there is room. */
  #extend(bytes: Uint8Array, compress: boolean): boolean {
    const block = this.#block;
    const last = this.#pieces.length - 1;
    if (
      !block || block.filled + bytes.length > BLOCK ||
      this.#pieces[last].compress !== compress
    ) return false;
    block.bytes.set(bytes, block.filled);
    block.filled += bytes.length;
    const whole = block.bytes.subarray(0, block.filled);
    this.#pieces[last] = { bytes: whole, compress };
    return true;
  }

  /** Starts a block; the only write of a queue is copied to its own size. */
  #start(bytes: Uint8Array, compress: boolean): void {
    if (this.#pieces.length === 0) {
      this.#pieces.push({ bytes: new Uint8Array(bytes), compress });
      return;
    }
    const block = { bytes: new Uint8Array(BLOCK), filled: bytes.length };
    block.bytes.set(bytes);
    this.#block = block;
    const whole = block.bytes.subarray(0, block.filled);
    this.#pieces.push({ bytes: whole, compress });
  }
}
