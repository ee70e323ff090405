import { FrameType } from "../../../src/schema/registries.ts";
import {
  isPossibleBodySize,
  maximumBodySize,
} from "../../../src/protection/body_size.ts";
import { frame } from "../../tester/frame.ts";
import { gateFrames } from "../frame_gate.ts";
import { inBothRoles, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";

const KNOWN: readonly number[] = Object.values(FrameType);
const collect = (whole: Uint8Array): readonly Uint8Array[] => [whole];

/** Frames whose headers are judged too late, too early, or not at all. */
export const limits: readonly Mutant[] = [
  ...inBothRoles({
    layer: "frames",
    name: "protected-limit-after-body",
    requirement: "FRM-12",
    title: "The limit of a Protected frame is looked at once its body is there",
    models: "A buffer that grows to whatever length a stranger claims",
    plant: (site) => ({
      transport: (transport) =>
        gateFrames(transport, (type, length) => {
          const { session } = site.connection;
          if (type !== FrameType.Protected || !session) return "pass";
          const most = maximumBodySize(session.cipher, session.maxFrame);
          return length > most ? collect : "pass";
        }),
    }),
  }),
  ...inBothRoles({
    layer: "frames",
    name: "impossible-size-after-body",
    requirement: "PRO-16",
    title: "A size that can't be right is found once the body is there",
    models: "A cipher that is asked what its caller could know",
    plant: (site) => ({
      transport: (transport) =>
        gateFrames(transport, (type, length) => {
          const { session } = site.connection;
          if (type !== FrameType.Protected || !session) return "pass";
          return isPossibleBodySize(session.cipher, length) ? "pass" : collect;
        }),
    }),
  }),
  ...inBothRoles({
    layer: "frames",
    name: "fault-overtakes",
    requirement: "FRM-8",
    title: "A bad header ends the connection before the frames in front of it",
    models: "A parser that runs ahead of what it parses for",
    plant: (site) => ({
      transport: (transport) =>
        override(transport, {
          start: (next) => (handler) =>
            next({
              ...handler,
              onData(chunk) {
                if (site.hasKeys && endsInUnknown(chunk)) {
                  site.fail("unexpected_frame", "Seen from afar");
                }
                handler.onData(chunk);
              },
            }),
        }),
    }),
  }),
  ...inBothRoles({
    layer: "frames",
    name: "empty-alert-as-close",
    requirement: "FRM-6",
    title: "A clear Alert without its code counts as code 0",
    models: "A byte that is read past the end of what came",
    plant: () => ({
      transport: (transport) =>
        gateFrames(
          transport,
          (type, length) =>
            type === FrameType.Alert && length === 0
              ? () => [frame(FrameType.Alert, Uint8Array.of(0))]
              : "pass",
        ),
    }),
  }),
];

/** Whether a segment of several frames has one of an unknown type. */
function endsInUnknown(chunk: Uint8Array): boolean {
  for (let at = 0; at + 4 <= chunk.length;) {
    if (at > 0 && !KNOWN.includes(chunk[at])) return true;
    at += 4 + (chunk[at + 1] << 16 | chunk[at + 2] << 8 | chunk[at + 3]);
  }
  return false;
}
