import {
  Busy,
  Inconclusive,
  NotApplicable,
  Violation,
} from "../../../conformance/tester/violation.ts";
import { readAllVectors } from "../read_vectors.ts";
import type { Topic } from "../topic.ts";
import { ExecTarget } from "./exec_target.ts";
import { LiveServer, type ReplayTarget } from "./live_server.ts";

/** How one conversation went. */
export interface ReplayVerdict {
  readonly topic: string;
  readonly id: string;
  readonly verdict: "pass" | "fail" | "inconclusive" | "not-applicable";
  readonly reason?: string;
}

/** What a run of replays is told. */
export interface ReplayOptions {
  readonly directory: string;
  readonly topics: readonly Topic[];
  /** A server at an address, or what is started under the contract. */
  readonly target: ReplayTarget | ExecTarget;
  /** Conversations at a time. */
  readonly jobs: number;
  /** Milliseconds for all of them; what is left then is inconclusive. */
  readonly deadline: number;
  readonly onVerdict: (verdict: ReplayVerdict) => void;
}

/** Tries of a conversation that the server is too busy for. */
const TRIES = 3;

/**
 * Plays every vector of these topics that has a client's side.
 *
 * @throws BadVectors where a file of vectors is not what it should be.
 */
export async function replay(options: ReplayOptions): Promise<ReplayVerdict[]> {
  const conversations = conversationsOf(options);
  const end = performance.now() + options.deadline;
  const verdicts: ReplayVerdict[] = [];
  const work = async () => {
    for (let next = conversations.shift(); next; next = conversations.shift()) {
      const { topic, id, play } = next;
      const verdict = performance.now() < end
        ? await verdictOf(play)
        : { verdict: "inconclusive", reason: "the deadline passed" } as const;
      verdicts.push({ topic, id, ...verdict });
      options.onVerdict({ topic, id, ...verdict });
    }
  };
  await Promise.all(Array.from({ length: options.jobs }, work));
  return verdicts;
}

interface Conversation {
  readonly topic: string;
  readonly id: string;
  readonly play: () => Promise<string | undefined>;
}

function conversationsOf(
  { directory, topics, target }: ReplayOptions,
): Conversation[] {
  const server = target instanceof ExecTarget
    ? undefined
    : new LiveServer(target);
  return readAllVectors(directory, topics).flatMap(({ topic, file }) => {
    const { name, replay } = topic;
    if (!replay || (!server && !replay.playExec)) return [];
    return file.vectors.filter((vector) => !server || replay.plays(vector))
      .map((vector) => ({
        topic: name,
        id: vector.id,
        play: () =>
          server
            ? replay.play(vector, server)
            : replay.playExec!(vector, target as ExecTarget),
      }));
  });
}

/**
 * 0: at least one passed, and no other failed. 1: one failed. 3: nothing
 * failed, and one is inconclusive or none passed. 4: there was none.
 */
export function replayStatus(verdicts: readonly ReplayVerdict[]): number {
  const has = (wanted: ReplayVerdict["verdict"]) =>
    verdicts.some(({ verdict }) => verdict === wanted);
  if (verdicts.length === 0) return 4;
  if (has("fail")) return 1;
  return has("inconclusive") || !has("pass") ? 3 : 0;
}

async function verdictOf(
  play: () => Promise<string | undefined>,
  tries = TRIES,
): Promise<Pick<ReplayVerdict, "verdict" | "reason">> {
  try {
    const reason = await play();
    return { verdict: "pass", ...(reason !== undefined && { reason }) };
  } catch (error) {
    if (error instanceof Busy && tries > 1) {
      return await verdictOf(play, tries - 1);
    }
    if (error instanceof NotApplicable) {
      return { verdict: "not-applicable", reason: error.message };
    }
    if (error instanceof Inconclusive) {
      return { verdict: "inconclusive", reason: error.message };
    }
    if (error instanceof Violation) {
      const { requirement, expected, observed } = error;
      const reason =
        `${requirement}: expected ${expected}, observed ${observed}`;
      return { verdict: "fail", reason };
    }
    throw error;
  }
}
