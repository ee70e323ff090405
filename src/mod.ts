/**
 * The FESA Secure Channel Protocol without sockets: schema, codecs, and the
 * handshake and channel as machines that take bytes and give bytes.
 *
 * @module
 */
export * from "./schema/registries.ts";
export * from "./schema/limits.ts";
export * from "./schema/messages.ts";
export { type FrameRow, FRAMES, longestClearBody } from "./schema/frames.ts";
export { extensionFault, meaningFault } from "./schema/meaning.ts";
export { type Codec, codec } from "./wire/codec.ts";
export { DecodeError, type Fault } from "./wire/decode_error.ts";
export type {
  BytesLayout,
  EnumLayout,
  Field,
  Layout,
  Meaning,
  OpaqueLayout,
  RestLayout,
  StructLayout,
  UintLayout,
  VectorLayout,
  Width,
} from "./wire/layout.ts";
export { leastSize } from "./wire/layout.ts";
export { layoutOf, type WireStruct, type WireType } from "./wire/vocabulary.ts";
export { readPem } from "./identity/pem.ts";
export { ProtocolError } from "./errors.ts";
