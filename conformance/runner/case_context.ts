import type { Event, RequiredWord } from "../contract/mod.ts";
import type { KeyLog } from "../tester/key_log.ts";
import { SecuritySetting } from "../tester/registry.ts";
import type { Transcript } from "../tester/transcript.ts";
import type { Tap } from "../tester/wire.ts";
import type { CaseEnvironment } from "./environment.ts";
import { judgeEvent } from "./judge_event.ts";
import type { Partner } from "./partner.ts";
import { CIPHERS, type Setup } from "./setup.ts";

/** What a case is given whichever role its target plays. */
export abstract class CaseContext implements CaseEnvironment {
  readonly setup: Setup;
  readonly transcript: Transcript;
  readonly patience: number;
  readonly runs: number;
  readonly seed: number;
  readonly path?: string;
  readonly conversation?: unknown;
  readonly tap?: Tap;
  readonly partner?: Partner;
  readonly keyLog?: KeyLog;
  readonly random: (size: number) => Uint8Array;

  constructor(environment: CaseEnvironment) {
    this.setup = environment.setup;
    this.transcript = environment.transcript;
    this.patience = environment.patience;
    this.runs = environment.runs;
    this.seed = environment.seed;
    this.path = environment.path;
    this.conversation = environment.conversation;
    this.tap = environment.tap;
    this.partner = environment.partner;
    this.keyLog = environment.keyLog;
    this.random = environment.random;
  }

  /** The row's setting, as on the wire. */
  get setting(): number {
    return SecuritySetting[this.setup.setting];
  }

  /** The row's cipher, as on the wire. */
  get cipher(): number {
    return CIPHERS[this.setup.cipher];
  }

  get proprietary(): boolean {
    return this.setup.setting === "proprietary";
  }

  /** The parts that the target's profile declares absent. */
  abstract get absent(): readonly RequiredWord[];

  /** Demands that an event holds these values; other fields are its own. */
  judge(
    requirement: string,
    expected: string,
    event: Event,
    values: Readonly<Record<string, unknown>>,
  ): void {
    judgeEvent(requirement, expected, event, values);
  }
}
