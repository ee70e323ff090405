/** Every bound of the protocol, in bytes unless the name says otherwise. */

/** Bytes of a frame header: type u8, length u24. */
export const HEADER_SIZE = 4;
/** Bytes of a hello's random, of a secret, and of a Finished's verify. */
export const RANDOM_SIZE = 32;
export const HASH_SIZE = 32;
export const DEPLOYMENT_KEY_SIZE = 32;
export const PRE_MASTER_SIZE = 48;

/** Longest bodies of the frames sent in clear. */
export const MAX_HELLO = 16_384;
export const MAX_SERVER_KEY = 1_024;
export const MAX_SERVER_CERTIFICATE = 65_535;
export const MAX_CLIENT_KEY_EXCHANGE = 512;

/** Certificates in one ServerCertificate. */
export const MAX_CERTIFICATES = 10;
/** Bytes of a deployment_key_id. */
export const MAX_DEPLOYMENT_KEY_ID = 32;

/** The range of maxFrame, and what the reference offers and grants. */
export const MIN_MAX_FRAME = 4_096;
export const MAX_MAX_FRAME = 1_048_576;
export const DEFAULT_MAX_FRAME = 262_144;

/** What compressed content may inflate to is maxFrame less this. */
export const COMPRESSION_HEADROOM = 1_024;

/** Frames under one AEAD key, and cipher blocks under one 3DES key. */
export const MAX_FRAMES_PER_KEY = 2 ** 20;
export const MAX_BLOCKS_PER_KEY = 2 ** 20;

/** RSA moduli, in bits, and the bounds of the public exponent. */
export const RSA_MODULUS_BITS: readonly number[] = [1024, 2048, 3072, 4096];
export const DEFAULT_MINIMUM_RSA_BITS = 2048;
export const MIN_RSA_EXPONENT = 65_537;
export const RSA_EXPONENT_LIMIT = 2 ** 32;

/** Pings a sender may have unanswered; Pongs a receiver need hold. */
export const MAX_OUTSTANDING_PINGS = 16;

/** AEAD tag, AEAD nonce; 3DES block and IV, 3DES MAC. */
export const AEAD_TAG_SIZE = 16;
export const AEAD_NONCE_SIZE = 12;
export const TDES_BLOCK_SIZE = 8;
export const TDES_MAC_SIZE = 32;

/** Deadlines, in milliseconds; both are configurable. */
export const DEFAULT_HANDSHAKE_TIMEOUT_MS = 10_000;
export const CLOSE_TIMEOUT_MS = 5_000;

/** The lingering read after an end's FIN. */
export const LINGER_TIMEOUT_MS = 1_000;
export const LINGER_BYTES = 1_048_576;

/** RSA operations a server has running or queued, by default. */
export const DEFAULT_MAX_PENDING_RSA = 64;
