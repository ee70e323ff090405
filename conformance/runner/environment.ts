import type { KeyLog } from "../tester/key_log.ts";
import type { Transcript } from "../tester/transcript.ts";
import type { Tap } from "../tester/wire.ts";
import type { Partner } from "./partner.ts";
import type { Setup } from "./setup.ts";

/** What the engine gives every case. */
export interface CaseEnvironment {
  readonly setup: Setup;
  readonly transcript: Transcript;
  /** Milliseconds one step may take. */
  readonly patience: number;
  /** Property runs. */
  readonly runs: number;
  readonly seed: number;
  /** Of a property that is replayed: where its counterexample is drawn. */
  readonly path?: string;
  /** Of a property that is replayed: the conversation that it is to judge. */
  readonly conversation?: unknown;
  /** Who plays the other end where the tester stands in the middle. */
  readonly partner?: Partner;
  /** Takes the bytes of its connections to the target, as they pass. */
  readonly tap?: Tap;
  /** Takes the secrets of every connection of the case. */
  readonly keyLog?: KeyLog;
  /** Depends on the seed, the case and the row alone. */
  readonly random: (size: number) => Uint8Array;
}
