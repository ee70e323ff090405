import { seededRandom } from "../runner/randomness.ts";
import type { ClientContext } from "../runner/client_context.ts";
import { Door } from "../runner/door.ts";
import { materials, TEST_DEPLOYMENT_KEY } from "../runner/materials.ts";
import type { ServerContext } from "../runner/server_context.ts";
import { Transcript } from "../tester/transcript.ts";
import { TesterClient } from "../tester/tester_client.ts";
import { TesterServer } from "../tester/tester_server.ts";
import { Inconclusive } from "../tester/violation.ts";
import { Wire } from "../tester/wire.ts";
import type { Attack } from "./attack.ts";
import type { Scene } from "./attacked.ts";
import {
  attackedClient,
  attackedOffer,
  attackedServer,
} from "./configuration.ts";
import { Middle } from "./middle.ts";
import { ControlledParty, type Party } from "./party.ts";
import { TesterParty } from "./tester_party.ts";

/** An end that stands opposite the target, and how it is left. */
interface Opposite {
  readonly wire: Wire;
  readonly party: Party;
  leave(): void;
}

type Judge = (scene: Scene, attack: Attack) => Promise<void>;

const LONG_MS = 60_000;

/** The server under test, and a client: the tester, or the run's partner. */
export async function serverScene(
  t: ServerContext,
  attack: Attack,
  patience: number,
  judge: Judge,
): Promise<void> {
  const { process } = t.server;
  if (process === undefined) throw noContract();
  const { mark } = process;
  const { wire, number } = await t.dial();
  const opposite = await oppositeClient(t, attack);
  const server = new ControlledParty("target", process, mark, number);
  await play(t, "server", {
    wires: { client: opposite.wire, server: wire },
    parties: { client: opposite.party, server },
    opposite,
    attack,
    patience,
    judge,
  });
}

/** The client under test, and a server: the tester, or the run's partner. */
export async function clientScene(
  t: ClientContext,
  attack: Attack,
  patience: number,
  judge: Judge,
): Promise<void> {
  const { wire, process, mark } = await t.dialled(attackedClient);
  if (process === undefined) throw noContract();
  const opposite = await oppositeServer(t, attack);
  const client = new ControlledParty("target", process, mark);
  await play(t, "client", {
    wires: { client: wire, server: opposite.wire },
    parties: { client, server: opposite.party },
    opposite,
    attack,
    patience,
    judge,
  });
}

interface Cast extends Pick<Scene, "parties" | "patience"> {
  readonly wires: ConstructorParameters<typeof Middle>[0];
  readonly opposite: Opposite;
  readonly attack: Attack;
  readonly judge: Judge;
}

async function play(
  t: { readonly transcript: Transcript },
  target: "server" | "client",
  { wires, parties, opposite, attack, patience, judge }: Cast,
): Promise<void> {
  const middle = new Middle(wires, attack.deeds, target, t.transcript);
  try {
    await judge({ parties, middle, patience }, attack);
  } finally {
    middle.destroy();
    opposite.leave();
  }
}

async function oppositeClient(
  t: ServerContext,
  attack: Attack,
): Promise<Opposite> {
  if (t.partner !== undefined) {
    const { wire, process, mark, done } = await t.partner.client(
      t.setup,
      attackedClient,
    );
    const party = new ControlledParty("partner", process!, mark);
    return { wire, party, leave: () => done(true) };
  }
  const [near, far] = await pair();
  const peer = new TesterClient(far, {
    ...quiet(t, attack),
    setting: t.setting,
    cipher: t.cipher,
    compressions: t.proprietary ? [0, 1] : [0],
    serverName: t.server.serverName,
    deploymentKey: t.server.deploymentKey,
    deploymentKeyId: t.server.deploymentKeyId,
  });
  const party = new TesterParty(peer, attackedOffer(t.setting));
  void party.run();
  return { wire: near, party, leave: () => far.destroy() };
}

async function oppositeServer(
  t: ClientContext,
  attack: Attack,
): Promise<Opposite> {
  if (t.partner !== undefined) {
    const { wire, number, process } = await t.partner.server(
      t.setup,
      attackedServer,
      LONG_MS,
    );
    const party = new ControlledParty("partner", process, 0, number);
    return { wire, party, leave: () => {} };
  }
  const { key, spki, chain } = await materials();
  const [near, far] = await pair();
  const peer = new TesterServer(far, {
    ...quiet(t, attack),
    setting: t.setting,
    cipher: t.cipher,
    compression: 0,
    key,
    spki,
    chain: chain.map(({ der }) => der),
    deploymentKey: TEST_DEPLOYMENT_KEY,
  });
  const party = new TesterParty(peer);
  void party.run();
  return { wire: near, party, leave: () => far.destroy() };
}

/** What a tester needs that takes part, and does not tell what was said. */
function quiet(
  t: { readonly transcript: Transcript },
  { seed }: Attack,
) {
  const transcript = new Transcript();
  // What it seals, whoever tells the conversation can annotate.
  transcript.sealed = (frame, plain) => t.transcript.sealed(frame, plain);
  const random = seededRandom(seed, "attacked");
  return { patience: LONG_MS, random, transcript };
}

/** Both ends of a TCP connection. */
async function pair(): Promise<[Wire, Wire]> {
  const door = await Door.open(0, () => {});
  const far = await Wire.connect("127.0.0.1", door.port, LONG_MS);
  const near = await door.first(LONG_MS);
  door.close();
  if (near === undefined) throw noContract();
  return [near, far];
}

function noContract(): Inconclusive {
  return new Inconclusive("The case needs the control contract", "no-contract");
}
