import * as schema from "../../../src/mod.ts";
import { table } from "../table.ts";
import { count } from "./notation.ts";

/**
 * The constants of the protocol: what each bounds, and its value, in which
 * `{NAME}` stands for a limit of the schema, `{NAME/n}` for an n-th of it and
 * `{log2 NAME}` for its logarithm, `{plain NAME}` for it without commas.
 */
export const LIMIT_ROWS: readonly (readonly [string, string])[] = [
  ["header", "{HEADER_SIZE} bytes"],
  ["random", "{RANDOM_SIZE} bytes"],
  ["secret, verify, `binding`", "{HASH_SIZE} bytes"],
  ["deployment key", "{DEPLOYMENT_KEY_SIZE} bytes"],
  ["pre-master", "{PRE_MASTER_SIZE} bytes"],
  ["body of ClientHello, of ServerHello", "at most {MAX_HELLO} bytes"],
  ["body of ServerKey", "at most {MAX_SERVER_KEY} bytes"],
  ["body of ServerCertificate", "at most {MAX_SERVER_CERTIFICATE} bytes"],
  ["certificates", "1 to {MAX_CERTIFICATES}"],
  ["body of ClientKeyExchange", "at most {MAX_CLIENT_KEY_EXCHANGE} bytes"],
  ["deployment_key_id", "1 to {MAX_DEPLOYMENT_KEY_ID} bytes"],
  ["maxFrame", "{MIN_MAX_FRAME} to {MAX_MAX_FRAME} bytes"],
  ["maxFrame of the reference", "{DEFAULT_MAX_FRAME} bytes"],
  [
    "C, the most that compressed content inflates to",
    "maxFrame − {COMPRESSION_HEADROOM} bytes",
  ],
  ["frames under one AEAD key", "2^{log2 MAX_FRAMES_PER_KEY}"],
  [
    "blocks of {TDES_BLOCK_SIZE} bytes under one 3DES key",
    "2^{log2 MAX_BLOCKS_PER_KEY}",
  ],
  ["nonce and tag of an AEAD", "{AEAD_NONCE_SIZE} and {AEAD_TAG_SIZE} bytes"],
  ["MAC of 3DES", "{TDES_MAC_SIZE} bytes"],
  ["RSA modulus", "{RSA_MODULUS_BITS} bits"],
  ["`minimumRsaBits` by default", "{plain DEFAULT_MINIMUM_RSA_BITS}"],
  [
    "RSA public exponent",
    "odd, {MIN_RSA_EXPONENT} to 2^{log2 RSA_EXPONENT_LIMIT} − 1",
  ],
  ["RSA operations pending by default", "at most {DEFAULT_MAX_PENDING_RSA}"],
  ["unanswered Pings of one sender", "at most {MAX_OUTSTANDING_PINGS}"],
  ["handshake deadline by default", "{DEFAULT_HANDSHAKE_TIMEOUT_MS/1000} s"],
  [
    "lingering read",
    "until EOF, {LINGER_TIMEOUT_MS/1000} s or {LINGER_BYTES} bytes",
  ],
  ["wait for the peer's `close`", "{CLOSE_TIMEOUT_MS/1000} s"],
];

/** The table of constants. */
export function limitsTable(): string {
  return table(["constant", "value"], LIMIT_ROWS.map((row) => row.map(filled)));
}

const REFERENCE = /\{(log2 |plain )?([A-Z0-9_]+)(?:\/(\d+))?\}/g;

function filled(text: string): string {
  return text.replace(REFERENCE, (_, how, name: string, divisor = "1") => {
    const value: unknown = (schema as Record<string, unknown>)[name];
    if (typeof value === "number") {
      if (how === "log2 ") return String(Math.log2(value));
      return how ? String(value) : count(value / Number(divisor));
    }
    if (!Array.isArray(value)) throw new RangeError(`No limit ${name}`);
    return `${value.slice(0, -1).join(", ")} or ${value.at(-1)}`;
  });
}
