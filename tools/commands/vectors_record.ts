import { Command } from "commander";
import { createPrivateKey, type KeyObject } from "node:crypto";
import { closeSync, openSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { Buffer } from "node:buffer";
import { readDeploymentKey } from "../key/deployment_key_file.ts";
import { readPemFile } from "../pem_file.ts";
import { fileProblem } from "../read_file.ts";
import { UsageError } from "../usage_error.ts";
import { printJson } from "../vectors/print_json.ts";
import { listenBetween } from "../vectors/record/proxy.ts";
import type { Recorder } from "../vectors/record/recorder.ts";
import { recordingOf, recordingsFile } from "../vectors/record/recording.ts";
import type { RecordingVector } from "../vectors/sessions/recording_format.ts";
import { addressOf, positive } from "./vectors_options.ts";

/** Options of `fesa vectors record`. */
interface RecordFlags {
  readonly to: string;
  readonly listen: string;
  readonly key?: string;
  readonly deploymentKey?: string;
  readonly out: string;
  readonly count: number;
  readonly most: number;
}

/** `fesa vectors record`: live conversations as vectors. */
export function recordCommand(): Command {
  return new Command("record")
    .description(
      "Pass a live conversation on, and write it down as a vector; the file " +
        "holds the conversation's secrets, and in proprietary the deployment key",
    )
    .requiredOption("--to <address>", "HOST:PORT of the server")
    .option("--listen <address>", "[HOST:]PORT; 0 takes a free one", "0")
    .option("--key <file>", "the server's RSA key, PEM: open and certified")
    .option("--deployment-key <file>", "the deployment key: proprietary")
    .requiredOption("--out <file>", "where to write the vectors")
    .option("--count <n>", "conversations to record, then end", positive, 1)
    .option("--most <mib>", "MiB to keep of one conversation", positive, 16)
    .action(record);
}

async function record(flags: RecordFlags): Promise<void> {
  const { key, deploymentKey, out, count } = flags;
  if (key === undefined && deploymentKey === undefined) {
    throw new UsageError(
      "Give --key FILE, --deployment-key FILE, or both: nothing opens without",
    );
  }
  const options = {
    to: addressOf(flags.to),
    listen: addressOf(
      flags.listen.includes(":") ? flags.listen : `127.0.0.1:${flags.listen}`,
      0,
    ),
    keys: {
      ...(key !== undefined && { privateKey: readPrivateKey(key) }),
      ...(deploymentKey !== undefined && {
        deploymentKey: readDeploymentKey(deploymentKey),
      }),
    },
    limit: flags.most * 2 ** 20,
  };
  reserve(out);
  const proxy = await listenBetween(options).catch((error: Error) => {
    rmSync(out);
    throw new UsageError(error.message);
  });
  print({ event: "listening", host: proxy.host, port: proxy.port });
  const vectors: RecordingVector[] = [];
  for (let i = 0; i < count; i++) {
    const recorder = await proxy.next();
    const vector = recordingOf(recorder);
    if (vector) vectors.push(vector);
    // Written each time: who stops the program keeps what was recorded.
    if (vector) writeFileSync(out, printJson(recordingsFile(vectors)));
    report(recorder, vector, out);
  }
  await proxy.close();
  if (vectors.length === 0) rmSync(out);
}

function report(
  { trouble }: Recorder,
  vector: RecordingVector | undefined,
  file: string,
): void {
  if (vector) {
    const { id, expect, steps } = vector;
    print({ event: "recorded", id, frames: steps.length, expect, file });
  }
  if (trouble) console.error(`Not the whole conversation: ${trouble.message}`);
  else if (!vector) console.error("Nothing recorded: no byte was sent");
  if (trouble || !vector) process.exitCode = 1;
}

function print(event: Record<string, unknown>): void {
  console.log(JSON.stringify(event));
}

/** Its owner's alone, for it holds secrets; never over another file. */
function reserve(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `Cannot write ${path}: ${
        code === "EEXIST" ? "it exists; name another file" : fileProblem(error)
      }`,
    );
  }
}

function readPrivateKey(path: string): KeyObject {
  const [der] = readPemFile(path, "PRIVATE KEY");
  try {
    const key = createPrivateKey({
      key: Buffer.from(der),
      format: "der",
      type: "pkcs8",
    });
    if (key.asymmetricKeyType === "rsa") return key;
  } catch {
    // Said below, whatever the library's words for it are.
  }
  throw new UsageError(`Cannot use ${path}: expected an RSA key, PKCS#8`);
}
