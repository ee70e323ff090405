import { UsageError } from "../usage_error.ts";

/**
 * A point in time: RFC 3339, a date alone (its first second, UTC), or whole
 * seconds since 1970.
 *
 * @throws UsageError, naming the option.
 */
export function readInstant(option: string, text: string): Date {
  const date = /^-?\d+$/.test(text) ? fromSeconds(text) : fromText(text);
  if (date !== undefined) return date;
  throw new UsageError(
    `Cannot use ${option} ${text}: expected a time such as 2026-06-15T12:00:00Z, or seconds since 1970`,
  );
}

/** As RFC 3339 in UTC, to the second. */
export function instant(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** The last second that a certificate can name: 9999-12-31T23:59:59Z. */
const LAST = 253_402_300_799;

function fromSeconds(text: string): Date | undefined {
  const seconds = Number(text);
  return Math.abs(seconds) <= LAST ? new Date(seconds * 1000) : undefined;
}

const RFC_3339 =
  /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d))?$/;

function fromText(text: string): Date | undefined {
  const [, day, time = "00:00:00", fraction = "", zone = "Z"] =
    RFC_3339.exec(text) ?? [];
  if (day === undefined) return undefined;
  const local = new Date(`${day}T${time}Z`);
  // A day that a month doesn't have would pass for one of the next.
  if (Number.isNaN(local.getTime()) || instant(local) !== `${day}T${time}Z`) {
    return undefined;
  }
  const date = new Date(
    `${day}T${time}${fraction.slice(0, 4)}${zone.toUpperCase()}`,
  );
  return Number.isNaN(date.getTime()) ? undefined : date;
}
