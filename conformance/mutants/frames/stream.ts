import { FRAMES, longestClearBody } from "../../../src/schema/frames.ts";
import { FrameType } from "../../../src/schema/registries.ts";
import { gateFrames } from "../frame_gate.ts";
import { inBothRoles, inRole, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";

const KNOWN: readonly number[] = Object.values(FrameType);
const CLEAR: readonly number[] = FRAMES
  .filter(({ type, maxLength }) =>
    type !== FrameType.Protected && maxLength !== "maxFrame"
  ).map(({ type }) => type);

/** Frames cut, joined, and judged by their headers. */
export const stream: readonly Mutant[] = [
  ...inBothRoles({
    layer: "frames",
    name: "unknown-type-skipped",
    requirement: "FRM-4",
    title: "Frames of an unknown type are passed over",
    models: "Tolerance for what a later version may bring",
    plant: () => ({
      transport: (transport) =>
        gateFrames(
          transport,
          (type) => KNOWN.includes(type) ? "pass" : "drop",
        ),
    }),
  }),
  ...inBothRoles({
    layer: "frames",
    name: "repeated-hello-skipped",
    requirement: "FRM-4",
    title: "A hello that comes once more is passed over",
    models: "A renegotiation that was half removed",
    plant: (site) => ({
      transport: (transport) =>
        gateFrames(transport, (type) => {
          const isHello = type === FrameType.ClientHello ||
            type === FrameType.ServerHello;
          return isHello && !site.handshake.accepts.includes(type)
            ? "drop"
            : "pass";
        }),
    }),
  }),
  ...inBothRoles({
    layer: "frames",
    name: "type-after-body",
    requirement: "FRM-3",
    title: "A frame is judged only once its whole body is there",
    models: "A reader that collects a frame before anybody looks at it",
    plant: () => ({
      transport: (transport) => gateFrames(transport, () => (frame) => [frame]),
    }),
  }),
  ...inBothRoles({
    layer: "frames",
    name: "length-before-type",
    requirement: "FRM-3",
    title: "The length is judged before the type",
    models: "One limit for all frames, in front of the dispatch",
    plant: (site) => ({
      transport: (transport) =>
        gateFrames(transport, (type, length) => {
          const accepted = site.handshake.accepts.includes(type);
          if (accepted || type === FrameType.Protected) return "pass";
          if (length <= 16_384) return "pass";
          site.fail("frame_too_large", "Too large");
          return "drop";
        }),
    }),
  }),
  ...inBothRoles({
    layer: "frames",
    name: "clear-limit-after-body",
    requirement: "FRM-5",
    title: "The limit of a clear frame is looked at once its body is there",
    models: "A buffer that grows to whatever length a stranger claims",
    plant: () => ({
      transport: (transport) =>
        gateFrames(transport, (type, length) => {
          const late = CLEAR.includes(type) && length > longestClearBody(type);
          return late ? (frame) => [frame] : "pass";
        }),
    }),
  }),
  ...inBothRoles({
    layer: "frames",
    name: "split-header-lost",
    requirement: "FRM-2",
    title: "One to three bytes of a header at a segment's end are lost",
    models: "A read that takes what is there for what was asked",
    plant: () => ({
      transport: (transport) => {
        let left = 0;
        return override(transport, {
          start: (next) => (handler) =>
            next({
              ...handler,
              onData(chunk) {
                let at = left;
                while (at + 4 <= chunk.length) {
                  at += 4 + (chunk[at + 1] << 16 | chunk[at + 2] << 8 |
                    chunk[at + 3]);
                }
                const whole = at > chunk.length ? chunk : chunk.subarray(0, at);
                left = Math.max(0, at - chunk.length);
                if (whole.length > 0) handler.onData(whole);
              },
            }),
        });
      },
    }),
  }),
  ...inBothRoles({
    layer: "frames",
    name: "third-frame-stalls",
    requirement: "FRM-2",
    title: "Of frames that come together the third waits for more bytes",
    models: "A loop over a segment that ends too early",
    plant: () => ({
      transport: (transport) => {
        let count = 0;
        let stalled: Uint8Array[] = [];
        const counted = override(transport, {
          start: (next) => (handler) =>
            next({
              ...handler,
              onData(chunk) {
                count = 0;
                const waiting = stalled;
                stalled = [];
                for (const frame of [...waiting, chunk]) handler.onData(frame);
              },
            }),
        });
        const stall = (frame: Uint8Array): readonly Uint8Array[] => {
          stalled.push(frame);
          return [];
        };
        return gateFrames(counted, () => ++count <= 2 ? "pass" : stall);
      },
    }),
  }),
  inRole("server", {
    layer: "frames",
    name: "greets-first",
    requirement: "NEG-21",
    title: "The server sends a frame before it has been spoken to",
    models: "A banner",
    plant: () => ({
      transport: (transport) =>
        override(transport, {
          start: (next) => (handler) => {
            next(handler);
            transport.write([Uint8Array.of(FrameType.Data, 0, 0, 1, 0x66)]);
          },
        }),
    }),
  }),
];
