import type { z } from "zod";
import {
  bytes,
  closedEnum,
  opaque,
  openEnum,
  rest,
  type Struct,
  struct,
  u24,
  vector,
  type Wire,
  type WireBytes,
  type WireList,
  type WireNumber,
} from "../wire/vocabulary.ts";
import {
  AlertCode,
  Cipher,
  Compression,
  ExtensionType,
  KeyUpdateRequest,
  SecuritySetting,
  Version,
} from "./registries.ts";
import {
  HASH_SIZE,
  MAX_CERTIFICATES,
  MAX_CLIENT_KEY_EXCHANGE,
  MAX_MAX_FRAME,
  MAX_SERVER_KEY,
  MIN_MAX_FRAME,
  RANDOM_SIZE,
} from "./limits.ts";

/**
 * Every message of the protocol (spec/messages.md). The only place where a
 * message's layout is written: codecs, documentation and generators read it.
 */

const version: WireNumber = openEnum("Version", 2, Version);
const setting: WireNumber = openEnum("SecuritySetting", 1, SecuritySetting);
const cipher: WireNumber = openEnum("Cipher", 2, Cipher);
const compression: WireNumber = openEnum("Compression", 1, Compression);
const maxFrame: WireNumber = u24({
  meaning: { rule: "range", min: MIN_MAX_FRAME, max: MAX_MAX_FRAME },
});

/** One extension of a hello. */
export const Extension: Struct<{ type: WireNumber; data: WireBytes }> = struct(
  "Extension",
  {
    type: openEnum("ExtensionType", 2, ExtensionType)
      .describe("What the extension is; unknown ones are skipped"),
    data: bytes({ prefix: 2 }).describe("The extension's own bytes"),
  },
);
export type Extension = z.infer<typeof Extension>;

const extensions: WireList<typeof Extension> = vector(Extension, {
  prefix: 2,
  unique: "type",
});

/** The request for key exchange: everything the client accepts. */
export const ClientHello: Struct<
  {
    versions: WireList<WireNumber>;
    random: WireBytes;
    settings: WireList<WireNumber>;
    ciphers: WireList<WireNumber>;
    compressions: WireList<WireNumber>;
    maxFrame: WireNumber;
    serverName: WireBytes;
    extensions: WireList<typeof Extension>;
  }
> = struct("ClientHello", {
  versions: vector(version, { prefix: 1, minItems: 1, unique: true })
    .describe("Every protocol version the client speaks"),
  random: opaque(RANDOM_SIZE).describe("Fresh for every connection"),
  settings: vector(setting, { prefix: 1, minItems: 1, unique: true })
    .describe("Every security setting the client accepts"),
  ciphers: vector(cipher, { prefix: 1, minItems: 1, unique: true })
    .describe("Every cipher the client accepts"),
  compressions: vector(compression, {
    prefix: 1,
    minItems: 1,
    unique: true,
    meaning: { rule: "contains", value: Compression.none },
  }).describe("Every compression the client accepts; none is one of them"),
  maxFrame: maxFrame.describe("The longest content the client accepts"),
  serverName: bytes({ prefix: 1, meaning: { rule: "server-name" } })
    .describe("The reference identity of the server, or nothing"),
  extensions: extensions.describe("What else the client asks for"),
});
export type ClientHello = z.infer<typeof ClientHello>;

/** The server's choice, for the whole connection. */
export const ServerHello: Struct<
  {
    version: WireNumber;
    random: WireBytes;
    setting: WireNumber;
    cipher: WireNumber;
    compression: WireNumber;
    maxFrame: WireNumber;
    extensions: WireList<typeof Extension>;
  }
> = struct("ServerHello", {
  version: version.describe("The highest common version"),
  random: opaque(RANDOM_SIZE).describe("Fresh for every connection"),
  setting: setting.describe("The security setting of the connection"),
  cipher: cipher.describe("The cipher of the connection"),
  compression: compression.describe("The compression that frames may use"),
  maxFrame: maxFrame.describe("The longest content, in both directions"),
  extensions: extensions.describe("Answers; none in version 1"),
});
export type ServerHello = z.infer<typeof ServerHello>;

/** The server's RSA public key, in `open`. */
export const ServerKey: Struct<{ spki: WireBytes }> = struct("ServerKey", {
  spki: rest({ max: MAX_SERVER_KEY })
    .describe("SubjectPublicKeyInfo in DER, an RSA key"),
});
export type ServerKey = z.infer<typeof ServerKey>;

/** The server's certificate and those that lead to an anchor. */
export const ServerCertificate: Struct<{ certificates: WireList<WireBytes> }> =
  struct("ServerCertificate", {
    certificates: vector(bytes({ prefix: 3, min: 1 }), {
      prefix: 3,
      minItems: 1,
      maxItems: MAX_CERTIFICATES,
    }).describe("X.509 certificates in DER, the server's own first"),
  });
export type ServerCertificate = z.infer<typeof ServerCertificate>;

/** The pre-master secret under the server's RSA key. */
export const ClientKeyExchange: Struct<{ ciphertext: WireBytes }> = struct(
  "ClientKeyExchange",
  {
    ciphertext: rest({ max: MAX_CLIENT_KEY_EXCHANGE })
      .describe("RSAES-OAEP, exactly as long as the modulus"),
  },
);
export type ClientKeyExchange = z.infer<typeof ClientKeyExchange>;

/** Proof that the sender has the keys and saw the same handshake. */
export const Finished: Struct<{ verify: WireBytes }> = struct("Finished", {
  verify: opaque(HASH_SIZE).describe("HMAC over the transcript hash"),
});
export type Finished = z.infer<typeof Finished>;

/** Bytes of the application's stream. */
export const Data: Struct<{ content: WireBytes }> = struct("Data", {
  content: rest({ min: 1, max: MAX_MAX_FRAME })
    .describe("A piece of the stream; its boundaries mean nothing"),
});
export type Data = z.infer<typeof Data>;

/** A question whether the peer still answers. */
export const Ping: Struct<{ content: WireBytes }> = struct("Ping", {
  content: rest({ max: MAX_MAX_FRAME }).describe("Any bytes"),
});
export type Ping = z.infer<typeof Ping>;

/** The answer to a Ping. */
export const Pong: Struct<{ content: WireBytes }> = struct("Pong", {
  content: rest({ max: MAX_MAX_FRAME }).describe("The Ping's bytes"),
});
export type Pong = z.infer<typeof Pong>;

/** The last frame under the sender's present key. */
export const KeyUpdate: Struct<{ request: Wire<z.ZodLiteral<number>> }> =
  struct("KeyUpdate", {
    request: closedEnum("KeyUpdateRequest", 1, KeyUpdateRequest)
      .describe("Whether the receiver is to update its own key too"),
  });
export type KeyUpdate = z.infer<typeof KeyUpdate>;

/** The end of the connection, and why. */
export const Alert: Struct<{ code: WireNumber }> = struct("Alert", {
  code: openEnum("AlertCode", 1, AlertCode).describe("What happened"),
});
export type Alert = z.infer<typeof Alert>;
