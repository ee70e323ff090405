import { serverCase } from "../../runner/case.ts";
import type { ServerContext } from "../../runner/server_context.ts";
import type { ClientStep, TesterClient } from "../../tester/tester_client.ts";
import { Silence, Violation } from "../../tester/violation.ts";
import { hasty } from "../configurations.ts";

const STEPS: readonly [string, string, ClientStep][] = [
  ["nothing", "that never speaks", "ClientHello"],
  ["hello", "that stops after the server's first flight", "ClientKeyExchange"],
  ["key-exchange", "that never sends its Finished", "Finished"],
];

/** At a step, in time: a machine too slow for the deadline proves nothing. */
async function reached(
  t: ServerContext,
  step: ClientStep,
  start: number,
): Promise<TesterClient> {
  try {
    return await t.until(step);
  } catch (error) {
    const limit = t.server.configuration?.handshakeTimeoutMs ?? Infinity;
    if (!(error instanceof Violation)) throw error;
    if (performance.now() - start < limit / 2) throw error;
    // As silence is: tried again, alone.
    throw new Silence("FIN-8", error.expected, error.observed);
  }
}

/** The Alert must come of itself, and not long before the deadline. */
async function expectTimeout(
  t: ServerContext,
  peer: TesterClient,
  start: number,
): Promise<void> {
  await peer.expectAlert("timeout", "FIN-8");
  const waited = performance.now() - start;
  const least = (t.server.configuration?.handshakeTimeoutMs ?? 0) / 2;
  if (waited < least) {
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
        await expectTimeout(t, await reached(t, step, start), start);
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
      const bytes = Uint8Array.of(1, 0, 1, 0, ...t.random(240));
      let at = 0;
      const timer = setInterval(() => {
        if (at < bytes.length) peer.wire.write(bytes.subarray(at, ++at));
      }, 100);
      try {
        peer.transcript.add(">", "a ClientHello, a byte every 100 ms");
        await expectTimeout(t, peer, start);
      } finally {
        clearInterval(timer);
      }
    },
  }),
  serverCase({
    id: "handshake/server-deadline-over",
    title: "The handshake deadline means nothing once established",
    requirements: ["FIN-8", "FIN-4"],
    config: hasty,
    waits: true,
    async run(t) {
      const start = performance.now();
      const peer = await reached(t, "Established", start);
      const limit = t.server.configuration?.handshakeTimeoutMs ?? 0;
      const seen = await peer.answer(limit + 200);
      if (seen.kind !== "silence") {
        throw peer.unexpected(seen, "FIN-8", "an open connection");
      }
      await peer.ping();
    },
  }),
];
