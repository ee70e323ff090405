import type { Command, Ended, Event } from "../contract/mod.ts";
import type { ClientContext } from "../runner/client_context.ts";
import { seededRandom } from "../runner/randomness.ts";
import type { ServerContext } from "../runner/server_context.ts";
import { DEFAULT_MAX_FRAME, SecuritySetting } from "../tester/registry.ts";
import type { TesterClient } from "../tester/tester_client.ts";
import type { TesterServer } from "../tester/tester_server.ts";
import type { State } from "./end.ts";
import type { Conversation, Reach } from "./step.ts";

/** What the target's application is told to do. */
export type Told = Command extends infer C
  ? C extends Command ? Omit<C, "connection"> : never
  : never;

/** A connection to the target in either role, the tester at its other end. */
export interface Line {
  /** The target's role. */
  readonly role: "server" | "client";
  readonly peer: TesterClient | TesterServer;
  /** Where the target stands. */
  readonly state: State;
  /** Whether it sends Data back; undefined where nobody knows what it sends. */
  readonly echo: boolean | undefined;
  /** Whether it reports events. */
  readonly reports: boolean;
  command(command: Told): Promise<void>;
  ended(): Promise<Ended>;
  /** What its last `data` event says. */
  delivered(): Promise<Extract<Event, { event: "data" }> | undefined>;
}

type Opening = Pick<Conversation, "seed" | "reach" | "maxFrame">;

/** Goes as far with a server as the conversation says. */
export async function serverLine(
  t: ServerContext,
  { seed, reach, maxFrame }: Opening,
  patience: number,
): Promise<Line> {
  const isProprietary = t.setting === SecuritySetting.proprietary;
  const step = ({
    start: "ClientHello",
    hello: isProprietary ? "Finished" : "ClientKeyExchange",
    key: "Finished",
    established: "Established",
  } as const)[reach];
  const hello = offered(maxFrame);
  const random = seededRandom(seed, "conversation");
  const options = { patience, random };
  const peer = step === "Established"
    ? await t.establish({ ...options, hello })
    : await t.until(step, { ...options, hello });
  const reports = t.server.process !== undefined;
  return {
    role: "server",
    peer,
    state: stateOf("server", reach, isProprietary),
    echo: t.server.echo ? true : reports ? false : undefined,
    reports: reports && peer.established,
    command: (command) => t.command(peer, command),
    ended: () => t.ended(peer),
    delivered: () => t.delivered(peer),
  };
}

/** Has a client dial, and goes as far with it as the conversation says. */
export async function clientLine(
  t: ClientContext,
  { seed, reach, maxFrame }: Opening,
  patience: number,
): Promise<Line> {
  const isProprietary = t.setting === SecuritySetting.proprietary;
  const step = ({
    start: "ServerHello",
    hello: isProprietary ? "ServerFinished" : "ServerKey",
    key: "ServerFinished",
    established: "Established",
  } as const)[reach];
  const hello = offered(maxFrame);
  const random = seededRandom(seed, "conversation");
  const options = { patience, random };
  const peer = step === "Established"
    ? await t.establish({ ...options, hello })
    : await t.until(step, { ...options, hello });
  const { reports } = t;
  return {
    role: "client",
    peer,
    state: stateOf("client", reach, isProprietary),
    echo: reports ? false : undefined,
    reports,
    command: (command) => Promise.resolve(t.command(peer, command)),
    ended: () => t.ended(peer),
    delivered: () => Promise.resolve(t.delivered(peer)),
  };
}

/** What is no less than the default leaves it to the other end. */
function offered(maxFrame: number): { readonly maxFrame?: number } {
  return maxFrame < DEFAULT_MAX_FRAME ? { maxFrame } : {};
}

function stateOf(
  role: "server" | "client",
  reach: Reach,
  isProprietary: boolean,
): State {
  switch (reach) {
    case "start":
      return role === "server" ? "WAIT_CLIENT_HELLO" : "WAIT_SERVER_HELLO";
    case "hello":
      if (isProprietary) return "WAIT_FINISHED";
      return role === "server" ? "WAIT_KEY_EXCHANGE" : "WAIT_SERVER_KEY";
    case "key":
      return "WAIT_FINISHED";
    case "established":
      return "ESTABLISHED";
  }
}
