import { ProtocolError } from "../../../src/errors.ts";
import { createOpener } from "../../../src/protection/opener.ts";
import type { Sealer } from "../../../src/protection/sealer.ts";
import { AlertCode, FrameType } from "../../../src/schema/registries.ts";
import { concat } from "../../tester/bytes.ts";
import { frame } from "../../tester/frame.ts";
import { replacesClearAlerts, replacesSealedAlerts } from "../alerts.ts";
import { rewritesEvents } from "../events.ts";
import { gateFrames } from "../frame_gate.ts";
import { toleratesFaults } from "../judgement.ts";
import { type Fault, inBothRoles, inRole, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";

const { close } = AlertCode;
/** So long Data waits in a mutant that drops what waits. */
const LONG_ENOUGH_TO_CLOSE_MS = 30;

/** How a channel ends, in the frames of it. */
export const endings: readonly Mutant[] = [
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
              if (waiting.length === 0) {
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
  ...both({
    name: "pong-after-own-close",
    requirement: "END-3",
    title: "Pings are still answered after the own close",
    models: "A handler that does not look at the state",
    plant: (site) => {
      let isClosing = false;
      return {
        ...rewritesEvents((events) => {
          isClosing ||= events.some(({ type }) => type === "closeSent");
          return events;
        }),
        opener: (opener) =>
          override(opener, {
            open: (next) => (length, body) => {
              const opened = next(length, body);
              if (opened.innerType === FrameType.Ping && isClosing) {
                site.send(site.sealer.seal(FrameType.Pong, opened.content));
              }
              return opened;
            },
          }),
      };
    },
  }),
  ...both({
    name: "alert-after-own-close",
    requirement: "END-3",
    title: "A fault after the own close is still answered with an Alert",
    models: "A failure path that forgets what was said already",
    plant: (site) => {
      let isClosing = false;
      return {
        connection: (connection) =>
          override(connection, {
            takeEvents: (next) => () => {
              const events = next();
              isClosing ||= events.some(({ type }) => type === "closeSent");
              return events;
            },
            failWith: (next) => (error) => {
              if (isClosing && !connection.ended) {
                const code = Uint8Array.of(AlertCode.malformed);
                site.send(site.sealer.seal(FrameType.Alert, [code]));
              }
              next(error);
            },
          }),
      };
    },
  }),
  ...both({
    name: "alert-in-clear",
    requirement: "END-7",
    title: "Alerts are sent in clear, keys or no keys",
    models: "A failure path from before there were keys",
    plant: () =>
      replacesSealedAlerts((code, sent) =>
        code === close ? sent : [frame(FrameType.Alert, Uint8Array.of(code))]
      ),
  }),
  inRole("server", {
    layer: "channel",
    name: "alert-protected-early",
    requirement: "END-7",
    title: "Alerts are protected as soon as there are keys",
    models: "Keys, taken for the other end's readiness to use them",
    plant: (site) => {
      let sealed: readonly Uint8Array[] = [];
      const clear = replacesClearAlerts((_, sent) =>
        sealed.length > 0 ? sealed : sent
      );
      return {
        connection: (connection) =>
          override(clear.connection!(connection), {
            failWith: (next) => (error) => {
              const isEarly = site.hasKeys && !connection.session;
              if (isEarly && error instanceof ProtocolError) {
                const code = Uint8Array.of(error.alert);
                sealed = site.sealer.seal(FrameType.Alert, [code]);
              }
              next(error);
            },
          }),
      };
    },
  }),
  ...both({
    name: "clear-alert-after-opening",
    requirement: "END-8",
    title: "A clear Alert ends the connection even after Protected frames",
    models: "An attacker who ends what he can't read",
    plant: (site) => ({
      transport: (transport) =>
        gateFrames(transport, (type) => {
          const isOpening = site.hasKeys && site.opener.sequence > 0;
          if (type !== FrameType.Alert || !isOpening) return "pass";
          site.connection.transportLost();
          site.pump();
          return "drop";
        }),
    }),
  }),
  ...both({
    name: "clear-alert-answered",
    requirement: "END-10",
    title: "A clear Alert is answered with an Alert",
    models: "One failure path for whatever comes",
    plant: (site) =>
      rewritesEvents((events) => {
        const answered = events.some((event) =>
          event.type === "ended" && event.ended.how === "alert" &&
          !event.ended.local && !event.ended.authenticated
        );
        if (answered) site.send([frame(FrameType.Alert, Uint8Array.of(0x50))]);
        return events;
      }),
  }),
  ...both({
    name: "alert-answered",
    requirement: "END-10",
    title: "A protected Alert is answered with close",
    models: "A polite end to every conversation",
    plant: (site) => ({
      opener: (opener) =>
        override(opener, {
          open: (next) => (length, body) => {
            const opened = next(length, body);
            const isFatal = opened.innerType === FrameType.Alert &&
              opened.content[0]?.[0] !== close;
            if (isFatal) {
              const code = Uint8Array.of(close);
              site.send(site.sealer.seal(FrameType.Alert, [code]));
            }
            return opened;
          },
        }),
    }),
  }),
  ...both({
    name: "eof-answered",
    requirement: "END-10",
    title: "EOF without a close is answered with an Alert",
    models: "One failure path for whatever comes",
    plant: () => ({
      connection: (connection) =>
        override(connection, {
          receiveEnd: (next) => () => {
            if (!connection.isClosing) connection.fail("aborted", "EOF");
            next();
          },
        }),
    }),
  }),
  ...both({
    name: "unknown-alert-ignored",
    requirement: "END-11",
    title: "Alerts of codes that it does not know are passed over",
    models: "TLS's warning alerts",
    plant: () => ({
      ...toleratesFaults({ code: "flood", text: /an alert/ }),
      opener: (opener) =>
        override(opener, {
          open: (next) => (length, body) => {
            const opened = next(length, body);
            const code = opened.content[0]?.[0];
            const isKnown = Object.values<number>(AlertCode).includes(code);
            if (opened.innerType !== FrameType.Alert || isKnown) return opened;
            return {
              innerType: FrameType.Data,
              content: [Uint8Array.of(0)],
              contentLength: 1,
            };
          },
        }),
    }),
  }),
  ...both({
    name: "abort-as-close",
    requirement: "END-18",
    title: "An application that gives up is said to close",
    models: "One way out for all reasons",
    plant: () => ({
      connection: (connection) =>
        override(connection, {
          fail: (next) => (code, message) => {
            if (code === "aborted" && connection.session) connection.close();
            else next(code, message);
          },
        }),
    }),
  }),
];

function both(fault: Omit<Fault, "layer">): [Mutant, Mutant] {
  return inBothRoles({ ...fault, layer: "channel" });
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
