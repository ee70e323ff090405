import { createHash, createHmac } from "node:crypto";
import {
  ascii,
  concat,
  prefixed,
  uint,
} from "../../../conformance/tester/bytes.ts";
import { header } from "../../../conformance/tester/frame.ts";
import { PROTECTION } from "../../../conformance/tester/protection.ts";
import { RULES } from "../../../conformance/tester/schedule.ts";
import { AlertCode, FrameType } from "../../../src/mod.ts";
import type { ProtectionVector } from "./format.ts";
import { DATA } from "./frame_vectors.ts";
import { type Scene, TDES } from "./scene.ts";

const EMPTY = new Uint8Array();

/**
 * The first frame behind a KeyUpdate, as the second generation has it, and as
 * an end has it that took another step to the next keys.
 */
export function generationVectors(scene: Scene): ProtectionVector[] {
  const { schedule, secret: before } = scene;
  const due = schedule.next(before);
  const options = { sequence: 0, secret: due };
  const refused = (
    id: string,
    comment: string,
    frame: Uint8Array,
    requirement = "KDF-8",
  ) =>
    scene.refused(
      `update/${id}`,
      comment,
      [requirement],
      AlertCode.bad_frame_protection,
      frame,
      { ...options, flags: ["Generation"] },
    );
  const under = (id: string, secret: Uint8Array, sequence = 0) =>
    scene.seal(`update/${id}`, DATA, sequence, {}, { secret });
  const expanded = (info: Uint8Array) =>
    new Uint8Array(
      createHmac("sha256", before).update(concat(info, uint(1, 1))).digest(),
    );
  const hashed = createHash("sha256").update(before).digest();
  return [
    scene.sealed(
      "update/first",
      "The first frame under the second generation's keys",
      ["KDF-8", "KUP-2"],
      DATA,
      options,
    ),
    scene.sealed(
      "update/fourth-generation",
      "The first frame under the fourth generation's keys",
      ["KDF-8", "KUP-2"],
      DATA,
      { sequence: 0, secret: schedule.next(schedule.next(due)) },
    ),
    refused(
      "keys-kept",
      "Sealed with the keys before, as if nothing had been updated",
      under("keys-kept", before, 5),
      "KUP-2",
    ),
    refused(
      "keys-kept-sequence-reset",
      "Sealed with the keys before, at sequence 0: its nonce comes again",
      under("keys-kept-sequence-reset", before),
      "KUP-2",
    ),
    refused(
      "sequence-kept",
      "Sealed with the right keys, the sequence number going on",
      under("sequence-kept", due, 5),
      "PRO-2",
    ),
    refused(
      "two-generations-on",
      "Sealed with the keys of two KeyUpdates on",
      under("two-generations-on", schedule.next(due)),
      "KUP-2",
    ),
    refused(
      "other-direction",
      "Sealed with the next keys of the other direction",
      under("other-direction", schedule.next(schedule.secrets.server)),
      "KDF-5",
    ),
    refused(
      "secret-hashed",
      "The next secret is the hash of the one before",
      under("secret-hashed", new Uint8Array(hashed)),
    ),
    refused(
      "label-without-prefix",
      "The label of the next secret lacks fesa1",
      under(
        "label-without-prefix",
        expanded(concat(
          uint(32, 2),
          prefixed(1, ascii("update")),
          prefixed(1, EMPTY),
        )),
      ),
    ),
    refused(
      "context-th1",
      "TH1 is the context of the next secret, which has none",
      under(
        "context-th1",
        expanded(RULES.info("update", schedule.th1, 32)),
      ),
    ),
    refused(
      scene.cipher === TDES ? "mac-key-kept" : "iv-kept",
      scene.cipher === TDES
        ? "The MAC's key is that of the generation before"
        : "The IV is that of the generation before",
      halfUpdated(scene, due),
      "KUP-2",
    ),
  ];
}

/** The cipher's key is new, what goes with it isn't. */
function halfUpdated(scene: Scene, due: Uint8Array): Uint8Array {
  const { cipher, keys: { iv, mac } } = scene;
  const secret = due;
  if (cipher !== TDES) {
    const nonce: typeof PROTECTION.nonce = (_, sequence) =>
      PROTECTION.nonce(iv, sequence);
    const rules = { ...PROTECTION, nonce };
    return scene.seal("update/iv-kept", DATA, 0, {}, { secret, rules });
  }
  const edit = (body: Uint8Array) => {
    const sealed = body.subarray(0, -32);
    const head = header(FrameType.Protected, body.length);
    const made = createHmac("sha256", mac)
      .update(concat(uint(0, 8), head, sealed)).digest();
    return concat(sealed, made);
  };
  return scene.seal("update/mac-key-kept", DATA, 0, { edit }, { secret });
}
