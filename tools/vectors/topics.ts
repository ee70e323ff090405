import { compression } from "./compression/topic.ts";
import { frames } from "./frames/topic.ts";
import { identity } from "./identity/topic.ts";
import { keys } from "./keys/topic.ts";
import { messages } from "./messages/topic.ts";
import { negotiation } from "./negotiation/topic.ts";
import { protection } from "./protection/topic.ts";
import { rsa } from "./rsa/topic.ts";
import { sessions } from "./sessions/topic.ts";
import type { Topic } from "./topic.ts";

/** Every topic that has vectors, lowest layer first. */
export const TOPICS: readonly Topic[] = [
  frames,
  messages,
  keys,
  rsa,
  protection,
  compression,
  negotiation,
  identity,
  sessions,
];

/**
 * The topics that a name stands for: a topic, or all of a layer.
 *
 * @throws RangeError when it is neither.
 */
export function topicsNamed(names: readonly string[]): readonly Topic[] {
  if (names.length === 0) return TOPICS;
  for (const name of names) {
    if (!TOPICS.some((topic) => isNamed(topic, name))) {
      const known = TOPICS.map((topic) => topic.name).join(", ");
      throw new RangeError(`No topic "${name}": there are ${known}`);
    }
  }
  return TOPICS.filter((topic) => names.some((name) => isNamed(topic, name)));
}

function isNamed(topic: Topic, name: string): boolean {
  return topic.name === name || topic.layer === name;
}
