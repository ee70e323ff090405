import { fromHex } from "../../../conformance/tester/bytes.ts";
import { FrameType } from "../../../src/mod.ts";
import { type Outcome, outcomeFault } from "../outcome.ts";
import { type Reached, reachState } from "../reference/reach_state.ts";
import type { FrameVector } from "./format.ts";

/** Brings an end of the reference into the vector's state, and lets it judge. */
export async function verifyFrame(
  vector: FrameVector,
): Promise<string | undefined> {
  const reached = await reachState(vector);
  if (vector.kind === "header") {
    await reached.end.receive(fromHex(vector.header));
    return outcomeFault(vector.expect, outcomeOf(reached)) ??
      silenceFault(reached);
  }
  const plains = vector.plains.map(fromHex);
  for (const [i, plain] of plains.entries()) {
    await reached.end.receive(reached.peer.seal(plain));
    if (plain[0] === FrameType.KeyUpdate) reached.peer.update();
    const isLast = i === plains.length - 1;
    const expect = isLast ? vector.expect : { result: "accept" };
    const fault = outcomeFault(expect, outcomeOf(reached));
    if (fault) return `plains[${i}]: ${fault}`;
  }
  return undefined;
}

function outcomeOf({ end }: Reached): Outcome {
  return end.alert ?? "accepted";
}

/** An end that lets a header through says nothing before the body. */
function silenceFault({ end }: Reached): string | undefined {
  if (end.ended) return undefined;
  const { length } = end.output();
  return length > 0 ? `it sent ${length} bytes upon the header` : undefined;
}
