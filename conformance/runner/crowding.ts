import { availableParallelism, loadavg } from "node:os";

const MOST = 4;
/** Asked once: the answer takes long. */
const PROCESSORS = availableParallelism();

/**
 * How many times as long as on an idle machine a step may take on this one,
 * 1 to 4: more work than processors makes a target late, not wrong.
 */
export function crowding(
  load: number = loadavg()[0],
  processors: number = PROCESSORS,
): number {
  return Math.min(MOST, Math.max(1, load / Math.max(1, processors)));
}
