import {
  type CaseFields,
  type ClientCase,
  clientCase,
  type ServerCase,
  serverCase,
} from "../runner/case.ts";
import type { Setup } from "../runner/setup.ts";
import type { Peer } from "../tester/peer.ts";

/** What a case may use whichever role the target plays. */
export interface EitherContext {
  readonly setup: Setup;
  readonly random: (size: number) => Uint8Array;
  establish(): Promise<Peer>;
}

/** A case for both roles: `name` is its id less the layer and the role. */
export interface EitherFields extends Omit<CaseFields, "id" | "title"> {
  readonly layer: string;
  readonly name: string;
  /** What is wrong in what the target gets, as the end of a sentence. */
  readonly title: string;
  /** Gets a channel that is Established, the tester at its other end. */
  readonly run: (t: EitherContext, peer: Peer) => Promise<void>;
}

/**
 * One fault after Established, tried on servers and on clients: from there on
 * the protocol is the same for both.
 */
export function bothRoles(fields: EitherFields): [ServerCase, ClientCase] {
  const { layer, name, title, run, ...rest } = fields;
  return [
    serverCase({
      ...rest,
      id: `${layer}/server-${name}`,
      title: `Server: ${title}`,
      run: async (t) => run(t, await t.establish()),
    }),
    clientCase({
      ...rest,
      id: `${layer}/client-${name}`,
      title: `Client: ${title}`,
      run: async (t) => run(t, await t.establish()),
    }),
  ];
}
