import { EXTERNAL, EXTERNAL_PROVENANCE } from "../external.ts";
import { type Topic, topic } from "../topic.ts";
import { KeysVector } from "./format.ts";
import { generateKeys } from "./generate.ts";
import { verifyKeys } from "./verify.ts";

/** The key schedule: spec/keys.md and the Finished of spec/handshake.md. */
export const keys: Topic = topic({
  name: "keys",
  layer: "keys",
  summary: "the key schedule of every setting and cipher; Finished gone wrong",
  minimum: 75,
  about: "The key schedule. `schedule`: from a handshake's frames and its " +
    "secret, every key. `finished`: whether a receiver that holds the right " +
    "keys accepts a Finished.",
  flags: {
    WrongExpand: {
      bugClass: "The info of HKDF-Expand is put together otherwise",
      effect: "Every key differs: nothing opens",
    },
    WrongExtract: {
      bugClass: "The salt or the keying material of HKDF-Extract is wrong",
      effect: "Every key differs, or does not depend on both randoms",
    },
    WrongTranscript: {
      bugClass: "A transcript hash leaves something out",
      effect: "What is not hashed can be changed on the way unnoticed",
    },
    WrongDirection: {
      bugClass: "The directions share or exchange their keys",
      effect: "A frame can be sent back to its own sender",
    },
    WrongFinished: {
      bugClass: "A Finished is not compared, or is not bound to its place",
      effect: "A peer without the keys, or a reflected Finished, is accepted",
    },
  },
  provenance: {
    [EXTERNAL]: EXTERNAL_PROVENANCE,
  },
  vector: KeysVector,
  generate: generateKeys,
  verify: verifyKeys,
  // Drawn schedules count once; a mistake is the same under either cipher.
  differsIn: ({ id, kind }) =>
    kind === "schedule"
      ? id.replace(/\/\d+$/, "")
      : id.replace(/-(aes|3des)\//, "/"),
});
