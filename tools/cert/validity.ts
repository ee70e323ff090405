import { UsageError } from "../usage_error.ts";

/** From when to when a certificate or a list holds. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A certificate can't name a later year than 9999; this is far enough. */
const MOST_DAYS = 36_500;

/**
 * So many days from now on. It begins an hour ago, since the clocks of those
 * who will judge it may be late.
 */
export function validFor(days: number, now: Date): Validity {
  const second = Math.floor(now.getTime() / 1000) * 1000;
  return {
    notBefore: new Date(second - HOUR_MS),
    notAfter: new Date(second + days * DAY_MS),
  };
}

/** No longer than what stands above it. */
export function within(
  { notBefore, notAfter }: Validity,
  limit: Validity,
): Validity {
  return {
    notBefore: limit.notBefore > notBefore ? limit.notBefore : notBefore,
    notAfter: limit.notAfter < notAfter ? limit.notAfter : notAfter,
  };
}

/** The number of an option `--days`. */
export function readDays(text: string): number {
  const days = Number(text);
  if (/^\d+$/.test(text) && days >= 1 && days <= MOST_DAYS) return days;
  throw new UsageError(`Cannot use --days ${text}: expected 1 to ${MOST_DAYS}`);
}
