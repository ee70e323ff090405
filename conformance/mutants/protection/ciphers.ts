import { ProtocolError } from "../../../src/errors.ts";
import type { CryptoProvider } from "../../../src/keys/provider.ts";
import { Cipher } from "../../../src/schema/registries.ts";
import { concat, equal, uint } from "../../tester/bytes.ts";
import { inBothRoles, type Mutant } from "../mutant.ts";
import {
  opensTripleDes,
  opensWith,
  protectsWith,
  tagOf,
  unverified,
  withNonces,
} from "../primitives.ts";

/** Ciphers that are used badly, or by halves. */
export const ciphers: readonly Mutant[] = [
  ...inBothRoles({
    layer: "protection",
    name: "tag-unchecked",
    requirement: "PRO-9",
    title: "The tag of an AEAD frame is not checked",
    models: "update() without final(): the plaintext is there already",
    plant: () =>
      opensWith((_, secret, cipher) => ({
        seal: () => [],
        open: (nonce, _aad, parts) => [
          unverified(cipher, secret, nonce, parts),
        ],
      })),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "tag-shortened",
    requirement: "PRO-9",
    title: "The first eight bytes of an AEAD frame's tag are compared",
    models: "Short tags, as interfaces of GCM let whoever calls them have",
    plant: () =>
      opensWith((key, secret, cipher) => ({
        seal: key.seal,
        open: (nonce, aad, parts, tag) => {
          const plain = unverified(cipher, secret, nonce, parts);
          const right = tagOf(cipher, secret, nonce, aad, plain);
          return equal(right.subarray(0, 8), tag.subarray(0, 8))
            ? [plain]
            : undefined;
        },
      })),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "mac-shortened",
    requirement: "PRO-9",
    title: "The first sixteen bytes of a 3DES frame's MAC are compared",
    models: "A truncated HMAC that nobody has agreed on",
    plant: () => ({
      openerOptions: (options) => ({
        ...options,
        provider: {
          ...options.provider,
          equal: (a, b) => equal(a.subarray(0, 16), b.subarray(0, 16)),
        },
      }),
    }),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "nonce-little-endian",
    requirement: "PRO-3",
    title: "The sequence number is put into the nonce in little-endian",
    models: "The machine's own order of bytes; the first frame still works",
    plant: () =>
      protectsWith(() => (key, _, cipher) =>
        cipher === Cipher["AES-256-GCM"]
          ? withNonces(
            key,
            (iv, sequence) =>
              xor(iv, concat(uint(0, 4), uint(sequence, 8).reverse())),
          )
          : key
      ),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "sequence-kept-over-update",
    requirement: "KUP-2",
    title: "A KeyUpdate does not set the sequence number back to 0",
    models: "A key that is replaced without its counter",
    plant: () =>
      protectsWith(() => {
        let before = 0;
        let count = 0;
        return (key) => {
          before += count;
          const offset = before;
          count = 0;
          return withNonces(key, (iv, sequence) => {
            count = sequence + 1;
            return xor(iv, concat(uint(0, 4), uint(offset + sequence, 8)));
          });
        };
      }),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "sequence-from-1",
    requirement: "PRO-2",
    title: "The first frame under a key has sequence number 1",
    models: "A counter that counts before it is used",
    plant: () =>
      protectsWith(() => (key) =>
        withNonces(
          key,
          (iv, sequence) => xor(iv, concat(uint(0, 4), uint(sequence + 1, 8))),
        )
      ),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "mac-without-header",
    requirement: "PRO-5",
    title: "The MAC of a 3DES frame does not cover its header",
    models: "A MAC over what is secret, and not over what is said of it",
    plant: () => {
      const bare = <T extends { provider: CryptoProvider }>(options: T): T => ({
        ...options,
        provider: {
          ...options.provider,
          tripleDes: (secret, mac) => {
            const key = options.provider.tripleDes(secret, mac);
            return {
              ...key,
              mac: ([prefix, ...parts]) =>
                key.mac([prefix.subarray(0, 8), ...parts]),
            };
          },
        } satisfies CryptoProvider,
      });
      return { sealerOptions: bare, openerOptions: bare };
    },
  }),
  ...inBothRoles({
    layer: "protection",
    name: "chacha20-without-header",
    requirement: "PRO-4",
    title: "ChaCha20-Poly1305 does not authenticate the header",
    models: "Additional data that one of two ciphers was given",
    plant: () =>
      protectsWith(() => (key, _, cipher) =>
        cipher !== Cipher["ChaCha20-Poly1305"] ? key : {
          seal: (nonce, _aad, parts) => key.seal(nonce, NOTHING, parts),
          open: (nonce, _aad, parts, tag) =>
            key.open(nonce, NOTHING, parts, tag),
        }
      ),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "iv-constant",
    requirement: "PRO-7",
    title: "Every 3DES frame has the same IV",
    models: "An IV that is derived with the key",
    plant: () => ({
      sealerOptions: (options) => {
        const iv = options.random("3DES IV", 8);
        return { ...options, random: () => new Uint8Array(iv) };
      },
    }),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "iv-chained",
    requirement: "PRO-7",
    title: "The IV of a 3DES frame is the last block of the one before",
    models: "BEAST: an IV that is known before the plaintext is chosen",
    plant: () => ({
      sealerOptions: (options) => {
        let last = options.random("3DES IV", 8);
        const { provider } = options;
        return {
          ...options,
          random: () => new Uint8Array(last),
          provider: {
            ...provider,
            tripleDes: (key, mac) => {
              const plain = provider.tripleDes(key, mac);
              return {
                ...plain,
                encrypt: (iv, parts) => {
                  const sealed = plain.encrypt(iv, parts);
                  last = concat(...sealed).slice(-8);
                  return sealed;
                },
              };
            },
          },
        };
      },
    }),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "padding-unchecked",
    requirement: "PRO-9",
    title: "Of 3DES padding only the last byte is looked at",
    models: "POODLE: padding whose bytes nobody compares",
    plant: () =>
      opensTripleDes((key) => ({
        ...key,
        decrypt: (iv, parts) => {
          const plain = concat(...key.decrypt(iv, parts));
          const size = plain[plain.length - 1];
          return size >= 1 && size <= 8
            ? [plain.fill(size, plain.length - size)]
            : [plain];
        },
      })),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "padding-oracle",
    requirement: "PRO-9",
    title: "Bad 3DES padding is answered with malformed",
    models: "Vaudenay's oracle: another answer for padding than for the MAC",
    plant: () =>
      opensTripleDes((key) => ({
        ...key,
        decrypt: (iv, parts) => {
          const plain = concat(...key.decrypt(iv, parts));
          requirePadding(plain);
          return [plain];
        },
      })),
  }),
  ...inBothRoles({
    layer: "protection",
    name: "padding-before-mac",
    requirement: "PRO-9",
    title: "The padding of a 3DES frame is looked at before its MAC",
    models: "Lucky Thirteen's mother: MAC-then-encrypt, made visible",
    plant: () =>
      opensTripleDes((key) => ({
        ...key,
        mac: (parts) => {
          const [_, iv, ...sealed] = parts;
          requirePadding(concat(...key.decrypt(iv, sealed)));
          return key.mac(parts);
        },
      })),
  }),
];

const NOTHING = new Uint8Array(0);

function xor(iv: Uint8Array, counter: Uint8Array): Uint8Array {
  return iv.map((byte, i) => byte ^ counter[i]);
}

function requirePadding(plain: Uint8Array): void {
  const size = plain[plain.length - 1];
  const isPadded = size >= 1 && size <= 8 &&
    plain.subarray(-size).every((byte) => byte === size);
  if (!isPadded) throw new ProtocolError("malformed", "Bad padding");
}
