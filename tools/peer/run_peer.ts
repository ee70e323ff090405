import { createInterface } from "node:readline";
import {
  Command,
  Configuration,
  REQUIRED_WORDS,
  UNSUPPORTED_STATUS,
} from "../../conformance/contract/mod.ts";
import type { connect, listen } from "../../src/node.ts";
import { UsageError } from "../usage_error.ts";
import { ClientPeer } from "./client_peer.ts";
import { ServerPeer } from "./server_peer.ts";

/** Prints one line of the contract. */
export type Print = (event: Readonly<Record<string, unknown>>) => void;

/** What is put under the contract: the reference, or a variation of it. */
export interface Implementation {
  readonly listen: typeof listen;
  readonly connect: typeof connect;
}

/** What a peer is made with besides its printer. */
export interface PeerOptions {
  readonly implementation?: Implementation;
  /** Takes a line for people; standard error unless told otherwise. */
  readonly complain?: (line: string) => void;
}

/** How a peer is run. */
export interface RunOptions extends PeerOptions {
  /** Closes everything, and no more lines are read. */
  readonly signal?: AbortSignal;
}

/** One role under the contract. */
export interface Peer {
  /** Takes the first configuration, or a client's next one. */
  configure(configuration: Configuration): Promise<void>;
  command(command: Command): void;
  /** No more commands come: a client ends with its connection. */
  inputOver(): void;
  /** Closes everything. */
  close(): void;
  /** Resolves when nothing is left to do. */
  readonly done: Promise<void>;
}

/**
 * The reference implementation under the control contract
 * (spec/control-contract.md): reads `input` line by line, prints events, and
 * gives the exit status.
 *
 * @throws UsageError for a line that is not of the contract.
 */
export async function runPeer(
  input: NodeJS.ReadableStream,
  print: Print,
  options: RunOptions = {},
): Promise<number> {
  const { signal } = options;
  let peer: Peer | undefined;
  signal?.addEventListener("abort", () => peer?.close(), { once: true });
  for await (const line of createInterface({ input, signal })) {
    if (line.trim() === "") continue;
    const message = parseLine(line);
    if ("do" in message) {
      peer?.command(message);
      continue;
    }
    const unknown = message.requires.find((word) => !isKnown(word));
    if (unknown !== undefined) {
      print({ event: "unsupported", word: unknown });
      return UNSUPPORTED_STATUS;
    }
    peer ??= message.role === "server"
      ? new ServerPeer(print, options)
      : new ClientPeer(print, options);
    await peer.configure(message);
  }
  peer?.inputOver();
  await peer?.done;
  return 0;
}

function isKnown(word: string): boolean {
  return (REQUIRED_WORDS as readonly string[]).includes(word);
}

function parseLine(line: string): Configuration | Command {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UsageError("A line on standard input is not JSON");
  }
  const isCommand = typeof value === "object" && value !== null &&
    "do" in value;
  const parsed = (isCommand ? Command : Configuration).safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(
    `A line on standard input breaks the contract at /${
      issue.path.join("/")
    }: ${issue.message}`,
  );
}
