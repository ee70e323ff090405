/**
 * The code points and bounds the tester shares with the reference: numbers
 * only, no behaviour. Everything else here is the tester's own.
 */
export {
  AEAD_TAG_SIZE,
  AlertCode,
  type AlertName,
  Cipher,
  COMPRESSED_BIT,
  Compression,
  COMPRESSION_HEADROOM,
  DEFAULT_MAX_FRAME,
  ExtensionType,
  FrameType,
  GREASE_U16,
  GREASE_U8,
  KeyUpdateRequest,
  MAX_BLOCKS_PER_KEY,
  MAX_CERTIFICATES,
  MAX_CLIENT_KEY_EXCHANGE,
  MAX_FRAMES_PER_KEY,
  MAX_HELLO,
  MAX_MAX_FRAME,
  MAX_OUTSTANDING_PINGS,
  MAX_SERVER_CERTIFICATE,
  MAX_SERVER_KEY,
  MIN_MAX_FRAME,
  nameOf,
  PRE_MASTER_SIZE,
  RANDOM_SIZE,
  SecuritySetting,
  Version,
} from "../../src/mod.ts";
