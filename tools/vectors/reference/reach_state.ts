import { concat, equal, hex, uint } from "../../../conformance/tester/bytes.ts";
import { throwawayKeyPem } from "../../../conformance/tester/throwaway_keys.ts";
import { Opener, Sealer } from "../../../conformance/tester/protection.ts";
import { FrameType, nodeProvider, SecuritySetting } from "../../../src/node.ts";
import {
  type MadeHandshake,
  makeHandshake,
  SERVER_KEY,
  SERVER_NAME,
} from "../make/handshake.ts";
import { seededValues } from "../seeded_values.ts";
import { namedRandom, ReferenceEnd } from "./reference_end.ts";

/** The states of both roles (spec/handshake.md). */
export const STATES = [
  "WAIT_CLIENT_HELLO",
  "WAIT_KEY_EXCHANGE",
  "WAIT_SERVER_HELLO",
  "WAIT_SERVER_KEY",
  "WAIT_FINISHED",
  "ESTABLISHED",
] as const;

/** A state to bring an end into, and what was agreed on by then. */
export interface StateOptions {
  readonly role: "client" | "server";
  readonly state: typeof STATES[number];
  readonly setting: number;
  readonly cipher: number;
  readonly compression: number;
  readonly maxFrame: number;
}

/** An end of the reference in a state, and its peer's way to seal. */
export interface Reached {
  readonly end: ReferenceEnd;
  readonly made: MadeHandshake;
  /** Stands at the sequence number of the peer's next frame. */
  readonly peer: Sealer;
  /** Opens what the end seals. */
  readonly opener: Opener;
}

/**
 * Brings an end of the reference into a state, by a handshake with bytes that
 * the tester makes.
 */
export async function reachState(options: StateOptions): Promise<Reached> {
  const { role, state, cipher } = options;
  const made = await handshakeOf(options);
  const peerRole = role === "client" ? "server" : "client";
  const { schedule, first } = made;
  const sealer = (direction: "client" | "server") =>
    new Sealer(schedule, schedule.secrets[direction], cipher, () => IV);
  const peer = sealer(peerRole);
  const end = role === "client" ? clientOf(made) : serverOf(made);
  const opener = new Opener(schedule, schedule.secrets[role], cipher);
  await end.settle();
  if (state === "WAIT_CLIENT_HELLO" || state === "WAIT_SERVER_HELLO") {
    end.output();
    return { end, made, peer, opener };
  }
  const [hello, answer, key, exchange] = made.frames;
  const before = role === "server" ? hello : answer;
  await end.receive(before);
  if (key && state !== "WAIT_SERVER_KEY" && state !== "WAIT_KEY_EXCHANGE") {
    await end.receive(role === "server" ? exchange : key);
  }
  if (state === "ESTABLISHED") {
    const verify = peerRole === first
      ? schedule.verifyFirst
      : schedule.verifySecond;
    await end.receive(peer.seal(concat(uint(FrameType.Finished, 1), verify)));
    opener.sequence = 1n;
  }
  requireState(end, made, role, options);
  return { end, made, peer, opener };
}

const handshakes = new Map<string, Promise<MadeHandshake>>();

/** One handshake for all vectors that agree in what it settles. */
function handshakeOf(options: StateOptions): Promise<MadeHandshake> {
  const { setting, cipher, compression, maxFrame } = options;
  const scene = `${setting} ${cipher} ${compression} ${maxFrame}`;
  const known = handshakes.get(scene) ?? makeHandshake(seededValues(0), scene, {
    setting,
    cipher,
    offer: { compressions: compression ? [0, 1] : [0], maxFrame },
    choice: { compression, maxFrame },
  });
  handshakes.set(scene, known);
  return known;
}

const IV = new Uint8Array(8);
const IVS: readonly Uint8Array[] = new Array(64).fill(IV);

let serverKey: ReturnType<typeof nodeProvider.importPrivateKey> | undefined;

/** The clear frames it sent must be those of the handshake it is made with. */
function requireState(
  end: ReferenceEnd,
  made: MadeHandshake,
  role: "client" | "server",
  { state }: StateOptions,
): void {
  const output = end.output();
  const [hello, answer, key] = made.frames;
  const sent = role === "client"
    ? hello
    : concat(answer, key ?? hello.slice(0, 0));
  const isSent = equal(output.subarray(0, sent.length), sent);
  const isThere = (state === "ESTABLISHED") ===
    (end.connection.session !== undefined);
  if (!isSent || !isThere || end.ended) {
    throw new Error(
      `Cannot bring a ${role} to ${state}: ${
        JSON.stringify(end.ended) ?? `it sent ${hex(output)}`
      }`,
    );
  }
}

function clientOf(made: MadeHandshake): ReferenceEnd {
  const { hello, ikm, frames, input } = made;
  const proprietary = input.first === "server";
  return ReferenceEnd.client({
    config: {
      settings: hello.settings,
      ciphers: hello.ciphers,
      compressions: hello.compressions,
      maxFrame: hello.maxFrame,
      serverName: SERVER_NAME,
      ...(proprietary && { deploymentKey: ikm }),
    },
    random: namedRandom({
      "client random": hello.random,
      "pre-master": ikm,
      "3DES IV": IVS,
    }),
    ciphertext: frames[3]?.subarray(4),
  });
}

function serverOf(made: MadeHandshake): ReferenceEnd {
  const { serverHello, ikm, frames } = made;
  const { setting, cipher, compression, maxFrame } = serverHello;
  serverKey ??= nodeProvider.importPrivateKey(throwawayKeyPem(SERVER_KEY));
  const privateKey = serverKey;
  const own = setting === SecuritySetting.proprietary
    ? { deploymentKeys: [{ key: ikm }], proprietaryCipher: cipher }
    : {
      privateKey,
      algorithm: cipher,
      ...(setting === SecuritySetting.certified && {
        // A list of one: two lengths of three bytes, then the leaf.
        certificates: [frames[2].subarray(4 + 3 + 3)],
      }),
    };
  return ReferenceEnd.server({
    config: {
      settings: [setting],
      deflateSettings: compression ? [setting] : [],
      maxFrame,
      ...own,
    },
    random: namedRandom({
      "server random": serverHello.random,
      "3DES IV": IVS,
    }),
  });
}
