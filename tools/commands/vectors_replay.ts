import { Command } from "commander";
import process from "node:process";
import { readDeploymentKey } from "../key/deployment_key_file.ts";
import { VECTORS } from "../vectors/generate.ts";
import {
  replay,
  replayStatus,
  type ReplayVerdict,
} from "../vectors/replay/replay.ts";
import {
  addressOf,
  asUsage,
  named,
  orBadVectors,
  positive,
  whole,
  withTopics,
} from "./vectors_options.ts";

/** `fesa vectors replay`: recorded conversations against a live peer. */
export function replayCommand(): Command {
  return withTopics(new Command("replay"))
    .description("Play the recorded clients against a live server")
    .argument("<address>", "HOST:PORT of the server")
    .option("--dir <dir>", "where the vectors are, or one file", VECTORS)
    .option("--deployment-key <file>", "to play proprietary too")
    .option("--server-name <name>", "the server's name, if it has some")
    .option("--timeout <ms>", "for one step of a conversation", whole, 5_000)
    .option("--deadline <s>", "for all of them", whole, 120)
    .option("--jobs <n>", "conversations at a time", positive, 4)
    .action((address: string, flags: ReplayFlags) =>
      orBadVectors(() => replayAgainst(address, flags))
    );
}

/** Options of `fesa vectors replay`. */
interface ReplayFlags {
  readonly topic: readonly string[];
  readonly dir: string;
  readonly deploymentKey?: string;
  readonly serverName?: string;
  readonly timeout: number;
  readonly deadline: number;
  readonly jobs: number;
}

async function replayAgainst(
  address: string,
  flags: ReplayFlags,
): Promise<void> {
  const { deploymentKey, serverName, timeout, dir, topic, jobs } = flags;
  const options = asUsage(() => ({
    directory: dir,
    topics: named(topic),
    target: {
      ...addressOf(address),
      patience: timeout,
      ...(serverName !== undefined && { serverName }),
      ...(deploymentKey !== undefined && {
        deploymentKey: readDeploymentKey(deploymentKey),
      }),
    },
    jobs,
    deadline: 1_000 * flags.deadline,
    onVerdict: ({ topic, id, verdict, reason }: ReplayVerdict) =>
      console.log(
        `${verdict} ${topic}#${id}${reason === undefined ? "" : `: ${reason}`}`,
      ),
  }));
  const verdicts = await replay(options);
  const count = (wanted: ReplayVerdict["verdict"]) =>
    verdicts.filter(({ verdict }) => verdict === wanted).length;
  console.log(
    `${count("pass")} passed, ${count("fail")} failed, ` +
      `${count("inconclusive")} inconclusive, ` +
      `${count("not-applicable")} not applicable`,
  );
  process.exitCode = replayStatus(verdicts);
}
