import { UsageError } from "./usage_error.ts";

/**
 * What the library says of options it can't use, or of a network that it can't
 * reach, as a mistake of the caller's; anything else, a fault of ours, as it is.
 */
export function asUsageError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const isCallers = ["Error", "TypeError", "RangeError"].includes(error.name);
  return isCallers ? new UsageError(error.message) : error;
}
