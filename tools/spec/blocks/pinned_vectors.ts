import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import {
  type ScheduleVector,
  ScheduleVector as ScheduleSchema,
} from "../../vectors/keys/format.ts";
import { ValidMessage } from "../../vectors/messages/format.ts";
import {
  type SealVector,
  SealVector as SealSchema,
} from "../../vectors/protection/format.ts";
import {
  type SessionVector,
  SessionVector as SessionSchema,
} from "../../vectors/sessions/format.ts";

/** Whole frames, the secret, and every key that comes of them. */
export function scheduleVector(id: string): ScheduleVector {
  return find("keys/keys", id, ScheduleSchema);
}

/** A plaintext and the Protected frame that it makes. */
export function sealVector(id: string): SealVector {
  return find("protection/protection", id, SealSchema);
}

/** A message's body and its value. */
export function messageVector(id: string): z.infer<typeof ValidMessage> {
  return find("messages/messages", id, ValidMessage);
}

/** A whole conversation. */
export function sessionVector(id: string): SessionVector {
  return find("channel/sessions", id, SessionSchema);
}

const VECTORS = fileURLToPath(new URL("../../../vectors", import.meta.url));
const files = new Map<string, { id: string }[]>();

function find<S extends z.ZodType>(
  file: string,
  id: string,
  schema: S,
): z.infer<S> {
  let vectors = files.get(file);
  if (vectors === undefined) {
    const text = readFileSync(`${VECTORS}/${file}.json`, "utf8");
    vectors = (JSON.parse(text) as { vectors: { id: string }[] }).vectors;
    files.set(file, vectors);
  }
  const found = vectors.find((vector) => vector.id === id);
  if (found === undefined) {
    throw new RangeError(`vectors/${file}.json has no vector ${id}`);
  }
  return schema.parse(found);
}
