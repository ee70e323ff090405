import { clientCase } from "../../runner/case.ts";
import type { ServerStep } from "../../tester/tester_server.ts";

const STEPS: readonly [string, string, ServerStep][] = [
  ["for-hello", "a ServerHello", "ServerHello"],
  ["for-key", "a ServerKey", "ServerKey"],
  ["for-finished", "a Finished", "ServerFinished"],
];

/**
 * An application that gives up while the handshake waits for the tester. A
 * server has given no number by then that a command could name.
 */
export const givenUp = [
  ...STEPS.map(([name, what, step]) =>
    clientCase({
      id: `handshake/client-gives-up-waiting-${name}`,
      title: `A client told to give up as it waits for ${what} sends aborted`,
      requirements: ["FIN-12", "END-18"],
      settings: ["open"],
      needs: ["commands"],
      async run(t) {
        const peer = await t.until(step);
        t.command(peer, { do: "abort" });
        await peer.expectAlert("aborted", "FIN-12");
      },
    })
  ),
];
