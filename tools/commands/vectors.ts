import { Command, InvalidArgumentError } from "commander";
import { rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseAddress } from "../../conformance/runner/address_server.ts";
import { readDeploymentKey } from "../key/deployment_key_file.ts";
import { UsageError } from "../usage_error.ts";
import {
  DEFAULTS,
  generatedFiles,
  jsonFiles,
  staleFiles,
  VECTORS,
  writeFiles,
} from "../vectors/generate.ts";
import {
  replay,
  replayStatus,
  type ReplayVerdict,
} from "../vectors/replay/replay.ts";
import { showVector } from "../vectors/show.ts";
import type { Topic } from "../vectors/topic.ts";
import { TOPICS, topicsNamed } from "../vectors/topics.ts";
import { strangeFiles, verifyTopic } from "../vectors/verify.ts";

/** Options of `fesa vectors generate`, as commander hands them over. */
interface GenerateFlags {
  readonly topic: readonly string[];
  readonly seed: number;
  readonly count: number;
  readonly out: string;
  readonly check?: boolean;
}

/** `fesa vectors`: bytes and what must come of them, as JSON. */
export function vectorsCommand(): Command {
  const vectors = new Command("vectors").description(
    "Test vectors: make them, hold the reference against them",
  );
  vectors.addCommand(
    withTopics(new Command("generate"))
      .description("Write the vectors and their JSON Schemas")
      .option("--seed <n>", "seed of all drawn values", whole, DEFAULTS.seed)
      .option("--count <n>", "drawn vectors a family", whole, DEFAULTS.count)
      .option("--out <dir>", "where to write", VECTORS)
      .option("--check", "write nothing; exit 1 if a file would change")
      .action(generate),
  );
  vectors.addCommand(
    withTopics(new Command("verify"))
      .description("Hold the reference implementation against the vectors")
      .option("--dir <dir>", "where the vectors are", VECTORS)
      .action(verify),
  );
  vectors.addCommand(
    new Command("show")
      .description("Explain one vector, with what it cites")
      .argument("<vector>", "FILE#ID; a topic's name does for FILE")
      .option("--dir <dir>", "where the vectors are", VECTORS)
      .action((place: string, { dir }: { readonly dir: string }) =>
        console.log(asUsage(() => showVector(dir, place)))
      ),
  );
  vectors.addCommand(
    withTopics(new Command("replay"))
      .description("Play the recorded clients against a live server")
      .argument("<address>", "HOST:PORT of the server")
      .option("--dir <dir>", "where the vectors are", VECTORS)
      .option("--deployment-key <file>", "to play proprietary too")
      .option("--server-name <name>", "the server's name, if it has some")
      .option("--timeout <ms>", "for one step of a conversation", whole, 5_000)
      .option("--deadline <s>", "for all of them", whole, 120)
      .option("--jobs <n>", "conversations at a time", positive, 4)
      .action(replayAgainst),
  );
  return vectors;
}

function withTopics(command: Command): Command {
  return command.option(
    "--topic <name>",
    "only this topic, or this layer (repeatable)",
    (value: string, list: readonly string[]) => [...list, value],
    [],
  );
}

async function generate(flags: GenerateFlags): Promise<void> {
  const { seed, count, out } = flags;
  const topics = named(flags.topic);
  const own = seed === DEFAULTS.seed && count === DEFAULTS.count;
  if (!own && out === VECTORS) {
    throw new UsageError(
      `Name --out DIR: the project's own vectors have seed ${DEFAULTS.seed} and count ${DEFAULTS.count}`,
    );
  }
  const files = await generatedFiles(topics, { seed, count });
  const whole = topics.length === TOPICS.length;
  if (flags.check) {
    const stale = staleFiles(out, files, whole);
    for (const line of stale) console.error(line);
    if (stale.length === 0) {
      return console.log(`${files.size} files are as generated`);
    }
    console.error("Run `fesa vectors generate` and commit what it writes");
    process.exitCode = 1;
    return;
  }
  writeFiles(out, files);
  console.log(`${files.size} files written`);
  if (out === VECTORS && whole) removeOrphans(files);
}

/** What nothing generates any more goes: a vector is never edited by hand. */
function removeOrphans(files: ReadonlyMap<string, string>): void {
  for (const path of jsonFiles(VECTORS)) {
    if (files.has(path)) continue;
    rmSync(join(VECTORS, path));
    console.log(`${path} removed: nothing generates it`);
  }
}

async function verify(
  flags: { readonly topic: readonly string[]; readonly dir: string },
): Promise<void> {
  const faults = flags.topic.length === 0 ? strangeFiles(flags.dir) : [];
  for (const fault of faults) console.error(fault);
  let total = 0;
  for (const topic of named(flags.topic)) {
    const result = await verifyTopic(flags.dir, topic);
    const { vectors, accepted, milliseconds } = result;
    faults.push(...result.faults);
    total += vectors;
    console.log(
      `${topic.name.padEnd(12)} ${String(vectors).padStart(5)} vectors, ` +
        `${String(accepted).padStart(4)} to accept, ` +
        `${String(vectors - accepted).padStart(4)} not, ` +
        `${String(result.faults.length).padStart(3)} wrong, ` +
        `${milliseconds.toFixed(0).padStart(6)} ms`,
    );
    printFaults(result.faults);
  }
  console.log(
    faults.length === 0
      ? `The reference agrees with all ${total} vectors`
      : `${faults.length} faults in ${total} vectors and their files`,
  );
  if (faults.length > 0) process.exitCode = 1;
}

/** Faults of one topic that are printed: where all fail, one cause is enough. */
const MOST_FAULTS = 50;

function printFaults(faults: readonly string[]): void {
  for (const fault of faults.slice(0, MOST_FAULTS)) console.error(fault);
  const more = faults.length - MOST_FAULTS;
  if (more > 0) console.error(`and ${more} more`);
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
    topics: topicsNamed(topic),
    target: {
      ...parseAddress(address),
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

function named(names: readonly string[]): readonly Topic[] {
  return asUsage(() => topicsNamed(names));
}

/** What is wrong with an argument is the caller's mistake. */
function asUsage<T>(prepare: () => T): T {
  try {
    return prepare();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

function positive(text: string): number {
  const value = whole(text);
  if (value > 0) return value;
  throw new InvalidArgumentError("Expected a whole number from 1.");
}

function whole(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError("Expected a whole number from 0.");
}
