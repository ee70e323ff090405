import { createHash } from "node:crypto";
import {
  ascii,
  concat,
  prefixed,
  uint,
} from "../../../conformance/tester/bytes.ts";
import {
  type Direction,
  type KeySchedule,
  RULES,
  type ScheduleInput,
  type ScheduleRules,
} from "../../../conformance/tester/schedule.ts";
import { AlertCode } from "../../../src/mod.ts";

/** One way to get the key schedule wrong, as its receiver sees it. */
export interface Mistake {
  readonly name: string;
  readonly comment: string;
  readonly requirement: string;
  readonly flag: string;
  /** Which Finished shows it. */
  readonly finished: "first" | "second";
  /** A wrong key does not open; a wrong verify opens and differs. */
  readonly code: number;
  /** Whether a handshake without RSA can have it. */
  readonly rsaOnly?: boolean;
  readonly rules?: Partial<ScheduleRules>;
  readonly input?: (input: ScheduleInput) => ScheduleInput;
  /** Replaces the verify, rightly computed and sealed otherwise. */
  readonly verify?: (schedule: KeySchedule, from: Direction) => Uint8Array;
}

const { bad_frame_protection, bad_finished } = AlertCode;
const EMPTY = new Uint8Array();

/** Every mistake, each in one place. */
export const MISTAKES: readonly Mistake[] = [
  {
    ...expansion("label-without-space", "The labels lack the space of fesa1"),
    rules: {
      info: (label, context, size) =>
        concat(
          uint(size, 2),
          prefixed(1, ascii(`fesa1${label}`)),
          prefixed(1, context),
        ),
    },
  },
  {
    ...expansion("label-of-another-version", "The labels begin with fesa2"),
    rules: {
      info: (label, context, size) =>
        concat(
          uint(size, 2),
          prefixed(1, ascii(`fesa2 ${label}`)),
          prefixed(1, context),
        ),
    },
  },
  {
    ...expansion("size-of-one-byte", "The size in XL has one byte, not two"),
    rules: {
      info: (label, context, size) =>
        concat(uint(size, 1), RULES.info(label, context, size).subarray(2)),
    },
  },
  {
    ...expansion("no-context-length", "The context in XL has no length"),
    rules: {
      info: (label, context, size) =>
        concat(
          uint(size, 2),
          prefixed(1, ascii(`fesa1 ${label}`)),
          context,
        ),
    },
  },
  {
    name: "salt-swapped",
    comment: "The salt is the server's random before the client's",
    requirement: "KDF-4",
    flag: "WrongExtract",
    finished: "first",
    code: bad_frame_protection,
    rules: { salt: (client, server) => concat(server, client) },
  },
  {
    name: "salt-of-client-alone",
    comment: "The salt is the client's random alone",
    requirement: "KDF-4",
    flag: "WrongExtract",
    finished: "first",
    code: bad_frame_protection,
    rules: { salt: (client) => client },
  },
  {
    name: "ikm-hashed",
    comment: "The input keying material is hashed first",
    requirement: "KDF-4",
    flag: "WrongExtract",
    finished: "first",
    code: bad_frame_protection,
    input: (input) => ({
      ...input,
      ikm: new Uint8Array(createHash("sha256").update(input.ikm).digest()),
    }),
  },
  {
    ...transcript("transcript-without-headers", "TH1 is of bodies alone"),
    rules: {
      transcript: (frames) => concat(...frames.map((f) => f.subarray(4))),
    },
  },
  {
    ...transcript("transcript-without-server-key", "TH1 lacks the key's frame"),
    rsaOnly: true,
    rules: {
      transcript: ([hello, answer, , exchange]) =>
        concat(hello, answer, exchange),
    },
  },
  {
    ...transcript(
      "transcript-without-key-exchange",
      "TH1 lacks the ClientKeyExchange",
    ),
    rsaOnly: true,
    rules: { transcript: (frames) => concat(...frames.slice(0, 3)) },
  },
  {
    name: "directions-swapped",
    comment: "Each end takes the other's label for its own direction",
    requirement: "KDF-5",
    flag: "WrongDirection",
    finished: "first",
    code: bad_frame_protection,
    rules: {
      directionLabel: (direction) =>
        direction === "client" ? "server" : "client",
    },
  },
  {
    name: "finished-key-is-secret",
    comment: "The direction's secret itself is the Finished key",
    requirement: "KDF-7",
    flag: "WrongFinished",
    finished: "first",
    code: bad_finished,
    rules: { finishedKey: (_, secret) => secret },
  },
  {
    name: "finished-key-of-generation-1",
    comment: "The Finished key is of generation 1",
    requirement: "KDF-7",
    flag: "WrongFinished",
    finished: "first",
    code: bad_finished,
    rules: {
      finishedKey: (xl, secret) =>
        xl(xl(secret, "update", EMPTY, 32), "finished", EMPTY, 32),
    },
  },
  {
    name: "second-over-th1",
    comment: "The second Finished is over TH1",
    requirement: "FIN-2",
    flag: "WrongFinished",
    finished: "second",
    code: bad_finished,
    rules: { secondHash: (th1) => th1 },
  },
  {
    name: "th2-without-header",
    comment: "The first Finished enters TH2 without 06 00 00 20",
    requirement: "KDF-3",
    flag: "WrongTranscript",
    finished: "second",
    code: bad_finished,
    rules: { finishedFrame: (verify) => verify },
  },
  {
    name: "first-reflected",
    comment: "The second Finished holds the verify of the first",
    requirement: "FIN-2",
    flag: "WrongFinished",
    finished: "second",
    code: bad_finished,
    verify: (schedule) => schedule.verifyFirst,
  },
  {
    name: "verify-bit-flipped",
    comment: "The last bit of verify is flipped",
    requirement: "FIN-3",
    flag: "WrongFinished",
    finished: "first",
    code: bad_finished,
    verify: ({ verifyFirst }) => verifyFirst.with(31, verifyFirst[31] ^ 1),
  },
  {
    name: "verify-zero",
    comment: "Verify is 32 zero bytes",
    requirement: "FIN-3",
    flag: "WrongFinished",
    finished: "first",
    code: bad_finished,
    verify: () => new Uint8Array(32),
  },
];

function expansion(name: string, comment: string) {
  return {
    name,
    comment,
    requirement: "KDF-1",
    flag: "WrongExpand",
    finished: "first",
    code: bad_frame_protection,
  } as const;
}

function transcript(name: string, comment: string) {
  return {
    name,
    comment,
    requirement: "KDF-2",
    flag: "WrongTranscript",
    finished: "first",
    code: bad_frame_protection,
  } as const;
}
