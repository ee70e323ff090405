import { clientCase, serverCase } from "../../runner/case.ts";
import { concat, hex } from "../../tester/bytes.ts";
import {
  FrameType,
  MAX_OUTSTANDING_PINGS,
  MIN_MAX_FRAME,
} from "../../tester/registry.ts";
import { Violation } from "../../tester/violation.ts";
import type { Tester } from "../both_roles.ts";

type Commanded =
  | { do: "send"; bytes: string; compress?: boolean }
  | { do: "ping"; bytes: string; compress?: boolean }
  | { do: "keyUpdate"; request: boolean }
  | { do: "close" }
  | { do: "abort" };

interface CommandFields {
  readonly name: string;
  readonly title: string;
  readonly requirements: readonly string[];
  /** What the tester offers or grants; the usual where it is left out. */
  readonly maxFrame?: number;
  readonly compression?: boolean;
  readonly alone?: boolean;
  readonly waits?: boolean;
  readonly run: (
    peer: Tester,
    tell: (command: Commanded) => Promise<void>,
    random: (size: number) => Uint8Array,
  ) => Promise<void>;
}

/** What the target's application asks for, seen on the wire. */
export const commanded = [
  ...onCommand({
    name: "sends-data",
    title: "Data that the application hands over arrives byte for byte",
    requirements: ["DAT-1", "PRO-1"],
    async run(peer, tell, random) {
      const pieces = [random(1), random(3_000), random(40_000)];
      for (const bytes of pieces) await tell({ do: "send", bytes: hex(bytes) });
      await peer.expectData(concat(...pieces));
    },
  }),
  ...onCommand({
    name: "sends-small-frames",
    title: "Data is cut into frames of the maxFrame that was agreed",
    requirements: ["PRO-13", "DAT-1"],
    maxFrame: MIN_MAX_FRAME,
    async run(peer, tell, random) {
      const bytes = random(3 * MIN_MAX_FRAME + 1);
      await tell({ do: "send", bytes: hex(bytes) });
      await peer.expectData(bytes);
    },
  }),
  ...onCommand({
    name: "compresses-small-pieces",
    title: "No frame inflates to more than maxFrame − 1,024 bytes",
    requirements: ["CMP-6", "DAT-1"],
    maxFrame: MIN_MAX_FRAME,
    compression: true,
    async run(peer, tell) {
      const bytes = new Uint8Array(5 * MIN_MAX_FRAME).fill(0x61);
      await tell({ do: "send", bytes: hex(bytes), compress: true });
      await peer.expectData(bytes);
    },
  }),
  ...onCommand({
    name: "closes",
    title: "A target told to close sends its Data, then close, then FIN",
    requirements: ["END-1", "END-12"],
    async run(peer, tell, random) {
      const bytes = random(5_000);
      await tell({ do: "send", bytes: hex(bytes) });
      await tell({ do: "close" });
      await peer.expectClose();
      if (hex(peer.takeData()) !== hex(bytes)) {
        throw new Violation("END-1", "all Data before close", "less, or other");
      }
      peer.sendAlert("close");
      await peer.expectEnd("FIN after both closes", "END-12");
    },
  }),
  ...onCommand({
    name: "closes-cross",
    title: "A peer's close that crosses the target's own answers it",
    requirements: ["END-13", "END-2"],
    async run(peer, tell) {
      await tell({ do: "close" });
      peer.sendAlert("close");
      await peer.expectClose("END-13");
      await peer.expectEnd("FIN, and no second close", "END-13");
    },
  }),
  ...onCommand({
    name: "waits-for-close",
    title: "After its own close the target waits for its peer's before FIN",
    requirements: ["END-12", "END-4"],
    async run(peer, tell) {
      await tell({ do: "close" });
      await peer.expectClose();
      const seen = await peer.next(600);
      if (seen.kind !== "silence") {
        throw peer.unexpected(seen, "END-12", "nothing until its peer's close");
      }
      peer.sendAlert("close");
      await peer.expectEnd("FIN after both closes", "END-12");
    },
  }),
  ...onCommand({
    name: "close-deadline",
    title: "A close that is not answered ends after five seconds",
    requirements: ["END-12"],
    // It waits for long, and others need not wait with it.
    alone: false,
    waits: true,
    async run(peer, tell) {
      await tell({ do: "close" });
      await peer.expectClose();
      const seen = await peer.next(8_000);
      if (seen.kind === "fin" || seen.kind === "reset") return;
      throw peer.unexpected(seen, "END-12", "FIN 5 s after its own close");
    },
  }),
  ...onCommand({
    name: "reads-after-its-close",
    title: "After its own close the target still opens frames, unanswered",
    requirements: ["END-4", "END-3"],
    async run(peer, tell, random) {
      await tell({ do: "close" });
      await peer.expectClose();
      peer.send(FrameType.Data, random(100));
      peer.send(FrameType.Ping, random(8));
      peer.sendKeyUpdate(1);
      peer.sendAlert("close");
      await peer.expectEnd("FIN, and no frame before it", "END-3");
    },
  }),
  ...onCommand({
    name: "aborts",
    title: "A target told to abort sends aborted",
    requirements: ["END-18"],
    async run(peer, tell) {
      await tell({ do: "abort" });
      await peer.expectAlert("aborted", "END-18");
    },
  }),
  ...onCommand({
    name: "updates-keys",
    title: "A target told to update its keys sends KeyUpdate and goes on",
    requirements: ["KUP-2", "KUP-9"],
    async run(peer, tell, random) {
      for (const request of [false, true]) {
        const before = peer.opener!.generation;
        await tell({ do: "keyUpdate", request });
        const bytes = random(20);
        await tell({ do: "send", bytes: hex(bytes) });
        await peer.expectData(bytes, "KUP-2");
        if (peer.opener!.generation === before) {
          throw new Violation("KUP-2", "a KeyUpdate", "none before the Data");
        }
        await peer.ping();
      }
    },
  }),
  ...onCommand({
    name: "pong-mismatch",
    title: "A Pong with other bytes than its Ping ends the connection",
    requirements: ["PNG-4"],
    async run(peer, tell, random) {
      const bytes = random(8);
      await tell({ do: "ping", bytes: hex(bytes) });
      await untilPing(peer, bytes);
      peer.send(FrameType.Pong, bytes.map((byte) => byte ^ 1));
      await peer.expectAlert("unexpected_frame", "PNG-4");
    },
  }),
  ...onCommand({
    name: "pong-bit-7-mismatch",
    title: "A compressed Pong to a Ping that was not ends the connection",
    requirements: ["PNG-4"],
    compression: true,
    async run(peer, tell, random) {
      const bytes = random(8);
      await tell({ do: "ping", bytes: hex(bytes), compress: false });
      await untilPing(peer, bytes);
      peer.send(FrameType.Pong, bytes, { compress: true });
      await peer.expectAlert("unexpected_frame", "PNG-4");
    },
  }),
  ...onCommand({
    name: "fault-after-its-close",
    title: "A fault that comes after the target's close gets no Alert",
    requirements: ["END-3", "END-16", "FRM-9"],
    async run(peer, tell) {
      await tell({ do: "close" });
      await peer.expectClose();
      peer.send(FrameType.Data, new Uint8Array(0));
      await peer.expectEnd("FIN without an Alert", "END-3");
    },
  }),
  ...onCommand({
    name: "sixteen-pings",
    title:
      "At most sixteen Pings are unanswered, whatever the application asks",
    requirements: ["PNG-3"],
    async run(peer, tell, random) {
      for (let i = 0; i < MAX_OUTSTANDING_PINGS + 4; i++) {
        await tell({ do: "ping", bytes: hex(random(8)) });
      }
      const unanswered = await pingsUntilSilence(peer);
      if (unanswered <= MAX_OUTSTANDING_PINGS) return;
      throw new Violation(
        "PNG-3",
        `at most ${MAX_OUTSTANDING_PINGS} unanswered Pings`,
        `${unanswered}`,
      );
    },
  }),
];

/** How many Pings come while none is answered. */
async function pingsUntilSilence(peer: Tester): Promise<number> {
  for (let count = 0;;) {
    const seen = await peer.next(400);
    if (seen.kind === "silence") return count;
    if (seen.kind !== "inner") throw peer.unexpected(seen, "PNG-3", "Pings");
    if (seen.type === FrameType.Ping) count++;
    if (seen.type === FrameType.KeyUpdate) peer.opener!.update();
  }
}

/** Waits for a Ping of these bytes; what else may come is dealt with. */
async function untilPing(peer: Tester, bytes: Uint8Array): Promise<void> {
  for (;;) {
    const seen = await peer.next();
    if (seen.kind !== "inner") {
      throw peer.unexpected(seen, "PNG-1", "the Ping it was told to send");
    }
    const isPing = seen.type === FrameType.Ping;
    if (isPing && hex(seen.content) === hex(bytes)) return;
    if (isPing) peer.send(FrameType.Pong, seen.content);
    if (seen.type === FrameType.KeyUpdate) peer.opener!.update();
  }
}

function onCommand(fields: CommandFields) {
  const { name, title, requirements, maxFrame, compression, run } = fields;
  const { alone, waits } = fields;
  const hello = maxFrame === undefined ? {} : { hello: { maxFrame } };
  const needs = ["commands"] as const;
  const shared = { title, requirements, needs, compression, alone, waits };
  return [
    serverCase({
      ...shared,
      id: `channel/server-${name}`,
      async run(t) {
        const peer = await t.establish(hello);
        await t.established(peer);
        await run(peer, (command) => t.command(peer, command), t.random);
      },
    }),
    clientCase({
      ...shared,
      id: `channel/client-${name}`,
      async run(t) {
        const peer = await t.establish(hello);
        await t.established(peer);
        const tell = (command: Commanded) =>
          Promise.resolve(t.command(peer, command));
        await run(peer, tell, t.random);
      },
    }),
  ];
}
