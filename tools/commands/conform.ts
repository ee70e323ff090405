import { Command, InvalidArgumentError } from "commander";
import { writeFileSync } from "node:fs";
import process from "node:process";
import { CASES, runSuite } from "../../conformance/mod.ts";
import { AddressServerTarget } from "../../conformance/runner/address_server.ts";
import { killAll } from "../../conformance/runner/controlled_process.ts";
import { ExecClientTarget } from "../../conformance/runner/exec_client.ts";
import { ExecServerTarget } from "../../conformance/runner/exec_server.ts";
import { type Profile, readProfile } from "../../conformance/runner/profile.ts";
import { ListenClientTarget } from "../../conformance/runner/listen_client.ts";
import type { Target } from "../../conformance/runner/target.ts";
import { explain, list } from "./conform_cases.ts";
import { makeReporters, parseReport } from "./conform_reports.ts";
import type { ReportChoice } from "./conform_reports.ts";
import { selfCommand } from "./conform_self.ts";
import { UsageError } from "../usage_error.ts";

/** The options of every `conform` run, as commander hands them over. */
interface RunFlags {
  readonly filter: readonly string[];
  readonly seed: number;
  readonly runs: number;
  readonly jobs: number;
  readonly deadline: number;
  readonly caseTimeout: number;
  readonly failFast?: boolean;
  readonly report: readonly ReportChoice[];
  readonly quiet?: boolean;
  readonly color: boolean;
  readonly profile?: string;
  readonly writeProfile?: string;
  readonly exec?: string;
  readonly listen?: number;
}

const STEP_PATIENCE_MS = 5_000;

/** `fesa conform`: tests a server or a client, whoever made it. */
export function conformCommand(): Command {
  const conform = new Command("conform")
    .description("Test an implementation of the protocol");
  conform.addCommand(
    withRunOptions(
      new Command("server")
        .description("Test a server, by its address or by starting it")
        .argument("[address]", "HOST:PORT of a running server")
        .option("--exec <command>", "start it under the control contract"),
    ).action(async (address: string | undefined, flags: RunFlags) => {
      await run(flags, (profile) => [serverTarget(address, flags, profile)]);
    }),
  );
  conform.addCommand(
    withRunOptions(
      new Command("client")
        .description("Test a client, by starting it or as it dials")
        .option("--exec <command>", "start it under the control contract")
        .option("--listen <port>", "wait for it to dial", integer(0, 65535)),
    ).action(async (flags: RunFlags) => {
      await run(flags, (profile) => [clientTarget(flags, profile)]);
    }),
  );
  conform.addCommand(
    withRunOptions(
      new Command("self")
        .description("Test the reference, both roles, in every setting"),
    ).action(async (flags: RunFlags) => {
      await run(flags, (profile) => [
        new ExecServerTarget(selfCommand(), profile),
        new ExecClientTarget(selfCommand(), profile),
      ]);
    }),
  );
  conform.addCommand(
    new Command("list").description("List the cases")
      .option("--filter <glob>", "only these; !glob leaves out", collect, [])
      .option("--json", "as JSON")
      .action(({ filter, json }: { filter: string[]; json?: boolean }) => {
        process.exitCode = list(CASES, filter, json === true, print);
      }),
  );
  conform.addCommand(
    new Command("explain").description("Explain a case and its requirements")
      .argument("<id>")
      .action((id: string) => {
        process.exitCode = explain(CASES, id, print);
      }),
  );
  return conform;
}

function withRunOptions(command: Command): Command {
  return command
    .option("--filter <glob>", "only these; !glob leaves out", collect, [])
    .option("--seed <n>", "seed of all the tester's choices", integer(0), 1)
    .option("--runs <n>", "runs of each property", integer(1), 20)
    .option("--jobs <n>", "cases at a time", integer(1, 64), 4)
    .option("--deadline <s>", "seconds for the whole run", integer(1), 300)
    .option("--case-timeout <ms>", "for one case", integer(1), 30_000)
    .option("--fail-fast", "end at the first failure")
    .option(
      "--report <kind=path>",
      "json or jsonl; without =path to standard output",
      (value, list: readonly ReportChoice[]) => [...list, parseReport(value)],
      [],
    )
    .option("--profile <file>", "what the implementation is (JSON)")
    .option("--write-profile <file>", "keep what was found as a profile")
    .option("--quiet", "the summary alone")
    .option("--no-color", "without colours");
}

async function run(
  flags: RunFlags,
  targetsOf: (profile: Profile) => Target[],
): Promise<void> {
  const { profile, targets, reporters } = prepared(() => {
    const profile = flags.profile === undefined
      ? {}
      : readProfile(flags.profile);
    for (const id of Object.keys(profile.deviations ?? {})) {
      if (CASES.some((one) => one.id === id)) continue;
      throw new RangeError(
        `Cannot find the deviating case ${id}: see fesa conform list`,
      );
    }
    return {
      profile,
      targets: targetsOf(profile),
      reporters: makeReporters(flags.report, {
        quiet: flags.quiet === true,
        color: flags.color && process.stdout.isTTY === true,
        progress: process.stdout.isTTY === true,
      }),
    };
  });
  const stop = () => {
    killAll();
    process.exit(130);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    const { status } = await runSuite(targets, CASES, {
      filters: flags.filter,
      seed: flags.seed,
      runs: flags.runs,
      jobs: flags.jobs,
      deadlineMs: flags.deadline * 1000,
      caseTimeoutMs: flags.caseTimeout,
      patienceMs: Math.min(STEP_PATIENCE_MS, flags.caseTimeout),
      failFast: flags.failFast === true,
      deviations: profile.deviations ?? {},
      reporters,
    });
    process.exitCode = status;
    if (flags.writeProfile !== undefined) {
      keepProfile(flags.writeProfile, targets);
    }
  } finally {
    process.removeListener("SIGINT", stop);
    process.removeListener("SIGTERM", stop);
    killAll();
  }
}

/** Writes what was found; nothing of a target that never spoke. */
function keepProfile(path: string, targets: readonly Target[]): void {
  const [target] = targets.filter(({ spoken }) => spoken);
  if (target === undefined) return;
  try {
    writeFileSync(path, `${JSON.stringify(target.found, null, 2)}\n`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`Cannot write the profile ${path}: ${why}`);
  }
}

/** What the flags ask for; what is wrong with them is the caller's mistake. */
function prepared<T>(prepare: () => T): T {
  try {
    return prepare();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

function serverTarget(
  address: string | undefined,
  flags: RunFlags,
  profile: Profile,
): Target {
  if ((address === undefined) === (flags.exec === undefined)) {
    throw new RangeError("Name a server: either HOST:PORT or --exec 'CMD'");
  }
  return flags.exec === undefined
    ? new AddressServerTarget(address ?? "", profile, STEP_PATIENCE_MS)
    : new ExecServerTarget(flags.exec, profile);
}

function clientTarget(flags: RunFlags, profile: Profile): Target {
  if ((flags.listen === undefined) === (flags.exec === undefined)) {
    throw new RangeError("Name a client: either --exec 'CMD' or --listen PORT");
  }
  return flags.listen === undefined
    ? new ExecClientTarget(flags.exec ?? "", profile)
    : new ListenClientTarget(flags.listen, profile, flags.deadline * 1000);
}

function collect(value: string, list: readonly string[]): readonly string[] {
  if (value === "" || value === "!") {
    throw new InvalidArgumentError("Expected a glob, as 'frames/*'.");
  }
  return [...list, value];
}

function integer(
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least}.`);
  };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
