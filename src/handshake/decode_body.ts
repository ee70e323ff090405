import { ProtocolError } from "../errors.ts";
import type { Codec } from "../wire/codec.ts";
import { DecodeError } from "../wire/decode_error.ts";

/** The message that a body spells; one that doesn't parse is `malformed`. */
export function decodeBody<T>(codec: Codec<T>, body: Uint8Array): T {
  try {
    return codec.decode(body);
  } catch (error) {
    if (error instanceof DecodeError) {
      throw new ProtocolError("malformed", `Cannot decode ${error.message}`);
    }
    throw error;
  }
}
