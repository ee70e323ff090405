import { createReadStream, openSync, readSync } from "node:fs";
import process from "node:process";
import type { Readable } from "node:stream";
import { Command } from "commander";
import {
  ChannelError,
  connect,
  type ConnectOptions,
  LINGER_TIMEOUT_MS,
  ProtocolError,
  type SecureChannel,
} from "../../src/node.ts";
import { explainEnded, explainRefusal } from "../connect/advice.ts";
import {
  type ClientArguments,
  clientOptions,
} from "../connect/client_options.ts";
import { pipeChannel } from "../connect/pipe_channel.ts";
import { asUsageError } from "../library_error.ts";
import { fileProblem } from "../read_file.ts";
import { namesOf } from "../registry_names.ts";
import { UsageError } from "../usage_error.ts";

interface ConnectCommandOptions extends ClientArguments {
  readonly send?: string;
  readonly wait?: boolean;
  readonly json?: boolean;
}

/** `fesa connect`: the reference client. */
export function connectCommand(): Command {
  return new Command("connect")
    .description(
      "Run the reference client: standard input to the channel, the channel " +
        "to standard output. Exit status 0 after a clean end, 1 after any other",
    )
    .argument("<host:port>", "The server")
    .option("--trust <file>", "Its certificate leads to one of these, PEM")
    .option("--crl <file>", "Revocation lists of its authorities, PEM")
    .option("--pin <hex>", "Its public key has this SHA-256")
    .option("--tofu <file>", "Its key is the one it had the first time")
    .option("--accept-any", "Take any key: safe from listeners alone (open)")
    .option("--deployment-key <file>", 'As "fesa key new" writes it')
    .option(
      "--deployment-key-id <id>",
      "Which key that is: text, or hex:DIGITS",
    )
    .option("--server-name <name>", "Its name, if not the host")
    .option(
      "--settings <names>",
      "What to offer: proprietary, open, certified (default: what the options above are for)",
    )
    .option("--ciphers <names>", "What to offer: AES, 3DES, ChaCha20")
    .option("--compressions <names>", "What to offer: none, deflate")
    .option("--minimum-rsa-bits <bits>", "Shortest RSA key (default: 2048)")
    .option("--timeout <seconds>", "For the handshake (default: 10)")
    .option("--keylog <file>", "Append the connection's secrets, to debug")
    .option("--send <file>", "Send this instead of standard input")
    .option("--wait", "At the end of input, wait for the server to close")
    .option("--json", "Report events on standard error, JSON lines")
    .action(run);
}

async function run(
  target: string,
  options: ConnectCommandOptions,
): Promise<void> {
  const settings = clientOptions(target, options);
  const input = options.send === undefined
    ? process.stdin
    : openFile(options.send);
  if (options.acceptAny && settings.settings!.length > 1) warn(BESIDE_OTHERS);
  const channel = await reach(target, settings, options);
  if (!channel) return;
  if (options.json) report({ event: "established", ...agreed(channel) });
  const asked = (): void => void channel.close();
  for (const signal of SIGNALS) process.once(signal, asked);
  const { ended, left } = await pipe(channel, input, options);
  for (const signal of SIGNALS) process.removeListener(signal, asked);
  letGo(input);
  if (options.json) report({ event: "ended", ...ended });
  if (ended.how !== "clean") return fail(explainEnded(ended, options));
  const isFile = options.send !== undefined;
  if (left === "something" || (isFile && left === "unknown")) {
    fail("The server closed the channel before all input was sent");
  }
}

const BESIDE_OTHERS =
  "Warning: with --accept-any whoever is between can choose open, and any key";

/**
 * Reads no more. Deno can't take back a read that is pending, which would keep
 * the process: that is given as long as the connection may linger.
 */
function letGo(input: Readable): void {
  input.destroy();
  setTimeout(() => process.exit(), LINGER_TIMEOUT_MS).unref();
}

/** The second one is not caught any more, and ends the process. */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Connects, or says why it can't. */
async function reach(
  target: string,
  options: ConnectOptions,
  given: ClientArguments,
): Promise<SecureChannel | undefined> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  for (const signal of SIGNALS) process.once(signal, abort);
  try {
    return await connect({ ...options, signal: controller.signal });
  } catch (error) {
    const cannot = `Cannot connect to ${target}`;
    if (error instanceof ChannelError) {
      return void fail(`${cannot}: ${explainEnded(error.ended, given)}`);
    }
    if (error instanceof ProtocolError) {
      const { code, message } = error;
      return void fail(`${cannot}: ${explainRefusal(code, message, given)}`);
    }
    throw asUsageError(error);
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, abort);
  }
}

async function pipe(
  channel: SecureChannel,
  input: Readable,
  { send, wait }: ConnectCommandOptions,
) {
  try {
    return await pipeChannel(channel, {
      input,
      output: process.stdout,
      waits: wait,
    });
  } catch (error) {
    const name = send ?? "standard input";
    throw new UsageError(`Cannot read ${name}: ${fileProblem(error)}`);
  }
}

/** Opens a file now, so that nobody is dialled for one that can't be read. */
function openFile(path: string): Readable {
  try {
    const file = openSync(path, "r");
    // A directory opens, and fails only when it is read: so read nothing of it.
    readSync(file, new Uint8Array(0));
    return createReadStream(path, { fd: file, highWaterMark: 262_144 });
  } catch (error) {
    throw new UsageError(`Cannot read ${path}: ${fileProblem(error)}`);
  }
}

function agreed({ session }: SecureChannel): Record<string, unknown> {
  const { maxFrame, identity } = session;
  return { ...namesOf(session), maxFrame, identity: identity?.method };
}

function report(event: Readonly<Record<string, unknown>>): void {
  process.stderr.write(`${JSON.stringify(event)}\n`);
}

function warn(line: string): void {
  process.stderr.write(`${line}\n`);
}

function fail(line: string): void {
  process.exitCode = 1;
  warn(line);
}
