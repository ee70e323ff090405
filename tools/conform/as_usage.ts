import { UsageError } from "../usage_error.ts";

/** What the flags ask for; what is wrong with them is the caller's mistake. */
export function asUsage<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
