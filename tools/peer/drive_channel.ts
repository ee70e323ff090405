import { createHash } from "node:crypto";
import { Buffer } from "node:buffer";
import process from "node:process";
import type { Command } from "../../conformance/contract/mod.ts";
import type { Ended, SecureChannel } from "../../src/node.ts";
import type { Print } from "./run_peer.ts";

/** Runs an established channel: prints what happens until it has ended. */
export async function driveChannel(
  channel: SecureChannel,
  options: { echo: boolean; print: Print },
): Promise<void> {
  const { echo, print } = options;
  print(established(channel));
  const hash = createHash("sha256");
  let count = 0;
  let isHeard = echo;
  try {
    for await (const bytes of channel) {
      count += bytes.length;
      hash.update(bytes);
      print({ event: "data", count, sha256: hash.copy().digest("hex") });
      // Where nothing can be sent any more, there may be more to read.
      if (isHeard) isHeard = await wasWritten(channel, bytes);
    }
  } catch {
    // Why it ended is what `ended` says.
  }
  print(endedEvent(await channel.ended));
}

async function wasWritten(
  channel: SecureChannel,
  bytes: Uint8Array,
): Promise<boolean> {
  try {
    await channel.write(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Carries out a command; one that can't be is a line for people. */
export function command(
  channel: SecureChannel,
  command: Command,
  output: { print: Print; complain: (line: string) => void },
): void {
  carryOut(channel, command, output.print).catch((error) => {
    output.complain(`Cannot ${command.do}: ${error.message}`);
  });
}

/** A line for people, on standard error. */
export function complainToPeople(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** An `ended` event, as the contract has it. */
export function endedEvent(ended: Ended): Record<string, unknown> {
  if (ended.how !== "alert") return { event: "ended", how: ended.how };
  const { how, code, authenticated, local } = ended;
  return { event: "ended", how, code, authenticated, local };
}

async function carryOut(
  channel: SecureChannel,
  command: Command,
  print: Print,
): Promise<void> {
  switch (command.do) {
    case "send":
      await channel.write(fromHex(command.bytes), {
        compress: command.compress,
      });
      return;
    case "ping": {
      const { bytes, compress } = command;
      await channel.ping(fromHex(bytes), { compress });
      return print({ event: "pong", bytes });
    }
    case "keyUpdate":
      channel.updateKeys({ request: Boolean(command.request) });
      return;
    case "close":
      await channel.close();
      return;
    case "abort":
      await channel.abort();
  }
}

function established(channel: SecureChannel): Record<string, unknown> {
  const { setting, cipher, compression, maxFrame, identity, binding } =
    channel.session;
  return {
    event: "established",
    setting,
    cipher,
    compression,
    maxFrame,
    ...(identity && {
      identity: {
        method: identity.method,
        ...(identity.spki && { spki: toHex(identity.spki) }),
      },
    }),
    binding: toHex(binding),
  };
}

/** Bytes of hexadecimal digits, as the contract checked them. */
export function fromHex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, "hex"));
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
