import fc from "fast-check";
import type { Drawn } from "./draw.ts";
import type { Line } from "./line.ts";
import { Session } from "./session.ts";
import type { Conversation, Step } from "./step.ts";

/**
 * Plays a conversation on a connection that stands where it begins: its
 * steps, as far as they make sense, then its end in order, and what the target
 * reports of it.
 */
export async function play(drawn: Drawn, line: Line): Promise<void> {
  const { setting, cipher } = line.peer.options;
  const { maxFrame, compression } = line.peer;
  const agreed = { role: line.role, setting, cipher, maxFrame, compression };
  const session = new Session(line, agreed, drawn.joined);
  taken.set(drawn, session.taken);
  await fc.asyncModelRun(
    () => ({ model: session, real: session }),
    drawn.commands,
  );
  await session.finish();
  await session.judgeReport();
}

/** The conversation as far as it was played. */
export function told(drawn: Drawn): Conversation {
  const { commands: _, ...rest } = drawn;
  return { ...rest, steps: [...taken.get(drawn) ?? []] };
}

const taken = new WeakMap<Drawn, readonly Step[]>();
