import { fromHex, hex } from "../../../conformance/tester/bytes.ts";
import { makeChain } from "../../../conformance/tester/certificates.ts";
import { frame } from "../../../conformance/tester/frame.ts";
import { parseServerHello } from "../../../conformance/tester/parse.ts";
import { Opener } from "../../../conformance/tester/protection.ts";
import { KeySchedule } from "../../../conformance/tester/schedule.ts";
import { throwawayKeyPem } from "../../../conformance/tester/throwaway_keys.ts";
import { FrameType, nodeProvider } from "../../../src/node.ts";
import { difference } from "../differences.ts";
import { SERVER_KEY, SERVER_NAME } from "../make/handshake.ts";
import { outcomeFault } from "../outcome.ts";
import { namedRandom, ReferenceEnd } from "../reference/reference_end.ts";
import type { AnswerVector, NegotiationVector, OfferVector } from "./format.ts";

/** Gives a hello to an end of the reference. */
export function verifyNegotiation(
  vector: NegotiationVector,
): Promise<string | undefined> {
  return vector.kind === "offer" ? verifyOffer(vector) : verifyAnswer(vector);
}

async function verifyOffer(vector: OfferVector): Promise<string | undefined> {
  const serverRandom = new Uint8Array(32).fill(0x5a);
  const { server, answer } = vector;
  const end = ReferenceEnd.server({
    config: {
      ...server,
      ...await serverMaterials(),
      deploymentKeys: server.deploymentKeys.map(({ id, key }) => ({
        ...(id !== undefined && { id: fromHex(id) }),
        key: fromHex(key),
      })),
    },
    random: namedRandom({ "server random": serverRandom }),
  });
  const clientHello = frame(
    FrameType.ClientHello,
    fromHex(vector.clientHello),
  );
  await end.receive(clientHello);
  const fault = outcomeFault(vector.expect, end.alert ?? "accepted");
  if (fault || !answer) return fault;
  const output = end.output();
  const length = 4 + output[3] + 256 * output[2];
  const hello = output.slice(0, length);
  const { deploymentKey, ...expected } = answer;
  const differs = difference(
    expected,
    parseServerHello(hello.subarray(4)),
    "answer",
  );
  if (differs || deploymentKey === undefined) return differs;
  const schedule = new KeySchedule({
    frames: [clientHello, hello],
    clientRandom: clientRandomOf(clientHello),
    serverRandom,
    ikm: fromHex(deploymentKey),
    first: "server",
  });
  const { server: secret } = schedule.secrets;
  const finished = new Opener(schedule, secret, answer.cipher)
    .open(output.slice(length + 4));
  return difference(
    { finished: `06${hex(schedule.verifyFirst)}` },
    { finished: finished && hex(finished) },
  );
}

/** Behind the header and the versions. */
function clientRandomOf(hello: Uint8Array): Uint8Array {
  const start = 4 + 1 + hello[4];
  return hello.slice(start, start + 32);
}

async function verifyAnswer(vector: AnswerVector): Promise<string | undefined> {
  const { client } = vector;
  const end = ReferenceEnd.client({
    config: { ...client, deploymentKey: new Uint8Array(32) },
    random: namedRandom({ "client random": new Uint8Array(32) }),
  });
  await end.settle();
  end.output();
  await end.receive(frame(FrameType.ServerHello, fromHex(vector.serverHello)));
  return outcomeFault(vector.expect, end.alert ?? "accepted");
}

let materials: Promise<ServerMaterials> | undefined;

/** A key and a chain, so that a server may be configured for everything. */
function serverMaterials(): Promise<ServerMaterials> {
  materials ??= makeMaterials();
  return materials;
}

type ServerMaterials = Awaited<ReturnType<typeof makeMaterials>>;

async function makeMaterials() {
  const { chain } = await makeChain(SERVER_NAME, SERVER_KEY);
  return {
    privateKey: nodeProvider.importPrivateKey(throwawayKeyPem(SERVER_KEY)),
    certificates: chain.map(({ der }) => der),
  };
}
