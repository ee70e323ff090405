import { serverCase } from "../../runner/case.ts";
import type { ServerContext } from "../../runner/server_context.ts";
import { alertOf } from "../../tester/received.ts";
import { AlertCode, FrameType } from "../../tester/registry.ts";
import type { TesterClient } from "../../tester/tester_client.ts";
import { Transcript } from "../../tester/transcript.ts";
import { NotApplicable, Silence, Violation } from "../../tester/violation.ts";

/** More clients at a time than a server with one RSA operation serves. */
const CROWD = 12;

/** A server that is asked for more RSA operations than it may run. */
export const rsaBound = [
  serverCase({
    id: "keys/server-crowd",
    title: "Of a crowd of key exchanges each is served, or told busy",
    requirements: ["KEX-16"],
    settings: ["open"],
    needs: ["contract"],
    config: (base) => ({ ...base, maxPendingRsa: 1 }),
    async run(t) {
      const crowd = await gather(t);
      if (crowd.length < 2) {
        throw new NotApplicable("The server takes one connection at a time");
      }
      for (const peer of crowd) {
        peer.sendKeyExchange();
        peer.sendFinished();
      }
      const served = await Promise.all(crowd.map(isServed));
      if (!served.includes(true)) {
        throw new Violation(
          "KEX-16",
          "a Finished for one of the crowd at least",
          `busy for each of ${crowd.length}`,
        );
      }
      await (await t.establish()).ping();
    },
  }),
];

/** Clients that have the server's key, and wait with their exchange. */
async function gather(t: ServerContext): Promise<TesterClient[]> {
  const crowd: TesterClient[] = [];
  while (crowd.length < CROWD) {
    // A dozen conversations at once make no transcript that can be read.
    const transcript = crowd.length === 0 ? t.transcript : new Transcript();
    const peer = await t.connectBeside({ transcript });
    try {
      crowd.push(await peer.until("ClientKeyExchange"));
    } catch (error) {
      if (!(error instanceof Silence)) throw error;
      return crowd;
    }
  }
  return crowd;
}

async function isServed(peer: TesterClient): Promise<boolean> {
  const seen = await peer.answer();
  if (seen.kind === "inner" && seen.type === FrameType.Finished) return true;
  const alert = alertOf(seen);
  if (alert?.form !== "clear" || alert.code !== AlertCode.busy) {
    throw peer.unexpected(seen, "KEX-16", "a Finished, or a clear Alert busy");
  }
  await peer.expectEnd("the end of the connection after its Alert");
  return false;
}
