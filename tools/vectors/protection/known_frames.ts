import { hex } from "../../../conformance/tester/bytes.ts";
import {
  KNOWN_ANSWERS,
  type KnownAnswer,
} from "../../../conformance/tester/known_answers.ts";
import { EXTERNAL } from "../external.ts";
import type { SealVector } from "./format.ts";
import { DATA } from "./frame_vectors.ts";
import { TDES } from "./scene.ts";

/** The sealed frames of the known answers. */
export function knownFrames(cipher: number): SealVector[] {
  return KNOWN_ANSWERS.filter((answer) => answer.cipher === cipher)
    .flatMap((answer) => [
      known(answer, "client-finished", "client", 0, answer.sealed.client),
      known(answer, "server-finished", "server", 0, answer.sealed.server),
      known(answer, "client-data", "client", 1, answer.sealed.data),
    ]);
}

function known(
  answer: KnownAnswer,
  name: string,
  direction: "client" | "server",
  sequence: number,
  sealed: string,
): SealVector {
  const { cipher, first, expected } = answer;
  const [secret, key, rest] = expected[direction] as readonly string[];
  const verify = expected[direction === first ? "verify1" : "verify2"];
  const tripleDes = cipher === TDES;
  return {
    id: `external/${answer.name.toLowerCase().replaceAll(" ", "-")}/${name}`,
    comment: "Sealed by a program that shares nothing with this project",
    requirements: [
      "PRO-1",
      tripleDes ? "PRO-5" : cipher === 1 ? "PRO-3" : "PRO-4",
    ],
    flags: [],
    provenance: EXTERNAL,
    since: "0.1.0",
    kind: "seal",
    cipher,
    secret,
    keys: { key, ...(tripleDes ? { mac: rest } : { iv: rest }) },
    sequence,
    ...(tripleDes && { blocks: 5 * sequence, iv8: sealed.slice(8, 24) }),
    plain: sequence === 0 ? `06${verify}` : hex(DATA),
    frame: sealed,
    expect: { result: "accept" },
  };
}
