import { createOpener } from "../../../src/protection/opener.ts";
import type { Sealer } from "../../../src/protection/sealer.ts";
import { AlertCode, FrameType } from "../../../src/schema/registries.ts";
import { concat } from "../../tester/bytes.ts";
import { replacesSealedAlerts } from "../alerts.ts";
import { rewritesEvents } from "../events.ts";
import { type Fault, inBothRoles, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";

const { close } = AlertCode;
/** So long Data waits in a mutant that drops what waits. */
const LONG_ENOUGH_TO_CLOSE_MS = 30;

/** How a channel is closed. */
export const closes: readonly Mutant[] = [
  ...both({
    name: "close-unanswered",
    requirement: "END-2",
    title: "The peer's close is followed by FIN, without the own close",
    models: "A socket's half-close, taken for the channel's",
    plant: () => {
      let isPeerClosed = false;
      return {
        ...rewritesEvents((events) => {
          isPeerClosed ||= events.some(({ type }) => type === "peerClosed");
          return events;
        }),
        ...replacesSealedAlerts((code, sent) =>
          code === close && isPeerClosed ? [] : sent
        ),
      };
    },
  }),
  ...both({
    name: "close-of-one-side",
    requirement: "END-21",
    title: "The peer's close is reported as the end, and sending goes on",
    models: "A half-close, as TCP has it",
    plant: (site) =>
      rewritesEvents((events) =>
        events.filter(({ type }) => {
          if (type !== "peerClosed") return true;
          site.print({ event: "ended", how: "clean" });
          return false;
        })
      ),
  }),
  ...both({
    name: "close-drops-output",
    requirement: "END-1",
    title: "What waits to be sent is dropped by the own close",
    models: "close() that does not flush",
    plant: (site) => {
      let waiting: Uint8Array[] = [];
      let seal: Sealer["seal"] = () => [];
      return {
        sealer: (sealer) =>
          override(sealer, {
            seal: (next) => (type, content) => {
              seal = next;
              if (type === FrameType.Alert) waiting = [];
              if (type !== FrameType.Data) return next(type, content);
              waiting.push(concat(...content));
              setTimeout(site.pump, LONG_ENOUGH_TO_CLOSE_MS);
              return [];
            },
          }),
        connection: (connection) => {
          let since = 0;
          return override(connection, {
            takeOutput: (next) => (budget) => {
              const output = next(budget);
              if (waiting.length === 0 || connection.ended) {
                since = performance.now();
                return output;
              }
              const waited = performance.now() - since;
              if (waited < LONG_ENOUGH_TO_CLOSE_MS) return output;
              const sent = waiting.flatMap((bytes) =>
                seal(FrameType.Data, [bytes])
              );
              waiting = [];
              return [...output, ...sent];
            },
          });
        },
      };
    },
  }),
  ...both({
    name: "close-does-not-wait",
    requirement: "END-12",
    title: "FIN follows the own close at once",
    models: "A close that is only sent",
    plant: () => ({
      connection: (connection) =>
        override(connection, {
          takeEvents: (next) => () => {
            const events = next();
            const isClosing = events.some(({ type }) => type === "closeSent");
            if (isClosing) connection.closeExpired();
            return isClosing ? [...events, ...next()] : events;
          },
        }),
    }),
  }),
  ...both({
    name: "close-waits-for-ever",
    requirement: "END-12",
    title: "There is no limit to the wait for the peer's close",
    models: "A state that only the other end can leave",
    plant: () => ({
      connection: (connection) =>
        override(connection, { closeExpired: () => () => undefined }),
    }),
  }),
  ...both({
    name: "crossing-close-answered",
    requirement: "END-13",
    title: "A close that crosses the own is answered with another",
    models: "A handler that does not look at the state",
    plant: (site) => {
      let isClosing = false;
      return {
        ...replacesSealedAlerts((code, sent) => {
          isClosing ||= code === close;
          return sent;
        }),
        opener: (opener) =>
          override(opener, {
            open: (next) => (length, body) => {
              const opened = next(length, body);
              const isClose = opened.innerType === FrameType.Alert &&
                opened.content[0]?.[0] === close;
              if (isClose && isClosing) {
                const code = Uint8Array.of(close);
                site.send(site.sealer.seal(FrameType.Alert, [code]));
              }
              return opened;
            },
          }),
      };
    },
  }),
  ...both({
    name: "data-after-own-close-lost",
    requirement: "END-4",
    title: "Data that comes after the own close is not delivered",
    models: "One flag for both directions of a channel",
    plant: () => {
      let isClosing = false;
      return rewritesEvents((events) =>
        events.filter(({ type }) => {
          isClosing ||= type === "closeSent";
          return !(isClosing && type === "data");
        })
      );
    },
  }),
  ...both({
    name: "bytes-after-close-parsed",
    requirement: "END-5",
    title: "What is no frame behind the peer's close is a fault",
    models: "A parser that runs on while there are bytes",
    plant: () => {
      let left = 0;
      return {
        connection: (connection) =>
          override(connection, {
            receive: (next) => (chunk) => {
              left = behindFirst(chunk);
              next(chunk);
            },
            takeEvents: (next) => () => {
              const events = next();
              const isClosed = events.some(({ type }) => type === "peerClosed");
              if (!isClosed || left === 0) return events;
              connection.fail("unexpected_frame", "Something behind the close");
              return [...events, ...next()];
            },
          }),
      };
    },
  }),
  ...both({
    name: "data-after-close-delivered",
    requirement: "END-5",
    title: "Data behind the peer's close is delivered",
    models: "A truncation attack's converse: data nobody has vouched for",
    plant: (site) => {
      let closed: number | undefined;
      return {
        opener: (opener) =>
          override(opener, {
            open: (next) => (length, body) => {
              const opened = next(length, body);
              const isClose = opened.innerType === FrameType.Alert &&
                opened.content[0]?.[0] === close;
              if (isClose) closed = opener.sequence;
              return opened;
            },
          }),
        connection: (connection) => {
          let late: Uint8Array[] = [];
          return override(connection, {
            receive: (next) => (chunk) => {
              next(chunk);
              if (closed === undefined) return;
              const use = { sequence: closed, blocks: 0 };
              closed = undefined;
              const opener = createOpener({ ...site.opening, use });
              late = dataOf(chunk, (body) => {
                try {
                  return opener.open(body.length, [body]);
                } catch {
                  return undefined;
                }
              });
            },
            takeEvents: (next) => () => {
              const events = next();
              const at = events.findIndex(({ type }) => type === "peerClosed");
              if (late.length === 0 || at < 0) return events;
              const chunks = late;
              late = [];
              return events.toSpliced(at, 0, { type: "data", chunks });
            },
          });
        },
      };
    },
  }),
];

function both(fault: Omit<Fault, "layer">): [Mutant, Mutant] {
  return inBothRoles({ ...fault, layer: "channel" });
}

/** How many bytes follow the first frame in a chunk. */
function behindFirst(chunk: Uint8Array): number {
  const size = chunk[1] << 16 | chunk[2] << 8 | chunk[3];
  return Math.max(0, chunk.length - 4 - size);
}

/** What opens as Data of the frames in a chunk. */
function dataOf(
  chunk: Uint8Array,
  open: (body: Uint8Array) =>
    | ReturnType<
      ReturnType<typeof createOpener>["open"]
    >
    | undefined,
): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at + 4 <= chunk.length;) {
    const size = chunk[at + 1] << 16 | chunk[at + 2] << 8 | chunk[at + 3];
    const opened = open(chunk.slice(at + 4, at + 4 + size));
    if (opened?.innerType === FrameType.Data) {
      found.push(concat(...opened.content));
    }
    at += 4 + size;
  }
  return found;
}
