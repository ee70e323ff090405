import { constants, createPublicKey, publicEncrypt } from "node:crypto";
import { Buffer } from "node:buffer";
import { ProtocolError } from "../../../src/errors.ts";
import { readRsaPublicKey } from "../../../src/keys/rsa_public_key.ts";
import { FrameType } from "../../../src/schema/registries.ts";
import { encryptOaep, parseSpki } from "../../tester/rsa.ts";
import { throwawaySpki } from "../../tester/throwaway_keys.ts";
import { changeReceived } from "../body_change.ts";
import { answersFaults } from "../judgement.ts";
import { type Fault, inRole, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";
import type { Seams } from "../seams.ts";

/** Clients that take keys they must not, or make secrets badly. */
export const clientKeys: readonly Mutant[] = [
  client({
    name: "weak-key-accepted",
    requirement: "KEX-4",
    title: "minimumRsaBits is not enforced",
    models: "Logjam: keys of any size, since somebody still has them",
    plant: () => ({
      clientConfig: (config) => ({ ...config, minimumRsaBits: 1024 }),
    }),
  }),
  client({
    name: "weak-leaf-accepted",
    requirement: "KEX-26",
    title: "minimumRsaBits is not enforced for the key of a leaf",
    models: "A rule that is kept in one of two places",
    plant: () => {
      let isCertified = false;
      return {
        clientConfig: (config) => ({
          ...config,
          get minimumRsaBits() {
            return isCertified ? 1024 : config.minimumRsaBits;
          },
        }),
        identity: (judge) => async (request) => {
          isCertified = request.setting === 3;
          return await judge(request);
        },
      };
    },
  }),
  client({
    name: "rsa-1024-refused",
    requirement: "KEX-21",
    title: "A minimumRsaBits below 2048 counts as 2048",
    models: "A constant where there is an option",
    plant: () => ({
      clientConfig: (config) => ({
        ...config,
        minimumRsaBits: Math.max(config.minimumRsaBits, 2048),
      }),
    }),
  }),
  client({
    name: "long-key-as-weak",
    requirement: "KEX-22",
    title: "A ServerKey of more than 2048 bits is answered with weak_key",
    models: "One code for whatever is wrong with the size of a key",
    plant: (site) =>
      changeReceived(FrameType.ServerKey, (spki) => {
        if (spki.length > throwawaySpki("rsa2048").length + 100) {
          site.fail("weak_key", "The key is too long");
        }
        return spki;
      }),
  }),
  client({
    name: "finished-withheld",
    requirement: "KEX-27",
    title: "No Finished follows the ClientKeyExchange until the server speaks",
    models: "TLS 1.2 the other way round: each end waits for the other's",
    plant: () => ({
      handshake: (handshake) =>
        override(handshake, {
          step: (next) => (input) => {
            const effects = next(input);
            return input.type === "encrypted"
              ? effects.filter(({ type }) => type !== "sealFinished")
              : effects;
          },
        }),
    }),
  }),
  client({
    name: "weak-key-as-bad",
    requirement: "KEX-4",
    title: "A key below the minimum is answered with bad_key",
    models: "One code for whatever is wrong with a key",
    plant: () => answersFaults({ code: "weak_key" }, "bad_key"),
  }),
  client({
    name: "bad-key-as-malformed",
    requirement: "KEX-2",
    title: "A ServerKey that does not parse is answered with malformed",
    models: "One code for whatever does not parse",
    plant: () => answersFaults({ code: "bad_key" }, "malformed"),
  }),
  client({
    name: "small-exponent-accepted",
    requirement: "KEX-2",
    title: "The exponent 3 is accepted",
    models: "Keys as they were made thirty years ago",
    plant: () => takesKey(({ e }) => e === 3n),
  }),
  client({
    name: "even-modulus-accepted",
    requirement: "KEX-2",
    title: "An even modulus is accepted",
    models: "Numbers that are taken for keys without a look",
    plant: () => takesKey(({ n }) => n % 2n === 0n),
  }),
  client({
    name: "odd-size-accepted",
    requirement: "KEX-2",
    title: "A modulus of any size above the minimum is accepted",
    models: "A minimum in place of a list",
    plant: () => takesKey(({ n, e }) => e === 65_537n && n % 2n === 1n),
  }),
  client({
    name: "spki-trailing-accepted",
    requirement: "KEX-2",
    title: "Bytes after the SPKI are ignored",
    models: "A DER reader that stops when it has what it wants",
    plant: () =>
      changeReceived(FrameType.ServerKey, (body) => {
        const size = 4 + (body[2] ?? 0) * 256 + (body[3] ?? 0);
        return body[1] === 0x82 && size < body.length
          ? body.slice(0, size)
          : body;
      }),
  }),
  client({
    name: "algorithm-unchecked",
    requirement: "KEX-2",
    title: "The algorithm of a ServerKey is not looked at",
    models: "A modulus and an exponent, whatever they are for",
    plant: () =>
      takesKey(
        () => false,
        (spki) =>
          spki.length === throwawaySpki("rsa2048").length ||
          spki.length === throwawaySpki("rsa2048").length - 2,
      ),
  }),
  client({
    name: "large-exponent-accepted",
    requirement: "KEX-2",
    title: "An exponent of more than 32 bits is accepted",
    models: "Numbers of any size, since the library takes them",
    plant: () => takesKey(({ e }) => e > 2n ** 32n),
  }),
  client({
    name: "oaep-seed-constant",
    requirement: "KEX-7",
    title: "The seed of OAEP is the same every time",
    models: "Randomness for tests that was shipped",
    plant: () => ({
      fulfil: (fulfil) => (need) => {
        if (need.kind !== "encrypt") return fulfil(need);
        const seed = new Uint8Array(32).fill(7);
        const key = parseSpki(need.key.spki);
        const ciphertext = encryptOaep(key, need.preMaster, seed);
        return Promise.resolve({ type: "encrypted", ciphertext });
      },
    }),
  }),
  client({
    name: "pre-master-reused",
    requirement: "KEX-6",
    title: "Every connection has the same pre-master",
    models: "A secret that is cached where a key was meant",
    plant: ({ memory }) => ({
      random: (random) => (purpose, size) => {
        if (purpose !== "pre-master") return random(purpose, size);
        const known = memory.get(purpose) ?? random(purpose, size);
        memory.set(purpose, known);
        return new Uint8Array(known);
      },
    }),
  }),
  client({
    name: "pre-master-with-version",
    requirement: "KEX-6",
    title: "The first two bytes of the pre-master are the version",
    models: "TLS, from which it was copied",
    plant: () => ({
      random: (random) => (purpose, size) => {
        const drawn = random(purpose, size);
        if (purpose === "pre-master") drawn.set([0, 1]);
        return drawn;
      },
    }),
  }),
  client({
    name: "oaep-sha-1",
    requirement: "KEX-7",
    title: "OAEP is done with SHA-1",
    models: "A library's default",
    plant: () => ({
      fulfil: (fulfil) => (need) => {
        if (need.kind !== "encrypt") return fulfil(need);
        const key = createPublicKey({
          key: Buffer.from(need.key.spki),
          format: "der",
          type: "spki",
        });
        const padding = constants.RSA_PKCS1_OAEP_PADDING;
        const ciphertext = publicEncrypt(
          { key, padding, oaepHash: "sha1" },
          need.preMaster,
        );
        return Promise.resolve({
          type: "encrypted",
          ciphertext: new Uint8Array(ciphertext),
        });
      },
    }),
  }),
];

function client(fault: Omit<Fault, "layer">): Mutant {
  return inRole("client", { ...fault, layer: "keys" });
}

/**
 * Accepts a key that the reference refuses: what is sent then can't be read
 * by anybody, but it is sent.
 */
function takesKey(
  accepted: (key: { n: bigint; e: bigint }) => boolean,
  unread: (spki: Uint8Array) => boolean = () => false,
): Seams {
  return changeReceived(FrameType.ServerKey, (spki) => {
    try {
      readRsaPublicKey(spki);
      return spki;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
    }
    try {
      return accepted(parseSpki(spki)) ? throwawaySpki("rsa2048") : spki;
    } catch {
      return unread(spki) ? throwawaySpki("rsa2048") : spki;
    }
  });
}
