/**
 * The FESA Secure Channel Protocol without sockets: schema, codecs, and the
 * handshake and channel as machines that take bytes and give bytes.
 *
 * @module
 */
export * from "./schema/registries.ts";
export { DESCRIPTIONS } from "./schema/descriptions.ts";
export * from "./schema/limits.ts";
export * from "./schema/messages.ts";
export * as codecs from "./schema/codecs.ts";
export {
  FrameHeader,
  type FrameRow,
  FRAMES,
  longestClearBody,
} from "./schema/frames.ts";
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
export type { CryptoProvider, RandomSource } from "./keys/provider.ts";
export {
  binding,
  type Direction,
  finishedKey,
  masterSecret,
  nextSecret,
  type TrafficKeys,
  trafficKeys,
  trafficSecret,
  verifyData,
} from "./keys/key_schedule.ts";
export {
  readRsaPublicKey,
  requireStrength,
  type RsaPublicKey,
} from "./keys/rsa_public_key.ts";
export {
  decryptPreMaster,
  requireCiphertextSize,
} from "./keys/rsa_transport.ts";
export { createOpener, type Opener } from "./protection/opener.ts";
export { createSealer, type Sealer } from "./protection/sealer.ts";
export {
  createDecompressor,
  type Decompressor,
} from "./protection/compression.ts";
export {
  type PathOptions,
  type PathVerdict,
  validateCertificatePath,
} from "./identity/certificate_path.ts";
export {
  alertFor,
  CERTIFICATE_REASONS,
  type CertificateReason,
} from "./identity/reasons.ts";
export {
  type IdentityVerdict,
  judgeIdentity,
} from "./identity/judge_identity.ts";
export {
  checkIdentityPolicy,
  type IdentityPolicy,
} from "./identity/identity_policy.ts";
export { pinOf, readPin } from "./identity/pins.ts";
export type { KnownHost } from "./identity/known_hosts.ts";
export { memoryTofuStore, type TofuStore } from "./identity/tofu.ts";
export { type ClientConfig, clientConfig } from "./handshake/client_config.ts";
export { type ServerConfig, serverConfig } from "./handshake/server_config.ts";
export { ClientHandshake } from "./handshake/client.ts";
export { ServerHandshake } from "./handshake/server.ts";
export type { Need } from "./handshake/handshake.ts";
export type { KeyLog } from "./handshake/key_log.ts";
export { Connection, type Supply } from "./channel/connection.ts";
export type { ConnectionEvent } from "./channel/events.ts";
