import { createPublicKey, type KeyObject } from "node:crypto";
import { equal } from "../../../conformance/tester/bytes.ts";
import { Decompressor } from "../../../conformance/tester/compression.ts";
import { Opener } from "../../../conformance/tester/protection.ts";
import { decryptOaep, oaepSeed } from "../../../conformance/tester/rsa.ts";
import {
  type Direction,
  KeySchedule,
  type ScheduleInput,
} from "../../../conformance/tester/schedule.ts";
import { PRE_MASTER_SIZE } from "../../../src/mod.ts";

/** What somebody in the middle was given to open conversations with. */
export interface RecorderKeys {
  /** The server's, for open and certified. */
  readonly privateKey?: KeyObject;
  readonly deploymentKey?: Uint8Array;
}

/** What opens a conversation. */
export interface SessionKeys {
  readonly schedule: KeySchedule;
  readonly first: Direction;
  readonly openers: Readonly<Record<Direction, Opener>>;
  readonly decompressors: Readonly<Record<Direction, Decompressor>>;
}

/** The keys that a handshake gives, both ends'. */
export function sessionKeys(input: ScheduleInput, cipher: number): SessionKeys {
  const schedule = new KeySchedule(input);
  const opener = (direction: Direction) =>
    new Opener(schedule, schedule.secrets[direction], cipher);
  return {
    schedule,
    first: input.first,
    openers: { client: opener("client"), server: opener("server") },
    decompressors: { client: new Decompressor(), server: new Decompressor() },
  };
}

/** What a ClientKeyExchange holds, or why it holds nothing. */
export type Exchanged =
  | { readonly preMaster: Uint8Array; readonly seed: Uint8Array }
  | { readonly fault: string };

/** Opens a ClientKeyExchange as its server does; a defect has no oracle here. */
export function openExchange(
  key: KeyObject,
  ciphertext: Uint8Array,
): Exchanged {
  const size = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  if (ciphertext.length !== size) {
    return { fault: `It has ${ciphertext.length} bytes, the modulus ${size}` };
  }
  const preMaster = decryptOaep(key, ciphertext);
  if (!preMaster) return { fault: "It does not decrypt" };
  return preMaster.length === PRE_MASTER_SIZE
    ? { preMaster, seed: oaepSeed(key, ciphertext) }
    : { fault: `It decrypts to ${preMaster.length} bytes` };
}

/** Whether a private key's public half is that of a server. */
export function isKeyOf(key: KeyObject, spki: Uint8Array): boolean {
  const own = createPublicKey(key).export({ type: "spki", format: "der" });
  return equal(new Uint8Array(own), spki);
}
