import { fromHex, toBigInt, uint } from "../../../conformance/tester/bytes.ts";
import { makeChain } from "../../../conformance/tester/certificates.ts";
import { spkiOfCertificate } from "../../../conformance/tester/der.ts";
import { frame } from "../../../conformance/tester/frame.ts";
import { Sealer } from "../../../conformance/tester/protection.ts";
import { encryptOaep, parseSpki } from "../../../conformance/tester/rsa.ts";
import { KeySchedule } from "../../../conformance/tester/schedule.ts";
import {
  type ThrowawayKeyName,
  throwawayKeyPem,
} from "../../../conformance/tester/throwaway_keys.ts";
import {
  Cipher,
  ExtensionType,
  FrameType,
  nodeProvider,
  type RandomSource,
  SecuritySetting,
} from "../../../src/node.ts";
import { SERVER_NAME } from "../make/handshake.ts";
import { FrameCutter } from "../record/frame_cutter.ts";
import { other } from "../record/own_acts.ts";
import { ReferenceEnd } from "../reference/reference_end.ts";
import type { RecordingVector } from "./recording_format.ts";
import type { Role } from "./step_format.ts";

/** An end of the reference behind the clear part of a recorded handshake. */
export interface Place {
  readonly end: ReferenceEnd;
  /** Seals what the peer says. */
  readonly sealer: Sealer;
  /** The verify that the peer's Finished must have. */
  readonly verify: Uint8Array;
  /** The step to go on with. */
  readonly next: number;
}

/**
 * Brings the reference into the place of one end, with the other's values as
 * recorded and its own configuration, and a server with a key of ours: only
 * what follows from these differs. A string says why it did not come there.
 */
export async function inPlaceOf(
  role: Role,
  vector: RecordingVector,
): Promise<Place | string> {
  const { setting, cipher = 0, inputs, steps } = vector;
  const proprietary = setting === SecuritySetting.proprietary;
  const clear = proprietary ? CLEAR.slice(0, 2) : CLEAR;
  const recorded = steps.slice(0, clear.length);
  if (recorded.some(({ name }, i) => !clear[i].test(name))) {
    return "the handshake is not in its order";
  }
  const frames = recorded.map((step) => fromHex(step.frame));
  const end = role === "server" ? await serverOf(vector) : clientOf(vector);
  await end.settle();
  if (role === "server") {
    await end.receive(frames[0]);
    frames.splice(1, proprietary ? 1 : 2, ...framesOf(end));
    if (frames.length !== clear.length) return endedAs(end);
    if (!proprietary) {
      frames[3] = exchangeFor(frames[2], frames[3], vector);
      await end.receive(frames[3]);
    }
  } else {
    [frames[0]] = framesOf(end);
    for (const bytes of frames.slice(1, 3)) await end.receive(bytes);
  }
  if (end.ended) return endedAs(end);
  end.output();
  const first = proprietary ? "server" : "client";
  const schedule = new KeySchedule({
    frames,
    clientRandom: fromHex(inputs.clientRandom ?? ""),
    serverRandom: fromHex(inputs.serverRandom ?? ""),
    ikm: fromHex(inputs.deploymentKey ?? inputs.preMaster ?? ""),
    first,
  });
  const peer = other(role);
  return {
    end,
    sealer: new Sealer(schedule, schedule.secrets[peer], cipher, () => IV),
    verify: peer === first ? schedule.verifyFirst : schedule.verifySecond,
    next: clear.length,
  };
}

const CLEAR: readonly RegExp[] = [
  /^ClientHello$/,
  /^ServerHello$/,
  /^Server(Key|Certificate)$/,
  /^ClientKeyExchange$/,
];
const IV = new Uint8Array(8);

function endedAs({ ended, alert }: ReferenceEnd): string {
  return `it does not come so far: ${alert ?? ended?.how ?? "it waits"}`;
}

/** The clear frames that an end sends, without what is sealed. */
function framesOf(end: ReferenceEnd): Uint8Array[] {
  return new FrameCutter().cut(end.output()).map(({ bytes }) => bytes)
    .filter(([type]) => type !== FrameType.Protected);
}

/** The recorded pre-master for another key; what holds none holds none again. */
function exchangeFor(
  keyFrame: Uint8Array,
  recorded: Uint8Array,
  { inputs, setting }: RecordingVector,
): Uint8Array {
  const body = keyFrame.subarray(4);
  const key = parseSpki(
    // A list of one: two lengths of three bytes, then the leaf.
    setting === SecuritySetting.certified
      ? spkiOfCertificate(body.subarray(6))
      : body,
  );
  const { preMaster, oaepSeed } = inputs;
  const ciphertext = preMaster && oaepSeed
    ? encryptOaep(key, fromHex(preMaster), fromHex(oaepSeed))
    : recorded.length - 4 === key.size
    ? uint(toBigInt(recorded.subarray(4)) % key.n, key.size)
    : recorded.subarray(4);
  return frame(FrameType.ClientKeyExchange, ciphertext);
}

async function serverOf(vector: RecordingVector): Promise<ReferenceEnd> {
  const { setting = 0, cipher = 0, compression, maxFrame = 0, inputs } = vector;
  const proprietary = setting === SecuritySetting.proprietary;
  const name = keyNamed(vector);
  const key = fromHex(inputs.deploymentKey ?? "");
  const id = deploymentKeyIdOf(vector);
  return ReferenceEnd.server({
    config: {
      settings: [setting],
      algorithm: proprietary ? Cipher["AES-256-GCM"] : cipher,
      ...(proprietary && { proprietaryCipher: cipher }),
      deflateSettings: compression ? [setting] : [],
      maxFrame,
      minimumRsaBits: 1_024,
      ...(proprietary
        ? { deploymentKeys: [{ ...(id && { id }), key }] }
        : { privateKey: nodeProvider.importPrivateKey(throwawayKeyPem(name)) }),
      ...(setting === SecuritySetting.certified && {
        certificates: (await makeChain(SERVER_NAME, name)).chain
          .map(({ der }) => der),
      }),
    },
    random: valuesOf(vector),
  });
}

function clientOf(vector: RecordingVector): ReferenceEnd {
  const { setting = 0, cipher = 0, compression, client, inputs } = vector;
  const id = deploymentKeyIdOf(vector);
  const exchange = vector.steps.find(({ name }) =>
    name === "ClientKeyExchange"
  );
  return ReferenceEnd.client({
    config: {
      settings: [setting],
      ciphers: [cipher],
      compressions: compression ? [0, 1] : [0],
      maxFrame: client?.maxFrame,
      serverName: client?.serverName ?? "",
      minimumRsaBits: 1_024,
      ...(inputs.deploymentKey && {
        deploymentKey: fromHex(inputs.deploymentKey),
      }),
      ...(id && { deploymentKeyId: id }),
    },
    random: valuesOf(vector),
    ciphertext: exchange && fromHex(exchange.frame).subarray(4),
  });
}

/** The recorded values; what only seals is of no account. */
function valuesOf({ inputs }: RecordingVector): RandomSource {
  const values: Readonly<Record<string, string | undefined>> = {
    "client random": inputs.clientRandom,
    "server random": inputs.serverRandom,
    "pre-master": inputs.preMaster,
  };
  return (purpose, size) => {
    const value = values[purpose];
    return value === undefined ? new Uint8Array(size) : fromHex(value);
  };
}

function deploymentKeyIdOf({ client }: RecordingVector) {
  const extension = client?.extensions.find(({ type }) =>
    type === ExtensionType.deployment_key_id
  );
  return extension && fromHex(extension.data);
}

/** A throw-away key of the recorded server's size. */
function keyNamed({ server }: RecordingVector): ThrowawayKeyName {
  const { bits } = server.spki === undefined
    ? { bits: 2_048 }
    : parseSpki(fromHex(server.spki));
  switch (bits) {
    case 1_024:
      return "rsa1024";
    case 3_072:
      return "rsa3072";
    case 4_096:
      return "rsa4096";
    default:
      return "rsa2048";
  }
}
