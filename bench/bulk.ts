import { createHash } from "node:crypto";
import { connectLine } from "./lines.ts";
import { pairedRatio, spread } from "./ratio.ts";
import type { Line } from "./sink.ts";
import { SinkProcess } from "./sink_process.ts";
import { numberCell, ratioCell, table, title } from "./table.ts";

const ROUNDS = 7;
/** Size of a write, and how many mebibytes of them are one measurement. */
const SIZES: readonly (readonly [string, number, number])[] = [
  ["64 B", 64, 16],
  ["1 KiB", 1_024, 48],
  ["16 KiB", 16_384, 96],
  ["64 KiB", 65_536, 128],
  ["1 MiB", 1_048_576, 128],
];

/** One connection's throughput against node:tls, in writes of several sizes. */
export async function benchBulk(): Promise<void> {
  title(
    "Bulk",
    "one connection, AES-256-GCM, to a process that hashes every byte; node:tls 1.2 = 1",
  );
  const sink = await SinkProcess.start();
  const rows = [["writes", "ours, MB/s", "node:tls, MB/s", "ratio"]];
  for (const [name, size, mebibytes] of SIZES) {
    const total = mebibytes * 1_048_576;
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = -1; round < ROUNDS; round++) {
      const order: Line[] = round % 2 === 0 ? ["aes", "tls"] : ["tls", "aes"];
      const rate: Partial<Record<Line, number>> = {};
      for (const line of order) {
        rate[line] = await throughput(sink, line, size, total);
      }
      if (round < 0) continue;
      ours.push(rate.aes!);
      theirs.push(rate.tls!);
    }
    rows.push([
      name,
      numberCell(spread(ours).median),
      numberCell(spread(theirs).median),
      ratioCell(pairedRatio(ours, theirs)),
    ]);
  }
  sink.stop();
  table(rows);
}

/**
 * Megabytes a second from the first write until the receiver has hashed the
 * last byte. Refuses a run in which a byte was lost or changed.
 */
export async function throughput(
  sink: SinkProcess,
  line: Line,
  size: number,
  total: number,
): Promise<number> {
  const chunk = Uint8Array.from({ length: size }, (_, i) => i * 31 >> 3);
  const connected = await connectLine(sink, line);
  const received = sink.received();
  const started = performance.now();
  await connected.writeAll(chunk, total / size);
  const finished = connected.finish();
  const { count, sha256 } = await received;
  const seconds = (performance.now() - started) / 1000;
  await finished;
  requireWhole(chunk, total, count, sha256);
  return total / 1e6 / seconds;
}

const expected = new Map<string, string>();

function requireWhole(
  chunk: Uint8Array,
  total: number,
  count: number,
  sha256: string,
): void {
  const key = `${chunk.length} ${total}`;
  if (!expected.has(key)) {
    const hash = createHash("sha256");
    for (let at = 0; at < total; at += chunk.length) hash.update(chunk);
    expected.set(key, hash.digest("hex"));
  }
  if (count !== total || sha256 !== expected.get(key)) {
    throw new Error(
      `The receiver got ${count} bytes of ${total}, SHA-256 ${sha256}`,
    );
  }
}
