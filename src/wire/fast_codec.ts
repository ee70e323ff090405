import type { Codec } from "./codec.ts";
import { DecodeError } from "./decode_error.ts";
import type { Cursor } from "./fast_read.ts";
import type { Size } from "./fast_size.ts";
import type { Write } from "./fast_write.ts";
import type { StructLayout } from "./layout.ts";

/** What is generated for a struct. */
export interface Generated<T> {
  read(cursor: Cursor): T;
  readonly size: Size<T>;
  readonly write: Write<T>;
}

/** The codec of generated functions: in all it does that of `codec`. */
export function fastCodec<T>(
  layout: StructLayout,
  { read, size, write }: Generated<T>,
): Codec<T> {
  const { name } = layout;
  const root = { name, index: -1 };
  return {
    layout,
    decode(bytes) {
      const end = bytes.length;
      const cursor = { bytes, at: 0, end, place: root };
      const value = read(cursor);
      const left = end - cursor.at;
      if (left === 0) return value;
      const detail = `${left} byte${left === 1 ? "" : "s"} after the end`;
      throw new DecodeError("trailing", cursor.at, name, detail);
    },
    size: (value) => size(value, root),
    encode(value) {
      const buffer = new Uint8Array(size(value, root));
      write(value, buffer, 0);
      return buffer;
    },
    encodeInto(value, buffer, at) {
      const length = size(value, root);
      if (Number.isInteger(at) && at >= 0 && at + length <= buffer.length) {
        return write(value, buffer, at);
      }
      throw new RangeError(
        `Cannot encode ${name}: ${length} bytes at ${at} do not fit into ${buffer.length}`,
      );
    },
  };
}
