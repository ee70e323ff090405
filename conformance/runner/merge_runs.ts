import type { ReportEvent, StartEvent } from "../reports/event.ts";
import { caseKey, type ReportedCase } from "../reports/reported_case.ts";
import { recordOf, type RunRecord } from "../reports/run_record.ts";
import { exitStatus, summarize } from "../reports/summary.ts";
import { inShard, parseShard } from "./shard.ts";
import { SEVERITY } from "./verdict.ts";

/** A run that was written as JSON Lines, and the file it is in. */
export interface RunFile {
  readonly name: string;
  readonly events: readonly ReportEvent[];
}

/**
 * The shards of one run as the events of the whole; a file that is no shard
 * stands alone.
 *
 * @throws RangeError in one line, where they are not parts of one run, where
 * one is there twice or cut off, or, unless `partial`, missing.
 */
export function mergeRuns(
  files: readonly RunFile[],
  { partial = false }: { readonly partial?: boolean } = {},
): ReportEvent[] {
  const parts = files.map(({ name, events }) => ({
    name,
    run: recordOf(events),
  }));
  const [first] = parts;
  if (first === undefined) throw new RangeError("Cannot merge no files");
  for (const part of parts) {
    requireSame(first, part);
    requireWhole(part);
  }
  const missing = missingShards(parts, partial);
  const cases = mergeCases(parts);
  const { start } = first.run;
  const { shard: _, ...options } = start.options;
  const total = parts.reduce((sum, { run }) => sum + run.start.cases, 0);
  const ends = parts.map(({ run }) => run.end);
  const durationMs = ends.reduce((sum, end) => sum + end.summary.durationMs, 0);
  const summary = summarize(cases, durationMs);
  const notes = new Set([
    ...ends.flatMap((end) => end.notes ?? []),
    ...missing,
  ]);
  // A shard's 1 may come of more than its cases: of a stale baseline.
  const status = ends.some((end) => end.status === 1) ? 1 : exitStatus(summary);
  return [
    { ...start, options, cases: total },
    ...cases.map((one) => ({ type: "case", case: one }) as const),
    {
      type: "end",
      summary,
      status,
      ...(notes.size > 0 && { notes: [...notes] }),
    },
  ];
}

interface Part {
  readonly name: string;
  readonly run: RunRecord;
}

function requireSame(first: Part, other: Part): void {
  const [a, b] = [first.run.start, other.run.start];
  const facts: readonly [string, (start: StartEvent) => unknown][] = [
    ["suites", ({ suite }) => suite],
    ["targets", ({ targets }) => targets.map(withoutPort)],
    ["seeds", ({ seed }) => seed],
    ["runs of a property", ({ options }) => options.runs],
    ["filters", ({ options }) => options.filters ?? []],
    ["numbers of shards", ({ options }) => options.shard?.split("/")[1]],
  ];
  for (const [what, of] of facts) {
    if (JSON.stringify(of(a)) === JSON.stringify(of(b))) continue;
    throw new RangeError(
      `Cannot merge ${other.name} with ${first.name}: they have other ${what}`,
    );
  }
}

/** Each machine may have given the same target another port. */
function withoutPort(
  { address, ...target }: StartEvent["targets"][number],
): unknown {
  return { ...target, host: address?.replace(/\d+$/, "") };
}

function requireWhole({ name, run: { start, cases } }: Part): void {
  const shard = shardOf(start);
  // A gate that fails is told of in every shard.
  const own = cases.filter(({ gate, id }) =>
    !gate || shard === undefined || inShard(id, shard)
  );
  if (own.length >= start.cases) return;
  throw new RangeError(
    `Cannot merge ${name}: it holds ${own.length} of its ${start.cases} cases`,
  );
}

function shardOf({ options: { shard } }: StartEvent) {
  return shard === undefined ? undefined : parseShard(shard);
}

/** A note of each shard that is not there, where that is allowed. */
function missingShards(parts: readonly Part[], partial: boolean): string[] {
  const places = new Map<number, string>();
  let count = 1;
  for (const { name, run } of parts) {
    const shard = shardOf(run.start) ?? { index: 1, count: 1 };
    count = shard.count;
    const other = places.get(shard.index);
    if (other !== undefined) {
      throw new RangeError(
        `Cannot merge ${name} with ${other}: both are ${
          run.start.options.shard === undefined
            ? "whole runs"
            : `shard ${run.start.options.shard}`
        }`,
      );
    }
    places.set(shard.index, name);
  }
  const missing = Array.from({ length: count }, (_, index) => index + 1)
    .filter((index) => !places.has(index));
  if (missing.length > 0 && !partial) {
    throw new RangeError(
      `Cannot merge ${parts.length} of ${count} shards: ${
        missing.map((index) => `${index}/${count}`).join(", ")
      } not given; --partial merges what there is`,
    );
  }
  return missing.map((index) => `Shard ${index}/${count} is missing`);
}

function mergeCases(parts: readonly Part[]): ReportedCase[] {
  const merged = new Map<string, ReportedCase>();
  const from = new Map<string, string>();
  for (const { name, run } of parts) {
    for (const one of run.cases) {
      const key = caseKey(one);
      const other = merged.get(key);
      if (other !== undefined && !one.gate) {
        throw new RangeError(
          `Cannot merge ${name} with ${from.get(key)}: both hold ${one.id}`,
        );
      }
      if (other !== undefined && !isGraver(one, other)) continue;
      merged.set(key, one);
      from.set(key, name);
    }
  }
  return [...merged.values()].sort((a, b) => a.order - b.order);
}

function isGraver(one: ReportedCase, other: ReportedCase): boolean {
  return SEVERITY.indexOf(one.verdict) < SEVERITY.indexOf(other.verdict);
}
