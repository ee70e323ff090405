import { createHmac } from "node:crypto";
import { z } from "zod";
import { concat, hex, uint } from "../../../conformance/tester/bytes.ts";
import {
  type Direction,
  type KeySchedule,
  RULES,
} from "../../../conformance/tester/schedule.ts";
import { Hex, hexOf } from "../scalars.ts";

/** The keys of one generation; what a source didn't compute is absent. */
export const GenerationKeys = z.strictObject({
  secret: hexOf(32),
  key: Hex.optional().describe("32 bytes; of 3DES 24, K1 ‖ K2 ‖ K3"),
  iv: hexOf(12).optional().describe("AEAD only"),
  mac: hexOf(32).optional().describe("3DES only"),
});

const DirectionSecrets = z.strictObject({
  finishedKey: hexOf(32).optional(),
  verify: hexOf(32).describe("The 32 bytes of this end's Finished"),
  generations: z.array(GenerationKeys).min(1)
    .describe("From generation 0 on; each KeyUpdate makes the next"),
});

/** Every intermediate secret of a connection. */
export const Secrets = z.strictObject({
  first: z.enum(["client", "server"]).describe("Who sends Finished first"),
  th1: hexOf(32),
  master: hexOf(32),
  client: DirectionSecrets,
  server: DirectionSecrets,
  th2: hexOf(32),
  th3: hexOf(32),
  binding: hexOf(32),
});
export type Secrets = z.infer<typeof Secrets>;
export type GenerationKeys = z.infer<typeof GenerationKeys>;

/** All secrets that a schedule gives, in as many generations. */
export function secretsOf(
  schedule: KeySchedule,
  first: Direction,
  cipher: number,
  generations: number,
): Secrets {
  const direction = (name: Direction) => ({
    finishedKey: hex(finishedKey(schedule.secrets[name])),
    verify: hex(
      name === first ? schedule.verifyFirst : schedule.verifySecond,
    ),
    generations: generationsOf(
      schedule,
      schedule.secrets[name],
      cipher,
      generations,
    ),
  });
  return {
    first,
    th1: hex(schedule.th1),
    master: hex(schedule.master),
    client: direction("client"),
    server: direction("server"),
    th2: hex(schedule.th2),
    th3: hex(schedule.th3),
    binding: hex(schedule.binding),
  };
}

function generationsOf(
  schedule: KeySchedule,
  start: Uint8Array,
  cipher: number,
  count: number,
): GenerationKeys[] {
  const all: GenerationKeys[] = [];
  for (let secret = start; all.length < count;) {
    all.push(generationKeys(schedule, secret, cipher));
    secret = schedule.next(secret);
  }
  return all;
}

/** A secret and the keys it gives for a cipher. */
export function generationKeys(
  schedule: Pick<KeySchedule, "trafficKeys">,
  secret: Uint8Array,
  cipher: number,
): GenerationKeys {
  const { key, iv, mac } = schedule.trafficKeys(secret, cipher);
  return {
    secret: hex(secret),
    key: hex(key),
    ...(iv.length > 0 && { iv: hex(iv) }),
    ...(mac.length > 0 && { mac: hex(mac) }),
  };
}

/** The schedule keeps it to itself; one block of HKDF-Expand. */
function finishedKey(secret: Uint8Array): Uint8Array {
  const info = RULES.info("finished", new Uint8Array(), 32);
  return new Uint8Array(
    createHmac("sha256", secret).update(concat(info, uint(1, 1))).digest(),
  );
}
