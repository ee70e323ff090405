import { FrameType } from "../../../src/schema/registries.ts";
import { frame } from "../../tester/frame.ts";
import { rewritesEvents } from "../events.ts";
import { gateFrames } from "../frame_gate.ts";
import { type Fault, inBothRoles, inRole, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";

const ONLY_FROM_SERVERS: readonly number[] = [
  FrameType.ServerHello,
  FrameType.ServerKey,
  FrameType.ServerCertificate,
];

/** Frames that are taken in a state, or a form, that they do not belong to. */
export const states: readonly Mutant[] = [
  ...inBothRoles({
    layer: "frames",
    name: "clear-finished-skipped",
    requirement: "FRM-4",
    title: "A Finished in clear is passed over",
    models: "SMACK: a message that is taken for one that may be left out",
    plant: () => ({
      transport: (transport) =>
        gateFrames(
          transport,
          (type) => type === FrameType.Finished ? "drop" : "pass",
        ),
    }),
  }),
  ...inBothRoles({
    layer: "frames",
    name: "clear-data-delivered",
    requirement: "FRM-4",
    title: "Data in clear is awaited, and delivered like any other",
    models: "What was injected before STARTTLS, and read behind it",
    plant: (site) => {
      const taken: Uint8Array[] = [];
      return {
        transport: (transport) =>
          gateFrames(
            transport,
            (type) =>
              type !== FrameType.Data ? "pass" : (whole) => {
                if (site.connection.session) taken.push(whole.subarray(4));
                setImmediate(site.pump);
                return [];
              },
          ),
        ...rewritesEvents((events) =>
          taken.length === 0
            ? events
            : [...events, { type: "data", chunks: taken.splice(0) }]
        ),
      };
    },
  }),
  ...inBothRoles({
    layer: "frames",
    name: "empty-body-skipped",
    requirement: "FRM-6",
    title: "A clear frame without a body is passed over",
    models: "A loop over the bytes of a body that has nothing to do",
    plant: (site) => ({
      transport: (transport) =>
        gateFrames(
          transport,
          (type, length) =>
            length === 0 && site.handshake.accepts.includes(type)
              ? "drop"
              : "pass",
        ),
    }),
  }),
  server({
    name: "clear-ping-answered",
    requirement: "FRM-4",
    title: "A Ping in clear is answered with a Pong in clear",
    models: "Heartbleed's way in: heartbeats that are served in every state",
    plant: (site) => ({
      transport: (transport) =>
        gateFrames(
          transport,
          (type) =>
            type !== FrameType.Ping ? "pass" : (whole) => {
              site.send([frame(FrameType.Pong, whole.subarray(4))]);
              site.pump();
              return [];
            },
        ),
    }),
  }),
  server({
    name: "own-frames-skipped",
    requirement: "FRM-4",
    title: "Frames that only a server sends are passed over",
    models: "One table of frames for both directions",
    plant: () => ({
      transport: (transport) =>
        gateFrames(
          transport,
          (type) => ONLY_FROM_SERVERS.includes(type) ? "drop" : "pass",
        ),
    }),
  }),
  server({
    name: "early-frame-kept",
    requirement: "FRM-4",
    title: "A frame of a later step is kept until it is due",
    models: "Messages that are put in order, as DTLS must",
    plant: (site) => {
      const early: Uint8Array[] = [];
      const isDue = (type: number) => site.handshake.accepts.includes(type);
      return {
        transport: (transport) =>
          gateFrames(transport, (type) => {
            const isLater = type === FrameType.ClientKeyExchange ||
              type === FrameType.Protected;
            if (!isLater || isDue(type) || site.hasKeys) return "pass";
            return (whole) => {
              early.push(whole);
              return [];
            };
          }),
        connection: (connection) =>
          override(connection, {
            receive: (next) => (chunk) => {
              next(chunk);
              const [first] = early;
              if (first && isDue(first[0])) next(early.splice(0, 1)[0]);
            },
          }),
      };
    },
  }),
  server({
    name: "exchange-replaced",
    requirement: "FRM-4",
    title: "Until there are keys another ClientKeyExchange is awaited",
    models: "A state that is only left when work in the background is done",
    plant: (site) => ({
      transport: (transport) =>
        gateFrames(transport, (type) => {
          const { state } = site.handshake;
          const isAgain = type === FrameType.ClientKeyExchange &&
            state === "WAIT_SEALED";
          return isAgain ? "drop" : "pass";
        }),
    }),
  }),
];

function server(fault: Omit<Fault, "layer">): Mutant {
  return inRole("server", { ...fault, layer: "frames" });
}
