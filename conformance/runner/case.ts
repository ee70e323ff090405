import type { z } from "zod";
import type {
  ClientConfiguration,
  RequiredWord,
  ServerConfiguration,
} from "../contract/mod.ts";
import type { ClientContext } from "./client_context.ts";
import type { ServerContext } from "./server_context.ts";
import type { CipherName, SettingName } from "./setup.ts";

/** The layers, one word in spec, src, cases and vectors. */
export const LAYERS = [
  "frames",
  "messages",
  "keys",
  "protection",
  "handshake",
  "identity",
  "channel",
  "transport",
] as const;
/** A layer: the first part of a case's id. */
export type Layer = typeof LAYERS[number];

/** Control peers, which must earn no pass. */
export const CONTROLS = [
  "silent",
  "echo",
  "accept-all",
  "reset",
  "half-closed",
  "slow",
  "random",
  "alert",
] as const;
/** The name of a control peer. */
export type ControlName = typeof CONTROLS[number];

/**
 * What a case asks of the target beyond its setting and cipher: words of the
 * contract's `requires`, `contract` itself, or an application that echoes.
 */
export type Need = RequiredWord | "contract" | "echo";

/** What both roles' cases say of themselves. */
export interface CaseFields {
  /** `layer/name`; never reused for another meaning. */
  readonly id: string;
  /** Ids this case had before. */
  readonly aliases?: readonly string[];
  readonly title: string;
  /** What it judges, the first being what a plain failure cites. */
  readonly requirements: readonly string[];
  /**
   * In which settings: `any` one of the target's (the default), `each` of
   * them, or each of those listed.
   */
  readonly settings?: "any" | "each" | readonly SettingName[];
  /** `default` (AES, ChaCha20), `each` of the setting's, or those listed. */
  readonly ciphers?: "default" | "each" | readonly CipherName[];
  /** Offers DEFLATE; the case needs it agreed. */
  readonly compression?: boolean;
  readonly needs?: readonly Need[];
  /**
   * Runs with nothing beside it: for cases that measure or crowd, and for
   * those that ask a server's events about a connection never established,
   * which nothing but its number tells from the others. Left out, a server's
   * case that needs `contract` or `commands` does.
   */
  readonly alone?: boolean;
  /** Mostly waits: is started before the others. */
  readonly waits?: boolean;
  /** Milliseconds it may take, in place of what the run allows any case. */
  readonly timeoutMs?: number;
  /**
   * Takes minutes, or more than a target may like: is run only where a filter
   * names it by its id, or the run asks for all such cases.
   */
  readonly optIn?: boolean;
  /** Of a property: what its conversations are in a replay file. */
  readonly conversation?: z.ZodType;
  /** The basic handshake, on which all others of its row depend. */
  readonly gate?: boolean;
  /** Why it is there, though it kills no mutant (`conformance/mutants`). */
  readonly killsNone?: string;
  /** Control peers that pass this case, each with the reason. */
  readonly passesVacuously?: Partial<Record<ControlName, string>>;
}

/** A case for a server: the tester is the client. */
export interface ServerCase extends CaseFields {
  readonly role: "server";
  /** Another configuration than the base; needs the contract. */
  readonly config?: (base: ServerConfiguration) => ServerConfiguration;
  readonly run: (t: ServerContext) => Promise<void>;
}

/** A case for a client: the tester is the server. */
export interface ClientCase extends CaseFields {
  readonly role: "client";
  /** Another configuration than the base; needs the contract. */
  readonly config?: (base: ClientConfiguration) => ClientConfiguration;
  readonly run: (t: ClientContext) => Promise<void>;
}

/** A case of either role. */
export type Case = ServerCase | ClientCase;

/** Defines a case for a server. */
export function serverCase(fields: Omit<ServerCase, "role">): ServerCase {
  return { ...fields, role: "server" };
}

/** Defines a case for a client. */
export function clientCase(fields: Omit<ClientCase, "role">): ClientCase {
  return { ...fields, role: "client" };
}

/** The layer in a case's id. */
export function layerOf(theCase: Pick<Case, "id">): string {
  return theCase.id.split("/")[0];
}

/** The case as a server's; a client's has no business there. */
export function asServerCase(theCase: Case): ServerCase {
  if (theCase.role === "server") return theCase;
  throw new TypeError(`Cannot run ${theCase.id} against a server`);
}

/** The case as a client's; a server's has no business there. */
export function asClientCase(theCase: Case): ClientCase {
  if (theCase.role === "client") return theCase;
  throw new TypeError(`Cannot run ${theCase.id} against a client`);
}
