import process from "node:process";
import { SecuritySetting } from "../src/node.ts";
import { throughput } from "./bulk.ts";
import { countBytes } from "./byte_counter.ts";
import { connectLine } from "./lines.ts";
import { pairedRatio, spread } from "./ratio.ts";
import type { Line } from "./sink.ts";
import { SinkProcess } from "./sink_process.ts";
import { numberCell, ratioCell, table, title } from "./table.ts";

const SETTINGS: readonly (readonly [string, Line, number])[] = [
  ["proprietary", "proprietary", SecuritySetting.proprietary],
  ["open", "aes", SecuritySetting.open],
  ["certified", "aes", SecuritySetting.certified],
];
const SET_UPS = 150;
const ROUNDS = 7;

/**
 * The source document's own claims, on this implementation: `proprietary` is
 * "fast" and "lightweight", the RSA settings are "slower" and bring "more
 * network traffic", and either of AES and Triple DES can be had.
 */
export async function benchClaims(): Promise<void> {
  const sink = await SinkProcess.start();
  await settings(sink);
  await ciphers(sink);
  sink.stop();
}

async function settings(sink: SinkProcess): Promise<void> {
  title(
    "The three settings",
    `set-up one at a time, medians; both ends' processor time; bytes on the wire, both ways`,
  );
  const rows = [[
    "setting",
    "set-up, ms",
    "CPU a set-up, ms",
    "bytes, set-up and close",
    "bytes, 1 MB of JSON rows",
  ]];
  for (const [name, line, setting] of SETTINGS) {
    const counter = await countBytes(sink.ports[line]);
    const direct = () => connectLine(sink, line, setting);
    const counted = () => connectLine(sink, line, setting, counter.port);
    for (let i = 0; i < 20; i++) await (await direct()).finish();

    const times: number[] = [];
    const cpuBefore = await cpu(sink);
    for (let i = 0; i < SET_UPS; i++) {
      const started = performance.now();
      const connected = await direct();
      times.push(performance.now() - started);
      await connected.finish();
    }
    const used = (await cpu(sink) - cpuBefore) / SET_UPS / 1000;

    await (await counted()).finish();
    const empty = counter.take();
    const connected = await counted();
    const received = sink.received();
    await connected.writeAll(JSON_ROWS, 1);
    await connected.finish();
    await received;
    const full = counter.take();
    counter.stop();
    rows.push([
      name,
      numberCell(spread(times).median),
      numberCell(used),
      numberCell(empty),
      numberCell(full),
    ]);
  }
  table(rows);
}

async function ciphers(sink: SinkProcess): Promise<void> {
  title("AES or 3DES", "bulk in `open`, writes of 16 KiB; AES-256-GCM = 1");
  const aes: number[] = [];
  const tripleDes: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    // The same few mebibytes for both, or 3DES would take minutes.
    const fast = await throughput(sink, "aes", 16_384, 8 * 1_048_576);
    const slow = await throughput(sink, "3des", 16_384, 8 * 1_048_576);
    if (round < 0) continue;
    aes.push(fast);
    tripleDes.push(slow);
  }
  table([
    ["", "3DES, MB/s", "AES, MB/s", "ratio"],
    [
      "3DES-CBC-HMAC",
      numberCell(spread(tripleDes).median),
      numberCell(spread(aes).median),
      ratioCell(pairedRatio(tripleDes, aes)),
    ],
  ]);
}

/** Processor time of both processes so far, in microseconds. */
async function cpu(sink: SinkProcess): Promise<number> {
  const { user, system } = process.cpuUsage();
  return user + system + await sink.cpu();
}

/** A megabyte as an application server sends it: a query's rows. */
const JSON_ROWS = new TextEncoder().encode(jsonRows(1_000_000));

function jsonRows(size: number): string {
  const rows: string[] = [];
  let length = 0;
  for (let id = 1; length < size; id++) {
    const row = JSON.stringify({
      id,
      account: `4${(id * 7_919 % 100_000).toString().padStart(5, "0")}`,
      posted: `2026-${String(id % 12 + 1).padStart(2, "0")}-${
        String(id % 28 + 1).padStart(2, "0")
      }`,
      amount: (id * 48_271 % 1_000_003) / 100,
      currency: ["HKD", "USD", "EUR", "CNY"][id % 4],
      memo: `Invoice ${id * 31 % 9_973} of branch ${id % 17}`,
    });
    rows.push(row);
    length += row.length + 1;
  }
  return rows.join("\n").slice(0, size);
}
