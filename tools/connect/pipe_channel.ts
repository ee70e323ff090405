import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import type { Ended, SecureChannel } from "../../src/node.ts";

/** How a channel ended, and what was left of the input by then. */
export interface PipeResult {
  readonly ended: Ended;
  /** Of an input that was open, and silent, nobody knows. */
  readonly left: "nothing" | "something" | "unknown";
}

/**
 * Pipes `input` into a channel and the channel into `output`, each no faster
 * than the other side takes it. The end of the input closes the channel, unless
 * `waits`: then the peer is to. Resolves when the channel has ended and all that
 * it brought is written; a read of the input may be pending then.
 *
 * @throws Error where the input can't be read.
 */
export async function pipeChannel(
  channel: SecureChannel,
  options: { input: Readable; output: Writable; waits?: boolean },
): Promise<PipeResult> {
  const { input, output, waits = false } = options;
  const [ended, left] = await Promise.all([
    channel.ended,
    send(channel, input, waits),
    receive(channel, output),
  ]);
  return { ended, left };
}

async function send(
  channel: SecureChannel,
  input: Readable,
  waits: boolean,
): Promise<PipeResult["left"]> {
  const chunks = input[Symbol.asyncIterator]();
  const over = channel.ended.then(() => undefined);
  for (;;) {
    const next = await Promise.race([chunks.next(), over]).catch(
      async (error) => {
        await channel.abort();
        throw error;
      },
    );
    if (!next) return input.readableLength > 0 ? "something" : "unknown";
    if (next.done) break;
    if (!await wasTaken(channel, next.value)) return "something";
  }
  if (!waits) void channel.close();
  return "nothing";
}

/** Whether the channel took it; how it ended, if not, is `ended`'s to say. */
function wasTaken(channel: SecureChannel, chunk: Uint8Array): Promise<boolean> {
  return channel.write(chunk).then(() => true, () => false);
}

async function receive(
  channel: SecureChannel,
  output: Writable,
): Promise<void> {
  for (;;) {
    const chunk = await channel.read().catch(() => undefined);
    if (!chunk) return;
    if (!output.write(chunk)) await once(output, "drain");
  }
}
