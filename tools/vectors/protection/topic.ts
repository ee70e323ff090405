import { Cipher, SecuritySetting } from "../../../src/mod.ts";
import { EXTERNAL, EXTERNAL_PROVENANCE } from "../external.ts";
import { type Source, type Topic, topic } from "../topic.ts";
import { ProtectionVector } from "./format.ts";
import { wrongAead } from "./aead_vectors.ts";
import { rightFrames, wrongPlaces } from "./frame_vectors.ts";
import { generationVectors } from "./generation_vectors.ts";
import { knownFrames } from "./known_frames.ts";
import { Scene, TDES } from "./scene.ts";
import { tripleDesVectors } from "./triple_des_vectors.ts";
import { verifyProtection } from "./verify.ts";

const { proprietary, open, certified } = SecuritySetting;
const CIPHERS = [
  { name: "aes", cipher: Cipher["AES-256-GCM"] },
  { name: "3des", cipher: TDES },
  { name: "chacha20", cipher: Cipher["ChaCha20-Poly1305"] },
] as const;

/** Sealing and opening with each cipher: spec/protection.md. */
export const protection: Topic = topic({
  name: "protection",
  layer: "protection",
  summary: "Protected frames of each cipher, right and wrong",
  minimum: 200,
  about: "Protected frames under one key of each cipher. `seal`: a sender " +
    "makes exactly this frame, and a receiver opens it. `open`: what a " +
    "receiver makes of a frame that arrives, its sequence number and, for " +
    "3DES, the blocks before it given.",
  flags: {
    Altered: {
      bugClass: "A part of the frame is not authenticated, or not compared",
      effect: "An attacker changes what arrives",
    },
    Replay: {
      bugClass: "The sequence number is not part of the protection",
      effect: "An attacker repeats, drops or reorders frames",
    },
    Direction: {
      bugClass: "Both directions have the same keys",
      effect: "An attacker sends frames back to where they came from",
    },
    Generation: {
      bugClass: "Keys are changed at the wrong frame",
      effect: "The ends part at the first KeyUpdate",
    },
    Header: {
      bugClass: "The header is not authenticated as it is on the wire",
      effect: "Nothing opens, or a header can be changed",
    },
    Nonce: {
      bugClass: "The nonce is put together otherwise",
      effect: "Nothing opens, or a nonce comes twice, which reveals the key",
    },
    TagSize: {
      bugClass: "A tag or MAC of another size is taken",
      effect: "An attacker guesses a short one",
    },
    MacInput: {
      bugClass: "The MAC is over something else, or under another key",
      effect: "What is left out can be changed on the way",
    },
    Padding: {
      bugClass: "The padding is not checked to its last byte",
      effect: "One plaintext has several ciphertexts; content is cut wrongly",
    },
    Impossible: {
      bugClass: "A size that no plaintext has is worked with",
      effect: "Bytes before the buffer are read, or a library's exception",
    },
    NoInnerType: {
      bugClass: "The first byte of the plaintext is taken without a look",
      effect: "A byte that is not there decides what the frame is",
    },
    KeyLimit: {
      bugClass: "The frames or blocks under one key are not counted",
      effect: "A key is used until it gives something away",
    },
  },
  provenance: { [EXTERNAL]: EXTERNAL_PROVENANCE },
  vector: ProtectionVector,
  generate,
  verify: verifyProtection,
  differsIn: ({ id }) => id.replace(/\/drawn\/\d+$/, "/drawn"),
  settingsOf: ({ cipher }) =>
    cipher === Cipher["ChaCha20-Poly1305"] ? [proprietary] : [open, certified],
});

async function generate(
  { values, count }: Source,
): Promise<ProtectionVector[]> {
  const vectors: ProtectionVector[] = [];
  for (const { name, cipher } of CIPHERS) {
    const scene = await Scene.make(values, name, cipher);
    vectors.push(
      ...knownFrames(cipher),
      ...rightFrames(scene, count),
      ...wrongPlaces(scene),
      ...generationVectors(scene),
      ...cipher === TDES ? tripleDesVectors(scene) : wrongAead(scene),
    );
  }
  return vectors;
}
