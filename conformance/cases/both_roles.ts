import {
  type CaseFields,
  type ClientCase,
  clientCase,
  type ServerCase,
  serverCase,
} from "../runner/case.ts";
import type { Setup } from "../runner/setup.ts";
import type { TesterClient } from "../tester/tester_client.ts";
import type { TesterServer } from "../tester/tester_server.ts";

/** The tester at the other end of a channel, in either role. */
export type Tester = TesterClient | TesterServer;

/** What a case may use whichever role the target plays. */
export interface EitherContext {
  readonly setup: Setup;
  readonly random: (size: number) => Uint8Array;
  readonly seed: number;
  readonly runs: number;
  readonly path?: string;
  /** The target's role. */
  readonly role: "server" | "client";
}

/** A case for both roles: its ids are `layer/server-name`, `layer/client-name`. */
export interface EitherFields extends Omit<CaseFields, "id"> {
  readonly layer: string;
  readonly name: string;
  /** Gets a channel that is Established, the tester at its other end. */
  readonly run: (t: EitherContext, peer: Tester) => Promise<void>;
}

/**
 * One fault after Established, tried on servers and on clients: from there on
 * the protocol is the same for both.
 */
export function bothRoles(fields: EitherFields): [ServerCase, ClientCase] {
  const { layer, name, run, ...rest } = fields;
  return [
    serverCase({
      ...rest,
      id: `${layer}/server-${name}`,
      run: async (t) => {
        await run(either(t, "server"), await t.establish());
      },
    }),
    clientCase({
      ...rest,
      id: `${layer}/client-${name}`,
      run: async (t) => {
        await run(either(t, "client"), await t.establish());
      },
    }),
  ];
}

function either(
  t: Omit<EitherContext, "role">,
  role: EitherContext["role"],
): EitherContext {
  const { setup, random, seed, runs, path } = t;
  return { setup, random, seed, runs, path, role };
}
