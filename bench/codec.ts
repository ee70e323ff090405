import assert from "node:assert/strict";
import { ClientHello, codec, codecs } from "../src/mod.ts";
import {
  decodeByHand,
  encodeByHand,
  type HandWrittenHello,
} from "./hand_written.ts";
import { pairedRatio, spread } from "./ratio.ts";
import { numberCell, ratioCell, table, title } from "./table.ts";

const ROUNDS = 25;
const BATCH = 20_000;

/**
 * The codecs of ClientHello against hand-written code, batch by batch: the
 * generated one, and the closures. Both check a value before they write it,
 * which the code by hand doesn't.
 */
export function benchCodec(): void {
  const closures = codec(ClientHello);
  const bytes = closures.encode(HELLO);
  const buffer = new Uint8Array(bytes.length);
  assert.deepEqual(decodeByHand(bytes), closures.decode(bytes));
  assert.equal(encodeByHand(HELLO, buffer, 0), bytes.length);
  assert.deepEqual(buffer, bytes);

  title(
    "Codec",
    `ClientHello of ${bytes.length} bytes; hand-written code = 1`,
  );
  const rows = [["", "ours, M/s", "by hand, M/s", "ratio"]];
  for (
    const [name, ours] of [
      ["generated", codecs.clientHello],
      ["closures", closures],
    ] as const
  ) {
    rows.push(
      row(
        `decode, ${name}`,
        () => ours.decode(bytes),
        () => decodeByHand(bytes),
      ),
      row(
        `encode, ${name}`,
        () => ours.encode(HELLO),
        () => encodeByHand(HELLO, new Uint8Array(bytes.length), 0),
      ),
      row(
        `encode into a buffer, ${name}`,
        () => ours.encodeInto(HELLO, buffer, 0),
        () => encodeByHand(HELLO, buffer, 0),
      ),
    );
  }
  table(rows);
}

function row(
  name: string,
  ours: () => unknown,
  theirs: () => unknown,
): string[] {
  const rates: [number[], number[]] = [[], []];
  for (let round = -3; round < ROUNDS; round++) {
    const pair = round % 2 === 0
      ? [rate(ours), rate(theirs)]
      : [rate(theirs), rate(ours)].reverse();
    if (round < 0) continue;
    rates[0].push(pair[0]);
    rates[1].push(pair[1]);
  }
  return [
    name,
    numberCell(spread(rates[0]).median),
    numberCell(spread(rates[1]).median),
    ratioCell(pairedRatio(...rates)),
  ];
}

/** Millions a second. */
function rate(run: () => unknown): number {
  const started = performance.now();
  for (let i = 0; i < BATCH; i++) run();
  return BATCH / (performance.now() - started) / 1000;
}

const HELLO: HandWrittenHello = {
  versions: [0x0001, 0x1a1a],
  random: Uint8Array.from({ length: 32 }, (_, i) => i),
  settings: [3, 2, 0x2a],
  ciphers: [0x0001, 0x0002, 0x0101, 0x2a2a],
  compressions: [0, 0x4a],
  maxFrame: 262_144,
  serverName: new TextEncoder().encode("server.example"),
  extensions: [
    { type: 0x0001, data: new Uint8Array(16) },
    { type: 0x3a3a, data: new Uint8Array(2) },
  ],
};
