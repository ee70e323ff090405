import type { Sealer } from "../../../src/protection/sealer.ts";
import { ProtocolError } from "../../../src/errors.ts";
import { COMPRESSED_BIT, FrameType } from "../../../src/schema/registries.ts";
import { concat } from "../../tester/bytes.ts";
import { toleratesFaults } from "../judgement.ts";
import { type Fault, inBothRoles, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";
import type { Seams } from "../seams.ts";

/** Pings and Pongs. */
export const pings: readonly Mutant[] = [
  ...both({
    name: "pong-cut",
    requirement: "PNG-1",
    title: "A Pong holds at most 256 bytes of its Ping",
    models: "A buffer of a fixed size: Heartbleed's other direction",
    plant: () => ({
      sealer: (sealer) =>
        override(sealer, {
          seal: (next) => (type, content) =>
            type === FrameType.Pong
              ? next(type, [concat(...content).slice(0, 256)])
              : next(type, content),
        }),
    }),
  }),
  ...both({
    name: "pong-padded",
    requirement: "PNG-1",
    title: "An empty Ping is answered with a Pong of sixteen bytes",
    models: "Heartbleed: more in the answer than in the question",
    plant: () => ({
      sealer: (sealer) =>
        override(sealer, {
          seal: (next) => (type, content) =>
            type === FrameType.Pong && concat(...content).length === 0
              ? next(type, [new Uint8Array(16)])
              : next(type, content),
        }),
    }),
  }),
  ...both({
    name: "empty-ping-unanswered",
    requirement: "PNG-1",
    title: "An empty Ping is not answered",
    models: "No bytes, taken for no frame",
    plant: () => ({
      sealer: (sealer) =>
        override(sealer, {
          seal: (next) => (type, content) =>
            type === FrameType.Pong && concat(...content).length === 0
              ? []
              : next(type, content),
        }),
    }),
  }),
  ...both({
    name: "pongs-reversed",
    requirement: "PNG-1",
    title: "The Pongs to Pings of one segment come in reverse order",
    models: "A stack in place of a queue",
    plant: () => sendsPongsLate((due) => due.toReversed()),
  }),
  ...both({
    name: "last-ping-answered",
    requirement: "PNG-1",
    title: "Of Pings of one segment only the last is answered",
    models: "One place for the answer that is due",
    plant: () => sendsPongsLate((due) => due.slice(-1)),
  }),
  ...both({
    name: "flood-early",
    requirement: "PNG-1",
    title: "A third Ping in one segment is a flood",
    models: "A limit on what is cheap to answer",
    plant: () => {
      let count = 0;
      return {
        connection: (connection) =>
          override(connection, {
            receive: (next) => (chunk) => {
              count = 0;
              next(chunk);
            },
          }),
        opener: (opener) =>
          override(opener, {
            open: (next) => (length, body) => {
              const opened = next(length, body);
              if (opened.innerType === FrameType.Ping && ++count > 2) {
                throw new ProtocolError("flood", "Too many Pings");
              }
              return opened;
            },
          }),
      };
    },
  }),
  ...both({
    name: "pong-unawaited-ignored",
    requirement: "PNG-4",
    title: "A Pong that no Ping awaits is passed over",
    models: "WebSocket's unsolicited Pongs",
    plant: () =>
      toleratesFaults({ code: "unexpected_frame", text: /Pong: there is no/ }),
  }),
  ...both({
    name: "pong-content-unchecked",
    requirement: "PNG-4",
    title: "A Pong's bytes are not compared with its Ping's",
    models: "An answer that counts because it came",
    plant: () => {
      const sent: Uint8Array[] = [];
      return {
        sealer: (sealer) =>
          override(sealer, {
            seal: (next) => (type, content) => {
              if (type === FrameType.Ping) sent.push(concat(...content));
              return next(type, content);
            },
          }),
        opener: (opener) =>
          override(opener, {
            open: (next) => (length, body) => {
              const opened = next(length, body);
              const ping = sent[0];
              if (opened.innerType !== FrameType.Pong || !ping) return opened;
              sent.shift();
              const { length: contentLength } = ping;
              return { ...opened, content: [ping], contentLength };
            },
          }),
      };
    },
  }),
  ...both({
    name: "pong-bit-7-unchecked",
    requirement: "PNG-4",
    title: "A Pong's bit 7 is not compared with its Ping's",
    models: "An answer that counts because it came",
    plant: () =>
      toleratesFaults({
        code: "unexpected_frame",
        text: /Pong: its compression/,
      }),
  }),
  ...both({
    name: "pings-unbounded",
    requirement: "PNG-3",
    title: "More than sixteen Pings are unanswered",
    models: "A watchdog that asks faster than it is answered",
    plant: (site) => ({
      connection: (connection) =>
        override(connection, {
          ping: (next) => (content, options) => {
            try {
              next(content, options);
            } catch (error) {
              if (!(error instanceof RangeError)) throw error;
              site.send(site.sealer.seal(FrameType.Ping, [content]));
            }
          },
        }),
    }),
  }),
];

function both(fault: Omit<Fault, "layer">): [Mutant, Mutant] {
  return inBothRoles({ ...fault, layer: "channel" });
}

/** Collects the Pongs of a segment, and sends what `choose` leaves of them. */
function sendsPongsLate(
  choose: (due: readonly Pong[]) => readonly Pong[],
): Seams {
  let seal: Sealer["seal"] = () => [];
  let due: Pong[] = [];
  return {
    sealer: (sealer) =>
      override(sealer, {
        seal: (next) => (type, content) => {
          seal = next;
          const base = type & ~COMPRESSED_BIT;
          if (base !== FrameType.Pong) return next(type, content);
          due.push({ type, content: concat(...content) });
          return [];
        },
      }),
    connection: (connection) =>
      override(connection, {
        takeOutput: (next) => (budget) => {
          const output = next(budget);
          const pongs = connection.ended ? [] : choose(due);
          due = [];
          const late = pongs.flatMap(({ type, content }) =>
            seal(type, [content])
          );
          return [...output, ...late];
        },
      }),
  };
}

interface Pong {
  readonly type: number;
  readonly content: Uint8Array;
}
