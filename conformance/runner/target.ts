import type { RequiredWord, ServerConfiguration } from "../contract/mod.ts";
import type { Wire } from "../tester/wire.ts";
import type { Case } from "./case.ts";
import type { ControlledProcess } from "./controlled_process.ts";
import type { CaseEnvironment } from "./environment.ts";
import type { Profile } from "./profile.ts";
import type { Setup } from "./setup.ts";

/** What a report says of the target. */
export interface TargetDescription {
  readonly role: "server" | "client";
  /** What its profile calls it. */
  readonly implementation?: string;
  readonly address?: string;
  readonly command?: string;
}

/** A case with everything it needs, about to be run. */
export interface OpenCase {
  run(): Promise<void>;
  /** After a run without violation: leaves, and what remains to be judged. */
  settle(): Promise<void>;
  /** Cuts everything; what still runs ends soon after. */
  abandon(): void;
  /**
   * Gives the target back; how its process exited, if it has. `late` is told
   * where it exits after that and before its next use.
   */
  release(late: (exited: string) => void): string | undefined;
  /** What the target's process printed last, a line each, safe to read. */
  printed?(): readonly string[];
}

/** An implementation under test, in one role. */
export interface Target {
  readonly description: TargetDescription;
  /** Whether one header of a known type and legal length was ever seen. */
  readonly spoken: boolean;
  /** Whether it is under the control contract. */
  readonly contract: boolean;
  /** At most so many cases at a time. */
  readonly jobs?: number;
  /** The rows of the matrix that apply to it, core rows always. */
  rows(): Promise<readonly Setup[]>;
  /**
   * The target, configured for a case and row. Throws NotApplicable,
   * Inconclusive (the set-up is at fault), or Violation (it refuses the core).
   */
  open(theCase: Case, environment: CaseEnvironment): Promise<OpenCase>;
  /** Asks for every part that it may have, before a run. */
  probe?(): Promise<void>;
  /** What a run has found the target to be, for `--write-profile`. */
  readonly found: Profile;
  stop(): Promise<void>;
}

/** A server that a case may talk to for as long as it holds it. */
export interface ServerLease {
  readonly host: string;
  readonly port: number;
  readonly serverName: string;
  readonly deploymentKey?: Uint8Array;
  readonly deploymentKeyId?: Uint8Array;
  /** What it was told, under the contract. */
  readonly configuration?: ServerConfiguration;
  readonly process?: ControlledProcess;
  /** The same server in a process that nobody shares, until the release. */
  again?(): Promise<ServerLease>;
  /** Starts another process under another configuration. */
  start?(configuration: ServerConfiguration): ControlledProcess;
  /** Whether its application sends Data back. */
  readonly echo: boolean;
  /** The parts that its profile declares absent. */
  readonly absent?: readonly RequiredWord[];
  /** Connects; the number is the server's own, where it counts from 1. */
  dial(patience: number): Promise<{ wire: Wire; number: number }>;
  release(late: (exited: string) => void): string | undefined;
}
