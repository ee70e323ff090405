import { SecuritySetting } from "../../../src/mod.ts";
import { vectorKeys } from "../make/vector_keys.ts";
import { keyExchangeReplay } from "../replay/replay_refusals.ts";
import { type Topic, topic } from "../topic.ts";
import { exchangeVectors } from "./exchange_vectors.ts";
import { RsaVector } from "./format.ts";
import { spkiVectors } from "./spki_vectors.ts";
import { verifyRsa } from "./verify.ts";

/** RSA keys and ClientKeyExchange: spec/keys.md. */
export const rsa: Topic = topic({
  name: "rsa",
  layer: "keys",
  summary: "public keys that a client refuses; ClientKeyExchanges gone wrong",
  minimum: 145,
  about: "RSA keys and what is encrypted to them. `spki`: whether a client " +
    "takes a ServerKey. `oaep`: a ClientKeyExchange and its pre-master. " +
    "`rejection`: one that a server goes on from with random bytes in place " +
    "of a pre-master, so that nobody sees a difference but in the Finished. " +
    "`size`: one that is not as long as the modulus.",
  flags: {
    LenientDer: {
      bugClass: "The key is read by a parser that forgives what is not DER",
      effect: "One key has several spellings, and several pins",
    },
    WrongSize: {
      bugClass: "A size is not compared with those there are",
      effect: "A weak or useless number is worked with",
    },
    EvenModulus: {
      bugClass: "The modulus is not looked at",
      effect: "A modulus that anybody can factor",
    },
    WrongExponent: {
      bugClass: "The exponent's bounds are not checked",
      effect: "The pre-master in clear, or work without a bound",
    },
    UnsupportedSize: {
      bugClass: "A size of the protocol that an end need not support",
      effect: "None: bad_key is as right as acceptance",
    },
    WeakKey: {
      bugClass: "minimumRsaBits is not enforced",
      effect: "A key is accepted that the configuration holds too short",
    },
    RsaOracle: {
      bugClass: "A defect is answered otherwise than a wrong Finished",
      effect: "Whoever asks often enough decrypts recorded pre-masters",
    },
  },
  keys: vectorKeys("rsa1024", "rsa2048", "rsa3072", "rsa4096"),
  vector: RsaVector,
  generate: async ({ values, count }) => [
    ...await spkiVectors(values),
    ...exchangeVectors(values, count),
  ],
  verify: verifyRsa,
  // Drawn ones count once, and a defect once for all sizes of key.
  differsIn: ({ id }) =>
    id.replace(/^(oaep\/.+)\/\d+$/, "$1")
      .replace(/^rejection\/rsa\d+\//, "rejection/"),
  settingsOf: () => [SecuritySetting.open, SecuritySetting.certified],
  replay: keyExchangeReplay,
});
