import picomatch from "picomatch";
import { writeFileSync } from "node:fs";
import process from "node:process";
import { CASES } from "../../conformance/mod.ts";
import { killLine, scoreLines } from "../../conformance/mutants/kill_lines.ts";
import { isClean, killScore } from "../../conformance/mutants/kill_score.ts";
import { KillState, tableKey } from "../../conformance/mutants/kill_state.ts";
import {
  readRecord,
  recordOf,
  writeRecord,
} from "../../conformance/mutants/kill_record.ts";
import {
  makeTable,
  type Scope,
  type TableListener,
  type TableRecord,
} from "../../conformance/mutants/kill_table.ts";
import { MUTANTS } from "../../conformance/mutants/mod.ts";
import type { Mutant } from "../../conformance/mutants/mutant.ts";
import { inShard, parseShard } from "../../conformance/runner/shard.ts";
import { asUsage } from "./as_usage.ts";
import { interruption } from "./interruption.ts";

/** The options of `fesa conform mutants`. */
export interface MutantFlags {
  readonly filter: readonly string[];
  readonly shard?: string;
  readonly resume?: string;
  readonly citing?: boolean;
  readonly sample?: number;
  readonly seed: number;
  readonly runs: number;
  readonly jobs: number;
  /** Where the JSON goes; empty for standard output. */
  readonly report?: string;
  readonly record?: boolean;
  readonly quiet?: boolean;
}

const STATUS = { killed: 0, survives: 1, none: 4, interrupted: 130 } as const;

/** Makes the kill score, prints it, and gives the exit status. */
export async function runMutants(flags: MutantFlags): Promise<number> {
  const { seed, runs, jobs } = flags;
  // Those that take minutes are for whoever asks for them by name.
  const cases = CASES.filter(({ optIn }) => optIn !== true);
  const [mutants, scope] = asUsage(() => [chosen(flags), scopeOf(flags)]);
  if (mutants.length === 0) {
    process.stderr.write("No mutant matches\n");
    return STATUS.none;
  }
  const state = asUsage(() => stateOf(flags, scope, cases));
  const record: TableRecord = state?.record ??
    { reference: new Map(), kills: new Map() };
  const listener: TableListener = {
    reference: (role, faults) => state?.reference(role, faults),
    kill: (kill) => {
      state?.kill(kill);
      if (!flags.quiet) say(killLine(kill));
    },
  };
  const { signal, done } = interruption();
  const options = { seed, runs, jobs, scope, signal };
  await Promise.race([
    makeTable(mutants, cases, options, record, listener),
    new Promise<void>((resolve) =>
      signal.addEventListener("abort", () => resolve())
    ),
  ]);
  done();
  const isAll = mutants.length === MUTANTS.length && !signal.aborted;
  const score = killScore({
    mutants,
    cases,
    kills: record.kills,
    referenceFails: [...record.reference.values()].flat(),
    seed,
    scope: isAll && typeof scope === "string" ? scope : "part",
  });
  for (const line of scoreLines(score)) say(line);
  if (flags.report !== undefined) write(flags.report, score);
  if (flags.record === true && isAll) {
    writeRecord(recordOf(score, CASES, readRecord()));
  }
  if (signal.aborted) process.exit(STATUS.interrupted);
  return isClean(score) ? STATUS.killed : STATUS.survives;
}

function chosen({ filter, shard }: MutantFlags): readonly Mutant[] {
  const wanted = filter.filter((glob) => !glob.startsWith("!"));
  const unwanted = filter.filter((glob) => glob.startsWith("!"))
    .map((glob) => glob.slice(1));
  const matches = (id: string, globs: readonly string[]) =>
    globs.some((glob) => picomatch(glob)(id));
  const unmatched = [...wanted, ...unwanted].find((glob) =>
    !MUTANTS.some(({ id }) => matches(id, [glob]))
  );
  if (unmatched !== undefined) {
    throw new RangeError(`No mutant matches --filter '${unmatched}'`);
  }
  const part = shard === undefined ? undefined : parseShard(shard);
  return MUTANTS.filter(({ id }) =>
    (wanted.length === 0 || matches(id, wanted)) && !matches(id, unwanted) &&
    (part === undefined || inShard(id, part))
  );
}

function scopeOf({ citing, sample, shard, record }: MutantFlags): Scope {
  if (citing === true && sample !== undefined) {
    throw new RangeError("Give --citing or --sample, not both");
  }
  if (record === true && (citing !== true || shard !== undefined)) {
    throw new RangeError("--record is for all of --citing");
  }
  if (sample === undefined) return citing === true ? "citing" : "whole";
  return { others: sample, record: readRecord() };
}

function stateOf(
  { resume, seed, runs }: MutantFlags,
  scope: Scope,
  cases: typeof CASES,
): KillState | undefined {
  if (resume === undefined) return undefined;
  if (typeof scope === "object") {
    throw new RangeError("A sample is short: --resume is not for it");
  }
  return new KillState(resume, tableKey(cases, { seed, runs, scope }));
}

function write(path: string, score: unknown): void {
  const text = `${JSON.stringify(score, null, 2)}\n`;
  if (path === "") process.stdout.write(text);
  else writeFileSync(path, text);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
