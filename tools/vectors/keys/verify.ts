import {
  binding,
  createOpener,
  type Direction,
  finishedKey,
  FrameType,
  masterSecret,
  nextSecret,
  nodeProvider,
  ProtocolError,
  systemRandom,
  trafficKeys,
  trafficSecret,
  verifyData,
} from "../../../src/node.ts";
import { concat, fromHex, hex } from "../../../conformance/tester/bytes.ts";
import { difference } from "../differences.ts";
import type { GenerationKeys, Secrets } from "../make/secrets.ts";
import { outcomeFault, outcomeOf } from "../outcome.ts";
import type { FinishedVector, KeysVector } from "./format.ts";

/** Holds the reference's key schedule against a vector. */
export async function verifyKeys(
  vector: KeysVector,
): Promise<string | undefined> {
  if (vector.kind === "schedule") {
    const generations = vector.secrets.client.generations.length;
    return difference(vector.secrets, {
      ...deriveSecrets(vector, generations),
      server: deriveSecrets(vector, vector.secrets.server.generations.length)
        .server,
    }, "secrets");
  }
  const got = await outcomeOf(() => receiveFinished(vector));
  return outcomeFault(vector.expect, got);
}

type Inputs = Pick<KeysVector, "setting" | "cipher" | "frames" | "ikm">;

/** Every secret of a handshake, by the functions of the reference. */
export function deriveSecrets(inputs: Inputs, generations: number): Secrets {
  const { setting, cipher, ikm } = inputs;
  const frames = inputs.frames.map(fromHex);
  const first: Direction = setting === 1 ? "server" : "client";
  const second: Direction = first === "client" ? "server" : "client";
  const { clientRandom, serverRandom } = randomsOf(frames);
  const master = masterSecret(
    nodeProvider,
    clientRandom,
    serverRandom,
    fromHex(ikm),
  );
  const th1 = nodeProvider.sha256(...frames);
  const direction = (name: Direction, th: Uint8Array) => {
    const secret = trafficSecret(nodeProvider, master, name, th1);
    const key = finishedKey(nodeProvider, secret);
    return {
      finishedKey: hex(key),
      verify: hex(verifyData(nodeProvider, key, th)),
      generations: generationsFrom(secret, cipher, generations),
    };
  };
  const one = direction(first, th1);
  const withFirst = [...frames, finishedFrame(one.verify)];
  const th2 = nodeProvider.sha256(...withFirst);
  const two = direction(second, th2);
  const th3 = nodeProvider.sha256(...withFirst, finishedFrame(two.verify));
  return {
    first,
    th1: hex(th1),
    master: hex(master),
    client: first === "client" ? one : two,
    server: first === "client" ? two : one,
    th2: hex(th2),
    th3: hex(th3),
    binding: hex(binding(nodeProvider, master, th3)),
  };
}

/** In a hello: a header, then versions or a version, then the random. */
function randomsOf(frames: readonly Uint8Array[]) {
  const [hello, answer] = frames;
  const afterVersions = 4 + 1 + hello[4];
  return {
    clientRandom: hello.subarray(afterVersions, afterVersions + 32),
    serverRandom: answer.subarray(6, 38),
  };
}

function generationsFrom(
  start: Uint8Array,
  cipher: number,
  count: number,
): GenerationKeys[] {
  const all: GenerationKeys[] = [];
  for (let secret = start; all.length < count;) {
    const keys = trafficKeys(nodeProvider, secret, cipher);
    all.push({
      secret: hex(secret),
      key: hex(keys.key),
      ...("iv" in keys ? { iv: hex(keys.iv) } : { mac: hex(keys.mac) }),
    });
    secret = nextSecret(nodeProvider, secret);
  }
  return all;
}

function finishedFrame(verify: string): Uint8Array {
  return fromHex(`06000020${verify}`);
}

/** Opens a Finished and compares it, as its receiver does. */
function receiveFinished(vector: FinishedVector): void {
  const secrets = deriveSecrets(vector, 1);
  const { verify, generations } = secrets[vector.from];
  const opener = createOpener({
    provider: nodeProvider,
    random: systemRandom,
    cipher: vector.cipher,
    secret: fromHex(generations[0].secret),
  });
  const body = fromHex(vector.frame).subarray(4);
  const opened = opener.open(body.length, [body]);
  if (opened.innerType !== FrameType.Finished) {
    throw new ProtocolError("unexpected_frame", "It holds no Finished");
  }
  if (hex(concat(...opened.content)) !== verify) {
    throw new ProtocolError("bad_finished", "Its verify differs");
  }
}
