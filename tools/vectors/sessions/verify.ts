import { concat, fromHex, hex } from "../../../conformance/tester/bytes.ts";
import { FrameType, judgeIdentity, nodeProvider } from "../../../src/node.ts";
import { difference } from "../differences.ts";
import { deriveSecrets } from "../keys/verify.ts";
import { outcomeFault, outcomeOf } from "../outcome.ts";
import { namedRandom, ReferenceEnd } from "../reference/reference_end.ts";
import type { Surroundings } from "../topic.ts";
import type { SessionVector, TruncationVector } from "./format.ts";
import type { Role, Step } from "./step_format.ts";
import { handshakeFrames, SealedReader } from "./sealed_reader.ts";

/** A conversation that both ends can be put into. */
type Conversation = SessionVector | TruncationVector;

/**
 * Puts the reference in each end's place in turn: it must send what the vector
 * says, byte for byte where bytes are defined, and end as it says.
 */
export async function verifySession(
  vector: Conversation,
  surroundings: Surroundings,
): Promise<string | undefined> {
  const { secrets, setting, cipher } = vector;
  const { deploymentKey, preMaster } = vector.inputs;
  const derived = deriveSecrets({
    setting,
    cipher,
    frames: handshakeFrames(vector),
    ikm: deploymentKey ?? preMaster ?? "",
  }, secrets.client.generations.length);
  return difference(secrets, derived, "secrets") ??
    await certificateFault(vector) ??
    await playAsJudges(vector, surroundings);
}

/** An end does not make the faults that a vector has it make. */
async function playAsJudges(
  vector: Conversation,
  surroundings: Surroundings,
): Promise<string | undefined> {
  const { expect, steps } = vector;
  const faulty = expect.result === "truncated"
    ? expect.by
    : steps.find(({ fault }) => fault)?.from;
  for (const role of ["server", "client"] as const) {
    if (role === faulty) continue;
    const fault = await playAs(role, vector, surroundings);
    if (fault) return fault;
  }
  return undefined;
}

/** In `certified` the client's anchor must vouch for the server's chain. */
async function certificateFault(
  { anchor, server, client, setting }: Conversation,
): Promise<string | undefined> {
  if (!anchor) return undefined;
  const got = await outcomeOf(() =>
    judgeIdentity({
      setting,
      chain: server.certificates?.map(fromHex),
      host: client.serverName,
      port: 443,
      policy: { trust: { anchors: [fromHex(anchor)] } },
      now: NOW,
      provider: nodeProvider,
    })
  );
  return outcomeFault({ result: "accept" }, got);
}

/** Any time within the validity of the vectors' certificates. */
const NOW = new Date("2026-01-15T12:00:00Z");

async function playAs(
  role: Role,
  vector: Conversation,
  surroundings: Surroundings,
): Promise<string | undefined> {
  const end = role === "client"
    ? clientOf(vector)
    : serverOf(vector, surroundings);
  const reader = new SealedReader(vector);
  const drives = vector.drives === role;
  let pending = new Uint8Array();
  const take = () => {
    pending = concat(pending, end.output()) as typeof pending;
  };
  let echoed = 0;
  await end.settle();
  for (const [i, step] of vector.steps.entries()) {
    if (step.from !== role) {
      await end.receive(fromHex(step.frame));
      // An application that echoes; the one that drives has its own to say.
      const { data } = end;
      if (!drives && data.length > echoed && !end.ended) {
        end.connection.send(data.slice(echoed), {
          compress: step.sealed?.inflated !== undefined,
        });
      }
      echoed = data.length;
      continue;
    }
    take();
    if (pending.length === 0 && drives) act(end, step);
    take();
    const length = 4 + (pending[1] << 16 | pending[2] << 8 | pending[3]);
    const sent = pending.slice(0, length);
    pending = pending.slice(length);
    const fault = reader.difference(step, sent);
    if (fault) return `steps[${i}] as ${role}: ${fault}`;
  }
  take();
  if (pending.length > 0) return `${role}: it sends ${hex(pending)} besides`;
  if (vector.expect.result === "truncated") {
    end.connection.receiveEnd();
    await end.settle();
  }
  return endFault(role, end, vector);
}

/** What the application does for the frame to be sent. */
function act({ connection }: ReferenceEnd, { sealed }: Step): void {
  if (!sealed) return;
  const plain = fromHex(sealed.plain);
  const compress = sealed.inflated !== undefined;
  const content = compress ? fromHex(sealed.inflated!) : plain.subarray(1);
  switch (plain[0] & 0x7f) {
    case FrameType.Data:
      return connection.send(content, { compress });
    case FrameType.Ping:
      return connection.ping(content, { compress });
    case FrameType.KeyUpdate:
      return void connection.updateKeys(content[0] === 1);
    case FrameType.Alert:
      return connection.close();
  }
}

function endFault(
  role: Role,
  end: ReferenceEnd,
  { expect, data, secrets }: Conversation,
): string | undefined {
  if (expect.result === "truncated") {
    return difference({ how: "truncated" }, { how: end.ended?.how }, role);
  }
  const fault = outcomeFault(expect, end.alert ?? "accepted");
  if (fault) return `${role}: ${fault}`;
  if (expect.result !== "accept") return undefined;
  const { session } = end.connection;
  return difference(
    {
      how: "clean",
      data: role === "client" ? data.server : data.client,
      binding: secrets.binding,
    },
    {
      how: end.ended?.how,
      data: hex(end.data),
      binding: session && hex(session.binding),
    },
    role,
  );
}

function clientOf(vector: Conversation): ReferenceEnd {
  const { inputs, client, steps } = vector;
  const { deploymentKeyId, ...config } = client;
  const exchange = steps.find(({ name }) => name === "ClientKeyExchange");
  return ReferenceEnd.client({
    config: {
      ...config,
      ...(inputs.deploymentKey && {
        deploymentKey: fromHex(inputs.deploymentKey),
      }),
      ...(deploymentKeyId && { deploymentKeyId: fromHex(deploymentKeyId) }),
    },
    random: namedRandom({
      "client random": fromHex(inputs.clientRandom),
      "pre-master": fromHex(inputs.preMaster ?? ""),
      "3DES IV": ivsOf(vector, "client"),
    }),
    ciphertext: exchange && fromHex(exchange.frame).subarray(4),
  });
}

function serverOf(
  vector: Conversation,
  { keys }: Surroundings,
): ReferenceEnd {
  const { inputs, server } = vector;
  const { key, certificates, deploymentKeys, ...config } = server;
  return ReferenceEnd.server({
    config: {
      ...config,
      deploymentKeys: deploymentKeys.map(({ id, key }) => ({
        ...(id !== undefined && { id: fromHex(id) }),
        key: fromHex(key),
      })),
      ...(key !== undefined && {
        privateKey: nodeProvider.importPrivateKey(fromHex(keys[key].pkcs8)),
      }),
      ...(certificates && { certificates: certificates.map(fromHex) }),
    },
    random: namedRandom({
      "server random": fromHex(inputs.serverRandom),
      "3DES IV": ivsOf(vector, "server"),
    }),
  });
}

function ivsOf({ steps }: Conversation, role: Role): Uint8Array[] {
  return steps.filter(({ from }) => from === role)
    .flatMap(({ sealed }) => sealed?.iv8 ? [fromHex(sealed.iv8)] : []);
}
