import type { z } from "zod";
import type { StructLayout } from "./layout.ts";
import { layoutOf, type WireStruct } from "./vocabulary.ts";
import { reader } from "./read.ts";
import { writer } from "./write.ts";
import { DecodeError } from "./decode_error.ts";

/** Encodes and decodes one struct. Every value has one spelling. */
export interface Codec<T> {
  readonly layout: StructLayout;
  /**
   * The value that `bytes` spell, all of them. Byte strings in it are views
   * of `bytes`: copy them before the buffer is wiped or used again.
   *
   * @throws DecodeError
   */
  decode(bytes: Uint8Array): T;
  /** How many bytes `value` takes. */
  size(value: T): number;
  /**
   * The bytes of `value`.
   *
   * @throws RangeError with the field's path, when a value breaks its bounds.
   */
  encode(value: T): Uint8Array;
  /**
   * Writes `value` into `buffer` from `at` on and returns where it ends.
   *
   * @throws RangeError as `encode`, or when the buffer is too small.
   */
  encodeInto(value: T, buffer: Uint8Array, at: number): number;
}

/** The codec of a struct, built from its layout once. */
export function codec<S extends WireStruct>(schema: S): Codec<z.infer<S>> {
  const layout = layoutOf(schema);
  const read = reader(layout);
  const { size, write } = writer(layout);
  return {
    layout,
    decode(bytes) {
      const cursor = { bytes, at: 0, end: bytes.length, indexes: [] };
      const value = read(cursor) as z.infer<S>;
      if (cursor.at !== cursor.end) {
        const left = cursor.end - cursor.at;
        throw new DecodeError(
          "trailing",
          cursor.at,
          layout.name,
          `${left} byte${left === 1 ? "" : "s"} after the end`,
        );
      }
      return value;
    },
    size: (value) => size(value, layout.name),
    encode(value) {
      const buffer = new Uint8Array(size(value, layout.name));
      write(value, buffer, 0);
      return buffer;
    },
    encodeInto(value, buffer, at) {
      const length = size(value, layout.name);
      if (!Number.isInteger(at) || at < 0 || at + length > buffer.length) {
        throw new RangeError(
          `Cannot encode ${layout.name}: ${length} bytes at ${at} do not fit into ${buffer.length}`,
        );
      }
      return write(value, buffer, at);
    },
  };
}
