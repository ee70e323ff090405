import { Command } from "commander";
import process from "node:process";
import { readEvents } from "../../conformance/reports/read_events.ts";
import { mergeRuns } from "../../conformance/runner/merge_runs.ts";
import { asUsage } from "../conform/as_usage.ts";
import {
  reportersOf,
  type ReportFlags,
  withReportOptions,
} from "../conform/report_options.ts";

interface MergeFlags extends ReportFlags {
  readonly partial?: boolean;
}

/** `fesa conform merge`. */
export function mergeCommand(): Command {
  return withReportOptions(
    new Command("merge")
      .description(
        "Make one report of a run's shards; its exit status is the whole's",
      )
      .argument("<file...>", "what --report jsonl=FILE wrote in each shard")
      .option("--partial", "although shards are missing"),
  ).action((files: readonly string[], flags: MergeFlags) => {
    const { events, reporters } = asUsage(() => ({
      events: mergeRuns(
        files.map((name) => ({ name, events: readEvents(name) })),
        flags,
      ),
      reporters: reportersOf(flags),
    }));
    for (const event of events) {
      for (const reporter of reporters) reporter.report(event);
      if (event.type === "end") process.exitCode = event.status;
    }
  });
}
