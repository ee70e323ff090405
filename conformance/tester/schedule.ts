import { createHash, createHmac } from "node:crypto";
import { ascii, concat, prefixed, uint } from "./bytes.ts";
import { Cipher, FrameType } from "./registry.ts";
import { frame } from "./frame.ts";

/** Who seals: each direction has its own secrets. */
export type Direction = "client" | "server";

/**
 * The steps of the key schedule at which an implementation can go wrong.
 * The tester replaces one of them to say *which* mistake a target made.
 */
export interface ScheduleRules {
  /** The HKDF-Expand info of XL. */
  info(label: string, context: Uint8Array, size: number): Uint8Array;
  /** The HKDF-Extract salt. */
  salt(clientRandom: Uint8Array, serverRandom: Uint8Array): Uint8Array;
  /** What TH1 hashes, of CH, SH and in the RSA settings SK or SC, and CKE. */
  transcript(frames: readonly Uint8Array[]): Uint8Array;
  /** The form in which a Finished enters TH2 and TH3. */
  finishedFrame(verify: Uint8Array): Uint8Array;
  /** The label of a direction's secret. */
  directionLabel(direction: Direction): string;
  /** Key material of a direction: `label` is `key`, `iv` or `mac`. */
  traffic(
    xl: ExpandLabel,
    secret: Uint8Array,
    label: string,
    size: number,
  ): Uint8Array;
  /** HKDF-Extract. */
  extract(salt: Uint8Array, ikm: Uint8Array): Uint8Array;
  /** The context of a direction's secret. */
  directionContext(th1: Uint8Array): Uint8Array;
  /** The key of a Finished's HMAC. */
  finishedKey(xl: ExpandLabel, secret: Uint8Array): Uint8Array;
  /** The hash that the second Finished authenticates. */
  secondHash(th1: Uint8Array, th2: Uint8Array): Uint8Array;
}

/** XL bound to its rules. */
export type ExpandLabel = (
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  size: number,
) => Uint8Array;

const EMPTY = new Uint8Array();

/** The rules of the protocol (spec/keys.md). */
export const RULES: ScheduleRules = {
  info: (label, context, size) =>
    concat(
      uint(size, 2),
      prefixed(1, ascii(`fesa1 ${label}`)),
      prefixed(1, context),
    ),
  salt: (clientRandom, serverRandom) => concat(clientRandom, serverRandom),
  transcript: (frames) => concat(...frames),
  finishedFrame: (verify) => frame(FrameType.Finished, verify),
  directionLabel: (direction) => direction,
  directionContext: (th1) => th1,
  traffic: (xl, secret, label, size) => xl(secret, label, EMPTY, size),
  extract: (salt, ikm) => hmac(salt, ikm),
  finishedKey: (xl, secret) => xl(secret, "finished", EMPTY, 32),
  secondHash: (_, th2) => th2,
};

/** What the schedule is computed from. */
export interface ScheduleInput {
  /** CH, SH, and in the RSA settings SK or SC, and CKE: whole frames. */
  readonly frames: readonly Uint8Array[];
  readonly clientRandom: Uint8Array;
  readonly serverRandom: Uint8Array;
  /** The pre-master secret, or the deployment key. */
  readonly ikm: Uint8Array;
  /** Who sends the first Finished. */
  readonly first: Direction;
}

/** Key material of one direction and generation. */
export interface TrafficKeys {
  readonly key: Uint8Array;
  /** The AEAD nonce's base; empty for 3DES. */
  readonly iv: Uint8Array;
  /** The 3DES MAC key; empty for an AEAD. */
  readonly mac: Uint8Array;
}

/** The tester's own key schedule, independent of the reference's. */
export class KeySchedule {
  readonly th1: Uint8Array;
  readonly master: Uint8Array;
  readonly secrets: Readonly<Record<Direction, Uint8Array>>;
  readonly verifyFirst: Uint8Array;
  readonly th2: Uint8Array;
  readonly verifySecond: Uint8Array;
  readonly th3: Uint8Array;
  readonly binding: Uint8Array;
  readonly #xl: ExpandLabel;
  readonly #rules: ScheduleRules;

  constructor(input: ScheduleInput, rules: ScheduleRules = RULES) {
    const xl = expandLabel(rules);
    this.#xl = xl;
    this.#rules = rules;
    const start = rules.transcript(input.frames);
    this.th1 = sha256(start);
    this.master = rules.extract(
      rules.salt(input.clientRandom, input.serverRandom),
      input.ikm,
    );
    const secret = (direction: Direction) =>
      xl(
        this.master,
        rules.directionLabel(direction),
        rules.directionContext(this.th1),
        32,
      );
    this.secrets = { client: secret("client"), server: secret("server") };
    const finishedKey = (direction: Direction) =>
      rules.finishedKey(xl, this.secrets[direction]);
    const second = input.first === "client" ? "server" : "client";
    this.verifyFirst = hmac(finishedKey(input.first), this.th1);
    const middle = concat(start, rules.finishedFrame(this.verifyFirst));
    this.th2 = sha256(middle);
    this.verifySecond = hmac(
      finishedKey(second),
      rules.secondHash(this.th1, this.th2),
    );
    this.th3 = sha256(concat(middle, rules.finishedFrame(this.verifySecond)));
    this.binding = xl(this.master, "binding", this.th3, 32);
  }

  /** The secret that replaces this one at a KeyUpdate. */
  next(secret: Uint8Array): Uint8Array {
    return this.#xl(secret, "update", EMPTY, 32);
  }

  /** The keys a secret gives for a cipher. */
  trafficKeys(secret: Uint8Array, cipher: number): TrafficKeys {
    const tripleDes = cipher === Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
    const part = (label: string, size: number) =>
      this.#rules.traffic(this.#xl, secret, label, size);
    return {
      key: part("key", tripleDes ? 24 : 32),
      iv: tripleDes ? EMPTY : part("iv", 12),
      mac: tripleDes ? part("mac", 32) : EMPTY,
    };
  }
}

function expandLabel(rules: ScheduleRules): ExpandLabel {
  // One block of HKDF-Expand is enough: nothing here is longer than a hash.
  return (secret, label, context, size) =>
    hmac(secret, concat(rules.info(label, context, size), uint(1, 1)))
      .slice(0, size);
}

function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac("sha256", key).update(data).digest());
}

function sha256(data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(data).digest());
}
