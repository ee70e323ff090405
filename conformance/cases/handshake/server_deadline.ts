import { serverCase } from "../../runner/case.ts";
import type { ClientStep, TesterClient } from "../../tester/tester_client.ts";
import { Violation } from "../../tester/violation.ts";
import { FrameType } from "../../tester/registry.ts";
import { hasty, HASTY_MS } from "../configurations.ts";
import { inTime } from "./in_time.ts";
import { trickling } from "./trickle.ts";

const STEPS: readonly [string, string, ClientStep][] = [
  ["nothing", "that never speaks", "ClientHello"],
  ["hello", "that stops after the server's first flight", "ClientKeyExchange"],
  ["key-exchange", "that never sends its Finished", "Finished"],
];

/** The Alert must come of itself, and not long before the deadline. */
async function expectTimeout(
  peer: TesterClient,
  start: number,
): Promise<void> {
  await peer.expectAlert("timeout", "FIN-8");
  const waited = performance.now() - start;
  if (waited < HASTY_MS / 2) {
    throw new Violation(
      "FIN-8",
      "timeout at the handshake's deadline",
      `timeout after ${Math.round(waited)} ms`,
    );
  }
}

/** The handshake's deadline, from the TCP connection to Established. */
export const serverDeadline = [
  ...STEPS.map(([name, title, step]) =>
    serverCase({
      id: `handshake/server-deadline-${name}`,
      title: `A client ${title} is ended by the handshake deadline`,
      requirements: ["FIN-8", "CNF-4"],
      settings: step === "ClientKeyExchange" ? ["open"] : "any",
      config: hasty,
      waits: true,
      async run(t) {
        const start = performance.now();
        await expectTimeout(await inTime(() => t.until(step)), start);
      },
    })
  ),
  serverCase({
    id: "handshake/server-deadline-trickle",
    title: "Bytes that trickle in do not put off the handshake deadline",
    requirements: ["FIN-8", "CNF-4"],
    config: hasty,
    waits: true,
    async run(t) {
      const start = performance.now();
      const peer = await t.connect();
      await trickling(
        peer,
        FrameType.ClientHello,
        Uint8Array.of(2, 0, 1),
        t.random,
        () => expectTimeout(peer, start),
      );
    },
  }),
  serverCase({
    id: "handshake/server-deadline-over",
    title: "The handshake deadline means nothing once established",
    requirements: ["FIN-8", "FIN-4"],
    config: hasty,
    waits: true,
    async run(t) {
      const peer = await inTime(() => t.establish());
      const seen = await peer.answer(HASTY_MS + 200);
      if (seen.kind !== "silence") {
        throw peer.unexpected(seen, "FIN-8", "an open connection");
      }
      await peer.ping();
    },
  }),
];
