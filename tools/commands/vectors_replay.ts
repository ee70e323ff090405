import { Command } from "commander";
import process from "node:process";
import { readDeploymentKey } from "../key/deployment_key_file.ts";
import { UsageError } from "../usage_error.ts";
import { VECTORS } from "../vectors/generate.ts";
import { ExecTarget } from "../vectors/replay/exec_target.ts";
import type { ReplayTarget } from "../vectors/replay/live_server.ts";
import {
  replay,
  replayStatus,
  type ReplayVerdict,
} from "../vectors/replay/replay.ts";
import {
  addressOf,
  named,
  orBadVectors,
  positive,
  whole,
  withTopics,
} from "./vectors_options.ts";

/** `fesa vectors replay`: recorded conversations against a live peer. */
export function replayCommand(): Command {
  return withTopics(new Command("replay"))
    .description(
      "Play recorded clients against a live server, or either end of " +
        "sessions against a peer under the control contract",
    )
    .argument("[address]", "HOST:PORT of a server; or --exec")
    .option("--exec <command>", "start a peer under the control contract")
    .option("--role <role>", "the role that --exec has: client or server")
    .option("--dir <dir>", "where the vectors are, or one file", VECTORS)
    .option("--deployment-key <file>", "to play proprietary too")
    .option("--server-name <name>", "the server's name, if it has some")
    .option("--timeout <ms>", "for one step of a conversation", whole, 5_000)
    .option("--deadline <s>", "for all of them", whole, 120)
    .option("--jobs <n>", "conversations at a time", positive, 4)
    .action((address: string | undefined, flags: ReplayFlags) =>
      orBadVectors(() => replayAgainst(address, flags))
    );
}

/** Options of `fesa vectors replay`. */
interface ReplayFlags {
  readonly exec?: string;
  readonly role?: string;
  readonly topic: readonly string[];
  readonly dir: string;
  readonly deploymentKey?: string;
  readonly serverName?: string;
  readonly timeout: number;
  readonly deadline: number;
  readonly jobs: number;
}

async function replayAgainst(
  address: string | undefined,
  flags: ReplayFlags,
): Promise<void> {
  const topics = named(flags.topic);
  const target = address === undefined
    ? execTarget(flags)
    : addressTarget(address, flags);
  try {
    const verdicts = await replay({
      directory: flags.dir,
      topics,
      target,
      jobs: flags.jobs,
      deadline: 1_000 * flags.deadline,
      onVerdict: ({ topic, id, verdict, reason }) =>
        console.log(
          `${verdict} ${topic}#${id}${
            reason === undefined ? "" : `: ${reason}`
          }`,
        ),
    });
    print(verdicts);
    process.exitCode = replayStatus(verdicts);
  } finally {
    if (target instanceof ExecTarget) await target.stop();
  }
}

function addressTarget(
  address: string,
  { exec, role, deploymentKey, serverName, timeout }: ReplayFlags,
): ReplayTarget {
  if (exec !== undefined || role !== undefined) {
    throw new UsageError("Give HOST:PORT, or --exec and --role, not both");
  }
  return {
    ...addressOf(address),
    patience: timeout,
    ...(serverName !== undefined && { serverName }),
    ...(deploymentKey !== undefined && {
      deploymentKey: readDeploymentKey(deploymentKey),
    }),
  };
}

function execTarget({ exec, role = "client", timeout }: ReplayFlags) {
  if (exec === undefined) {
    throw new UsageError("Give HOST:PORT of a server, or --exec COMMAND");
  }
  if (role !== "client" && role !== "server") {
    throw new UsageError(`Cannot use --role ${role}: client or server`);
  }
  return new ExecTarget(exec, role, timeout);
}

function print(verdicts: readonly ReplayVerdict[]): void {
  const count = (wanted: ReplayVerdict["verdict"]) =>
    verdicts.filter(({ verdict }) => verdict === wanted).length;
  console.log(
    `${count("pass")} passed, ${count("fail")} failed, ` +
      `${count("inconclusive")} inconclusive, ` +
      `${count("not-applicable")} not applicable`,
  );
}
