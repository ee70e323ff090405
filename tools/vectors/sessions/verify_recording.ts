import { concat, fromHex, hex } from "../../../conformance/tester/bytes.ts";
import { encryptOaep, parseSpki } from "../../../conformance/tester/rsa.ts";
import {
  COMPRESSED_BIT,
  createDecompressor,
  createOpener,
  FrameType,
  nodeProvider,
  ProtocolError,
} from "../../../src/node.ts";
import { difference } from "../differences.ts";
import { deriveSecrets } from "../keys/verify.ts";
import { acceptRecording } from "./accept_recording.ts";
import type { RecordingVector } from "./recording_format.ts";
import type { Step } from "./step_format.ts";

/**
 * Holds the reference against a recording: its key schedule gives the same
 * secrets, its openers open every frame to the same, and in either end's place
 * it accepts what the other said and ends as the recording does. What two
 * applications did is theirs, so nothing is asked of what it would send.
 */
export async function verifyRecording(
  vector: RecordingVector,
): Promise<string | undefined> {
  return secretsFault(vector) ?? exchangeFault(vector) ??
    openingFault(vector) ?? await acceptRecording(vector);
}

function secretsFault(vector: RecordingVector): string | undefined {
  const { secrets, setting, cipher, inputs, steps } = vector;
  if (!secrets) return undefined;
  if (setting === undefined || cipher === undefined) {
    return "secrets: there is no ServerHello to have any";
  }
  const derived = deriveSecrets({
    setting,
    cipher,
    frames: handshakeFramesOf(steps),
    ikm: inputs.deploymentKey ?? inputs.preMaster ?? "",
  }, secrets.client.generations.length);
  return difference(secrets, derived, "secrets");
}

/** The clear frames of the handshake, as far as they were sent. */
export function handshakeFramesOf(steps: readonly Step[]): string[] {
  return steps.filter(({ name, fault }) => HANDSHAKE.has(name) && !fault)
    .map(({ frame }) => frame);
}

const HANDSHAKE: ReadonlySet<string> = new Set([
  "ClientHello",
  "ServerHello",
  "ServerKey",
  "ServerCertificate",
  "ClientKeyExchange",
]);

/** The pre-master and its seed must give the ciphertext that was sent. */
function exchangeFault(
  { inputs, server, steps }: RecordingVector,
): string | undefined {
  const { preMaster, oaepSeed } = inputs;
  const sent = steps.find(({ name }) => name === "ClientKeyExchange");
  if (!preMaster || !oaepSeed || !server.spki || !sent) return undefined;
  const made = encryptOaep(
    parseSpki(fromHex(server.spki)),
    fromHex(preMaster),
    fromHex(oaepSeed),
  );
  return difference(
    { ClientKeyExchange: sent.frame.slice(8) },
    { ClientKeyExchange: hex(made) },
  );
}

/** Every sealed frame opens to what the recording says, in its order. */
function openingFault(vector: RecordingVector): string | undefined {
  const { secrets, steps, maxFrame = 0 } = vector;
  const inflate = {
    client: createDecompressor(maxFrame),
    server: createDecompressor(maxFrame),
  };
  for (const [i, step] of steps.entries()) {
    const { sealed, from } = step;
    // No inner type at all: there is nothing to compare.
    if (!sealed || sealed.plain === "") continue;
    if (!secrets) return `steps[${i}]: sealed, and there are no secrets`;
    const fault = guarded(() => {
      const plain = opened(vector, step);
      const compressed = (plain[0] & COMPRESSED_BIT) !== 0;
      return difference(
        { plain: sealed.plain, inflated: sealed.inflated },
        {
          plain: hex(plain),
          ...(compressed && sealed.inflated !== undefined && {
            inflated: hex(
              concat(...inflate[from].decompress([plain.subarray(1)])),
            ),
          }),
        },
        "sealed",
      ) ?? finishedFault(vector, step, plain);
    });
    if (fault) return `steps[${i}]: ${fault}`;
  }
  return undefined;
}

function opened(
  { secrets, cipher }: RecordingVector,
  { from, sealed, frame }: Step,
): Uint8Array {
  const { generation, sequence } = sealed!;
  const keys = secrets![from].generations[generation];
  if (!keys) throw new ProtocolError("bad_frame_protection", "No such keys");
  const body = fromHex(frame).subarray(4);
  const opener = createOpener({
    provider: nodeProvider,
    cipher: cipher!,
    secret: fromHex(keys.secret),
    use: { sequence, blocks: 0 },
    random: () => new Uint8Array(8),
  });
  const { innerType, content } = opener.open(body.length, [body]);
  return concat(Uint8Array.of(innerType), ...content);
}

function finishedFault(
  { secrets }: RecordingVector,
  { from, fault }: Step,
  plain: Uint8Array,
): string | undefined {
  if (plain[0] !== FrameType.Finished || fault) return undefined;
  return difference({ verify: secrets![from].verify }, {
    verify: hex(plain.subarray(1)),
  });
}

/** What the reference answers with an Alert is a fault of the recording. */
function guarded(work: () => string | undefined): string | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ProtocolError) return error.message;
    throw error;
  }
}
