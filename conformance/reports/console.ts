import pc from "picocolors";
import { consoleSummary } from "./console_summary.ts";
import { ConsoleProgress } from "./console_progress.ts";
import type { Reporter, ReportEvent, StartEvent } from "./event.ts";
import { atTheEnd } from "./run_record.ts";
import { oneLine } from "./printable.ts";

/** How the console report looks. */
export interface ConsoleOptions {
  readonly color: boolean;
  readonly quiet: boolean;
  /** Whether to show how far it is in a line that changes: for a terminal. */
  readonly progress: boolean;
  /** How wide the terminal is. */
  readonly columns?: number;
}

/**
 * What a person reads: how far it is, then each failure with its
 * conversation, then the sums, and what to do next. Quiet: the sums' last
 * line alone.
 */
export function consoleReporter(
  write: (text: string) => void,
  options: ConsoleOptions,
): Reporter {
  const color = pc.createColors(options.color);
  const line = (text = "") => write(`${text}\n`);
  const progress = new ConsoleProgress(write, options);
  const summary = atTheEnd((run) => {
    for (const text of consoleSummary(run, color, options)) line(text);
  });
  return {
    report(event: ReportEvent) {
      if (!options.quiet) {
        if (event.type === "start") {
          for (const text of targetLines(event)) line(text);
        }
        progress.report(event);
      }
      summary.report(event);
    },
  };
}

function targetLines({ targets, cases, seed }: StartEvent): string[] {
  return [
    ...targets.map(({ role, implementation, address, command }) => {
      const what = [implementation, address, command]
        .filter((text) => text !== undefined);
      return `${role} ${oneLine(what.join(", "))}`;
    }),
    `${cases} case${cases === 1 ? "" : "s"}, seed ${seed}`,
  ];
}
