import { FrameType } from "../../../src/schema/registries.ts";
import { concat } from "../../tester/bytes.ts";
import { toleratesFaults } from "../judgement.ts";
import { type Fault, inBothRoles, inRole, type Mutant } from "../mutant.ts";
import { override } from "../override.ts";
import { rewritesEvents } from "../events.ts";

/** Data that is lost, changed or taken where it must not be. */
export const data: readonly Mutant[] = [
  ...both({
    name: "empty-data-accepted",
    requirement: "DAT-2",
    title: "Data without content is passed over",
    models: "A loop that has nothing to do and goes on",
    plant: () => toleratesFaults({ code: "malformed", text: /Data is empty/ }),
  }),
  ...both({
    name: "data-swapped",
    requirement: "DAT-1",
    title: "Two frames of Data that come together are delivered swapped",
    models: "A pool of workers between the frames and the stream",
    plant: () =>
      rewritesEvents((events) => {
        const first = events.findIndex(({ type }) => type === "data");
        const second = events.findIndex(({ type }, i) =>
          i > first && type === "data"
        );
        return second < 0 ? events : events
          .with(first, events[second]).with(second, events[first]);
      }),
  }),
  ...both({
    name: "data-cut-to-text",
    requirement: "DAT-1",
    title: "Bytes above 0x7f are sent as question marks",
    models: "A stream of bytes that was once text",
    plant: () => ({
      sealer: (sealer) =>
        override(sealer, {
          seal: (next) => (type, content) =>
            type === FrameType.Data
              ? next(type, [
                concat(...content).map((byte) => byte > 0x7f ? 0x3f : byte),
              ])
              : next(type, content),
        }),
    }),
  }),
  ...both({
    name: "data-before-fault-lost",
    requirement: "END-20",
    title: "Data that came with a fault, or the end, is not delivered",
    models: "A failure that overtakes what came before it",
    plant: () =>
      rewritesEvents((events) =>
        events.some(({ type }) => type === "ended" || type === "peerClosed")
          ? events.filter(({ type }) => type !== "data")
          : events
      ),
  }),
  inRole("server", {
    layer: "channel",
    name: "echo-before-close-lost",
    requirement: "CNF-3",
    title: "An echo sends back all bytes but the last of a segment",
    models: "An off-by-one in an application",
    plant: () =>
      rewritesEvents((events) =>
        events.map((event) =>
          event.type === "data"
            ? { ...event, chunks: [concat(...event.chunks).slice(0, -1)] }
            : event
        )
      ),
  }),
];

function both(fault: Omit<Fault, "layer">): [Mutant, Mutant] {
  return inBothRoles({ ...fault, layer: "channel" });
}
