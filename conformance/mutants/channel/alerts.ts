import { ProtocolError } from "../../../src/errors.ts";
import { AlertCode, FrameType } from "../../../src/schema/registries.ts";
import { frame } from "../../tester/frame.ts";
import { replacesClearAlerts, replacesSealedAlerts } from "../alerts.ts";
import { rewritesEvents } from "../events.ts";
import { gateFrames } from "../frame_gate.ts";
import { toleratesFaults } from "../judgement.ts";
import { type Fault, inBothRoles, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";

const { close } = AlertCode;

/** Frames and Alerts at the end of a channel: in which form, and whether at all. */
export const alerts: readonly Mutant[] = [
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
  ...both({
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
