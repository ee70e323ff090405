import { fromHex, hex } from "../../../conformance/tester/bytes.ts";
import { Decompressor } from "../../../conformance/tester/compression.ts";
import { Opener } from "../../../conformance/tester/protection.ts";
import { KeySchedule } from "../../../conformance/tester/schedule.ts";
import { difference } from "../differences.ts";
import type { SessionVector, TruncationVector } from "./format.ts";
import type { Step } from "./step_format.ts";

/** A conversation with every frame that its secrets are of. */
type Conversation = SessionVector | TruncationVector;

/** The frames that TH1 covers: two in `proprietary`, else four. */
export function handshakeFrames({ inputs, steps }: Conversation): string[] {
  return steps.slice(0, inputs.deploymentKey ? 2 : 4).map((s) => s.frame);
}

/**
 * Compares one end's frames with those of a vector. What is compressed may be
 * encoded otherwise: then it must open and inflate to the same.
 */
export class SealedReader {
  readonly #vector: Conversation;
  readonly #schedule: KeySchedule;
  readonly #decompressor = new Decompressor();

  constructor(vector: Conversation) {
    const { inputs, secrets } = vector;
    this.#vector = vector;
    this.#schedule = new KeySchedule({
      frames: handshakeFrames(vector).map(fromHex),
      clientRandom: fromHex(inputs.clientRandom),
      serverRandom: fromHex(inputs.serverRandom),
      ikm: fromHex(inputs.deploymentKey ?? inputs.preMaster ?? ""),
      first: secrets.first,
    });
  }

  /** How the frame that was sent departs from the step; or nothing. */
  difference(step: Step, sent: Uint8Array): string | undefined {
    const { sealed } = step;
    if (!sealed?.inflated) {
      return difference({ [step.name]: step.frame }, {
        [step.name]: hex(sent),
      });
    }
    const plain = this.#open(step.from, sealed, sent);
    if (!plain) return `${step.name}: it does not open`;
    const inflated = this.#decompressor.decompress(plain.subarray(1));
    return difference(
      { type: sealed.plain.slice(0, 2), inflated: sealed.inflated },
      {
        type: hex(plain.subarray(0, 1)),
        inflated: inflated && hex(inflated),
      },
      step.name,
    );
  }

  #open(
    from: Step["from"],
    { generation, sequence }: NonNullable<Step["sealed"]>,
    sent: Uint8Array,
  ): Uint8Array | undefined {
    const { cipher, secrets } = this.#vector;
    const { secret } = secrets[from].generations[generation];
    const opener = new Opener(this.#schedule, fromHex(secret), cipher);
    opener.sequence = BigInt(sequence);
    return opener.open(sent.subarray(4));
  }
}
