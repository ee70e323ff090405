import type {
  ConnectOptions,
  ListenOptions,
  SecureChannel,
  SecureServer,
} from "../../src/node.ts";
import type { Layer } from "../runner/case.ts";
import type { Plant } from "./seams.ts";

/** A line of the control contract, one that it is given or is about to print. */
export type Line = Readonly<Record<string, unknown>>;

/** A faulty peer: the reference, but for one fault. */
export interface Mutant {
  /** `layer/role-name`; never reused for another fault. */
  readonly id: string;
  readonly role: "server" | "client";
  /** The requirement that the fault breaks. */
  readonly requirement: string;
  /** What it does. */
  readonly title: string;
  /** The mistake of real implementations that it stands for. */
  readonly models: string;
  /**
   * No fixed case meets it: a property alone finds it, which is given more
   * runs for that.
   */
  readonly rare?: true;
  /** Plants the fault in a connection that is about to be made. */
  readonly plant?: Plant;
  /** What it takes a line of the contract for that it is given. */
  readonly hear?: (line: Line) => Line;
  /** What it reports under the contract; undefined keeps the line back. */
  readonly report?: (line: Line) => Line | undefined;
  /** How it listens, a server. */
  readonly listen?: (
    options: ListenOptions,
    listen: (options: ListenOptions) => Promise<SecureServer>,
  ) => Promise<SecureServer>;
  /** How it connects, a client. */
  readonly connect?: (
    options: ConnectOptions,
    connect: (options: ConnectOptions) => Promise<SecureChannel>,
  ) => Promise<SecureChannel>;
}

/** A mutant without its id and role, which `inRole` and `inBothRoles` add. */
export interface Fault extends Omit<Mutant, "id" | "role"> {
  readonly layer: Layer;
  readonly name: string;
}

/** A fault of one role. */
export function inRole(role: Mutant["role"], fault: Fault): Mutant {
  const { layer, name, ...rest } = fault;
  return { ...rest, id: `${layer}/${role}-${name}`, role };
}

/** A fault that servers and clients alike can have: a mutant of each. */
export function inBothRoles(fault: Fault): [Mutant, Mutant] {
  return [inRole("server", fault), inRole("client", fault)];
}
