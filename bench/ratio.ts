/** A sample's median and its quartiles. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The quotients of two interleaved runs, pair by pair: what one machine did
 * in the same seconds. A machine that slows down for a while slows both, so
 * the median of quotients holds still where a quotient of medians wouldn't.
 * That, and not the timing, is why this is no bench library: those run one
 * task to its end before the next.
 */
export function pairedRatio(
  ours: readonly number[],
  theirs: readonly number[],
): Spread {
  return spread(ours.map((value, i) => value / theirs[i]));
}

/** The median and quartiles of a sample that isn't empty. */
export function spread(sample: readonly number[]): Spread {
  const sorted = sample.toSorted((a, b) => a - b);
  const at = (part: number): number =>
    sorted[Math.round(part * (sorted.length - 1))];
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}
