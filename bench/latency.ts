import { type Connected, connectLine } from "./lines.ts";
import { pairedRatio, spread } from "./ratio.ts";
import { SinkProcess } from "./sink_process.ts";
import { numberCell, ratioCell, table, title } from "./table.ts";

const ROUNDS = 15;
const EXCHANGES = 400;

/** The time of a round trip of 64 bytes, against node:tls. */
export async function benchLatency(): Promise<void> {
  title(
    "Latency",
    "64 bytes there and back, median; node:tls 1.2's time over ours, so more is better",
  );
  const sink = await SinkProcess.start();
  await sink.echo();
  const [ours, theirs] = [
    await connectLine(sink, "aes"),
    await connectLine(sink, "tls"),
  ];
  const times: [number[], number[]] = [[], []];
  for (let round = -2; round < ROUNDS; round++) {
    const pair = round % 2 === 0
      ? [await roundTrip(ours), await roundTrip(theirs)]
      : [await roundTrip(theirs), await roundTrip(ours)].reverse();
    if (round < 0) continue;
    times[0].push(pair[0]);
    times[1].push(pair[1]);
  }
  await ours.finish();
  await theirs.finish();
  sink.stop();
  table([
    ["", "ours, µs", "node:tls, µs", "ratio"],
    [
      "ping-pong",
      numberCell(spread(times[0]).median),
      numberCell(spread(times[1]).median),
      ratioCell(pairedRatio(times[1], times[0])),
    ],
  ]);
}

/** The median of many, in microseconds. */
async function roundTrip(connected: Connected): Promise<number> {
  const chunk = new Uint8Array(64).fill(0x2a);
  const times: number[] = [];
  for (let i = 0; i < EXCHANGES; i++) {
    const started = performance.now();
    await connected.exchange(chunk);
    times.push(performance.now() - started);
  }
  return spread(times).median * 1000;
}
