import process from "node:process";
import { killAll } from "../../conformance/runner/controlled_process.ts";

/** The status of a run that somebody interrupted. */
const INTERRUPTED = 130;

/** How somebody at the keyboard, or CI, ends a run. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Leaves the signals to whoever comes next. */
  done(): void;
}

/**
 * Takes SIGINT and SIGTERM: the first aborts, so that the reports are written;
 * the second ends the program at once, with all that it has started.
 */
export function interruption(): Interruption {
  const controller = new AbortController();
  const asked = () => {
    if (controller.signal.aborted) {
      killAll();
      process.exit(INTERRUPTED);
    }
    controller.abort();
    process.stderr.write("Interrupted: a second time ends it at once\n");
  };
  for (const name of SIGNALS) process.on(name, asked);
  return {
    signal: controller.signal,
    done() {
      for (const name of SIGNALS) process.removeListener(name, asked);
    },
  };
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
