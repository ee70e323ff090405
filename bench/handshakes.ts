import { SecuritySetting } from "../src/node.ts";
import { connectLine } from "./lines.ts";
import { pairedRatio, spread } from "./ratio.ts";
import type { Line } from "./sink.ts";
import { SinkProcess } from "./sink_process.ts";
import { numberCell, ratioCell, table, title } from "./table.ts";

const ROUNDS = 7;
const AT_ONCE = 32;
const HANDSHAKES = 640;

/** A row: its name, the line and the setting that are set up. */
const ROWS: readonly (readonly [string, Line, number])[] = [
  ["open", "aes", SecuritySetting.open],
  ["certified, validated", "aes", SecuritySetting.certified],
  ["proprietary", "proprietary", SecuritySetting.proprietary],
];

/** Connections set up and closed a second, 32 at once, against node:tls. */
export async function benchHandshakes(): Promise<void> {
  title(
    "Handshakes",
    `RSA-2048, ${AT_ONCE} at once, set up and closed; node:tls 1.2 with RSA key transport, no resumption, not validating = 1`,
  );
  const sink = await SinkProcess.start();
  const rows = [["setting", "ours, /s", "node:tls, /s", "ratio"]];
  for (const [name, line, setting] of ROWS) {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = -1; round < ROUNDS; round++) {
      const runs = [
        () => setUps(sink, line, setting),
        () => setUps(sink, "tls"),
      ];
      const swapped = round % 2 !== 0;
      if (swapped) runs.reverse();
      const rates = [await runs[0](), await runs[1]()];
      if (swapped) rates.reverse();
      if (round < 0) continue;
      ours.push(rates[0]);
      theirs.push(rates[1]);
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

async function setUps(
  sink: SinkProcess,
  line: Line,
  setting?: number,
): Promise<number> {
  let left = HANDSHAKES;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const connected = await connectLine(sink, line, setting);
      await connected.finish();
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return HANDSHAKES / (performance.now() - started) * 1000;
}
