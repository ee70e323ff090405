import { throwawaySpki } from "../../../conformance/tester/throwaway_keys.ts";
import {
  AlertCode,
  Cipher,
  ExtensionType,
  GREASE_U16,
  GREASE_U8,
} from "../../../src/mod.ts";
import { SERVER_KEY, SERVER_NAME } from "../make/handshake.ts";
import type { Values } from "../seeded_values.ts";

/** A value of a message that has its shape. */
export interface ValidValue {
  readonly name: string;
  readonly comment: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** What is well-formed, and where its bounds are; by message. */
export function validValues(
  values: Values,
): Readonly<Record<string, readonly ValidValue[]>> {
  const draw = (name: string, size: number) => values(`messages/${name}`, size);
  const text = (letters: string) => new TextEncoder().encode(letters);
  const hello = {
    versions: [1],
    random: draw("client random", 32),
    settings: [3],
    ciphers: [Cipher["AES-256-GCM"]],
    compressions: [0],
    maxFrame: 262_144,
    serverName: text(SERVER_NAME),
    extensions: [],
  };
  const answer = {
    version: 1,
    random: draw("server random", 32),
    setting: 3,
    cipher: Cipher["AES-256-GCM"],
    compression: 0,
    maxFrame: 262_144,
    extensions: [],
  };
  return {
    ClientHello: [
      valid("typical", "One of each", hello),
      valid("everything", "All settings, ciphers and compressions", {
        ...hello,
        settings: [1, 2, 3],
        ciphers: Object.values(Cipher),
        compressions: [0, 1],
        extensions: [{
          type: ExtensionType.deployment_key_id,
          data: draw("deployment key id", 32),
        }],
      }),
      valid("grease", "A value without a meaning in each list", {
        ...hello,
        versions: [1, GREASE_U16[0]],
        settings: [GREASE_U8[0], 2],
        ciphers: [GREASE_U16[15], Cipher["AES-256-GCM"]],
        compressions: [0, GREASE_U8[7]],
        extensions: [{ type: GREASE_U16[7], data: draw("GREASE", 3) }],
      }),
      valid("no-name", "An empty serverName", {
        ...hello,
        serverName: new Uint8Array(),
      }),
      valid("longest-name", "A serverName of 255 bytes", {
        ...hello,
        serverName: text("a".repeat(255)),
      }),
      valid("longest-list", "127 versions, as many as the prefix holds", {
        ...hello,
        versions: Array.from({ length: 127 }, (_, i) => i + 1),
      }),
      valid("empty-extension", "An unknown extension without data", {
        ...hello,
        extensions: [{ type: 0xffff, data: new Uint8Array() }],
      }),
      valid("most-settings", "255 settings, every one but 0", {
        ...hello,
        settings: Array.from({ length: 255 }, (_, i) => i + 1),
      }),
      valid("most-ciphers", "127 ciphers", {
        ...hello,
        ciphers: Array.from({ length: 127 }, (_, i) => 0x0100 + i),
      }),
      valid("most-compressions", "255 compressions, every one but 255", {
        ...hello,
        compressions: Array.from({ length: 255 }, (_, i) => i),
      }),
      valid("three-extensions", "Three extensions, their types not in order", {
        ...hello,
        extensions: [3, 1, 2].map((type) => ({
          type,
          data: draw(`extension ${type}`, type),
        })),
      }),
      valid("max-frame-0", "maxFrame 0: a number like another, judged later", {
        ...hello,
        maxFrame: 0,
      }),
      valid("max-frame-largest", "All bits of maxFrame are set", {
        ...hello,
        maxFrame: 0xffffff,
      }),
      valid("name-of-any-bytes", "A serverName whose bytes are judged later", {
        ...hello,
        serverName: Uint8Array.of(0x00, 0xff, 0x20, 0x2e),
      }),
      valid("longest", "16,384 bytes, as many as its frame may have", {
        ...hello,
        // 60 bytes without it, and 4 of the extension's type and length.
        extensions: [{ type: 0x0100, data: new Uint8Array(16_384 - 64) }],
      }),
    ],
    ServerHello: [
      valid("typical", "certified with AES", answer),
      valid("proprietary", "proprietary with ChaCha20 and deflate", {
        ...answer,
        setting: 1,
        cipher: Cipher["ChaCha20-Poly1305"],
        compression: 1,
        maxFrame: 4_096,
      }),
      valid(
        "extension",
        "An extension: of the right shape, and illegal_parameter by NEG-14",
        { ...answer, extensions: [{ type: 1, data: draw("extension", 4) }] },
      ),
      valid(
        "all-zero",
        "Every number is 0: whether it may be is judged later",
        {
          version: 0,
          random: new Uint8Array(32),
          setting: 0,
          cipher: 0,
          compression: 0,
          maxFrame: 0,
          extensions: [],
        },
      ),
      valid("all-ones", "Every bit of every number is set", {
        version: 0xffff,
        random: new Uint8Array(32).fill(0xff),
        setting: 0xff,
        cipher: 0xffff,
        compression: 0xff,
        maxFrame: 0xffffff,
        extensions: [],
      }),
    ],
    ServerKey: [
      valid("rsa-2048", "An RSA key of 2048 bits", {
        spki: throwawaySpki(SERVER_KEY),
      }),
      valid("empty", "No byte: the shape is right, the key is bad_key", {
        spki: new Uint8Array(),
      }),
      valid("longest", "1,024 bytes: the shape is right, the key is bad_key", {
        spki: draw("longest key", 1_024),
      }),
    ],
    ServerCertificate: [
      valid("one", "One entry; whether it is a certificate is judged later", {
        certificates: [draw("certificate", 40)],
      }),
      valid("ten", "Ten entries, the most there may be", {
        certificates: Array.from(
          { length: 10 },
          (_, i) => draw(`certificate ${i}`, 1 + i),
        ),
      }),
      valid("one-byte", "An entry of one byte", {
        certificates: [Uint8Array.of(0)],
      }),
      valid("lengths-of-two-bytes", "Lengths whose middle byte counts", {
        certificates: [new Uint8Array(256), new Uint8Array(512)],
      }),
      valid("twice", "The same entry twice: they need not differ", {
        certificates: [draw("certificate", 40), draw("certificate", 40)],
      }),
    ],
    ClientKeyExchange: [128, 256, 384, 512].map((size) =>
      valid(`modulus-${8 * size}`, `A ciphertext of ${size} bytes`, {
        ciphertext: draw(`ciphertext ${size}`, size),
      })
    ),
    Finished: [
      valid("typical", "32 bytes", { verify: draw("verify", 32) }),
    ],
    Data: [
      valid("one-byte", "The least there may be", { content: text("f") }),
      valid("typical", "A few bytes", { content: text("fesa") }),
      valid("4096", "As much as the least maxFrame allows", {
        content: draw("data", 4_096),
      }),
    ],
    Ping: [
      valid("empty", "No byte at all", { content: new Uint8Array() }),
      valid("typical", "A few bytes", { content: text("ping") }),
    ],
    Pong: [
      valid("empty", "No byte at all", { content: new Uint8Array() }),
      valid("typical", "A few bytes", { content: text("ping") }),
    ],
    KeyUpdate: [
      valid("not-requested", "No answer is due", { request: 0 }),
      valid("requested", "An answer is due", { request: 1 }),
    ],
    Alert: [
      ...Object.entries(AlertCode).map(([name, code]) =>
        valid(name.replaceAll("_", "-"), `The code ${name}`, { code })
      ),
      valid("unknown", "A code without a name is no fault of shape", {
        code: 0x99,
      }),
    ],
  };
}

function valid(
  name: string,
  comment: string,
  value: Readonly<Record<string, unknown>>,
): ValidValue {
  return { name, comment, value };
}
