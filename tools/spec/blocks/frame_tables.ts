import {
  AEAD_TAG_SIZE,
  COMPRESSED_BIT,
  DEFAULT_MAX_FRAME,
  FrameHeader,
  type FrameRow,
  FRAMES,
  FrameType,
  HASH_SIZE,
  layoutOf,
  leastSize,
  MAX_MAX_FRAME,
  MIN_MAX_FRAME,
  TDES_BLOCK_SIZE,
  TDES_MAC_SIZE,
} from "../../../src/mod.ts";
import { table } from "../table.ts";
import { diagramFence } from "./fence.ts";
import { codePoint, count } from "./notation.ts";
import { packetDiagram, ruler } from "./packet_diagram.ts";

/** The one shape on the wire. */
export function frameDiagram(): string {
  const diagram = packetDiagram(layoutOf(FrameHeader), "body: length bytes");
  return diagramFence(`${ruler()}\n${diagram}`);
}

/** Every frame type: where it stands, and how long its body may be. */
export function frameTypesTable(): string {
  return table(["type", "name", "where", "length of the body"], [
    ...FRAMES.map((row) => [
      types(row),
      names(row),
      row.where === "either" ? "clear and inner" : row.where,
      lengths(row),
    ]),
    [
      codePoint(FrameType.Protected, 1),
      "[Protected](#protected)",
      "clear",
      "≤ L; before Established, exact",
    ],
  ]);
}

/** The size of what is sealed, by the size p of its plaintext. */
export function sealedSizesTable(): string {
  const finished = 1 + HASH_SIZE;
  const block = TDES_BLOCK_SIZE;
  return table(
    ["cipher", "bytes", `sealed Finished, p = ${finished}`],
    [
      [
        "an AEAD (0x0001, 0x0101, private)",
        `p + ${AEAD_TAG_SIZE}`,
        String(aead(finished)),
      ],
      [
        "3DES (0x0002)",
        `${block} + ${block}·(⌊p/${block}⌋ + 1) + ${TDES_MAC_SIZE}`,
        String(tripleDes(finished)),
      ],
    ],
  );
}

/** L, the longest body of Protected, for some values of maxFrame. */
export function longestBodiesTable(): string {
  return table(
    ["maxFrame", "L, AEAD", "L, 3DES"],
    [MIN_MAX_FRAME, 65_536, DEFAULT_MAX_FRAME, MAX_MAX_FRAME].map((size) => [
      count(size),
      count(aead(1 + size)),
      count(tripleDes(1 + size)),
    ]),
  );
}

function aead(plain: number): number {
  return plain + AEAD_TAG_SIZE;
}

function tripleDes(plain: number): number {
  const block = TDES_BLOCK_SIZE;
  return block + block * (Math.floor(plain / block) + 1) + TDES_MAC_SIZE;
}

/** Where the pages describe each message. */
const SECTIONS: Readonly<Record<FrameRow["name"], string>> = {
  ClientHello: "messages.md#clienthello",
  ServerHello: "messages.md#serverhello",
  ServerKey: "messages.md#serverkey",
  ServerCertificate: "messages.md#servercertificate",
  ClientKeyExchange: "messages.md#clientkeyexchange",
  Finished: "messages.md#finished",
  Data: "channel.md#data",
  Ping: "channel.md#ping-and-pong",
  Pong: "channel.md#ping-and-pong",
  KeyUpdate: "channel.md#keyupdate",
  Alert: "failures.md#alert",
  Protected: "frames.md#protected",
};

function types({ type, compressible }: FrameRow): string {
  const plain = codePoint(type, 1);
  return compressible
    ? `${plain} / ${codePoint(type | COMPRESSED_BIT, 1)}`
    : plain;
}

function names({ name, compressible }: FrameRow): string {
  const link = `[${name}](${SECTIONS[name]})`;
  return compressible ? `${link} / compressed` : link;
}

function lengths({ maxLength, message, compressible }: FrameRow): string {
  const layout = layoutOf(message);
  const least = leastSize(layout);
  if (maxLength === "maxFrame") {
    const plain = `${least}..maxFrame`;
    return compressible && least === 0 ? `${plain} / 1..maxFrame` : plain;
  }
  return least === maxLength ? String(least) : `≤ ${count(maxLength)}`;
}
