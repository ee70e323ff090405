import { createHash } from "node:crypto";

/** One part of a run that is cut into `count` parts; `index` is from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

const MOST_SHARDS = 1_000;

/** Reads `i/n`; throws RangeError in one line. */
export function parseShard(text: string): Shard {
  const [, index, count] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [])
    .map(Number);
  if (index >= 1 && index <= count && count <= MOST_SHARDS) {
    return { index, count };
  }
  throw new RangeError(
    `Cannot use shard "${text}": expected i/n, 1/4 to 4/4 for a run in four`,
  );
}

/** `1/4`. */
export function shardName({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/**
 * Whether a case is of this part. Its id alone decides, so that a case that is
 * added moves no other.
 */
export function inShard(id: string, { index, count }: Shard): boolean {
  const digest = createHash("sha256").update(id).digest();
  return digest.readUInt32BE(0) % count === index - 1;
}
