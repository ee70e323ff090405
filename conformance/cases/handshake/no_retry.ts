import { clientCase } from "../../runner/case.ts";
import type { TesterServer } from "../../tester/tester_server.ts";
import { throwawaySpki } from "../../tester/throwaway_keys.ts";

/** How long a client might hold back with a second attempt. */
const BACK_OFF_MS = 500;

interface Refusal {
  readonly name: string;
  readonly title: string;
  readonly step: "ServerHello" | "ServerKey";
  readonly end: (peer: TesterServer) => void | Promise<void>;
}

/** Ends of a handshake after which a client might dial again by itself. */
export const noRetry = [
  afterwards({
    name: "eof",
    title: "A client does not try again by itself after an EOF",
    step: "ServerHello",
    async end(peer) {
      peer.wire.finish();
      await peer.expectEnd("the end, and no Alert", "END-10");
    },
  }),
  afterwards({
    name: "weak-key",
    title: "A client does not ask again for a key that it has refused",
    step: "ServerKey",
    async end(peer) {
      peer.sendKey(throwawaySpki("rsa1024"));
      await peer.expectAlert(["weak_key", "bad_key"], "KEX-4");
    },
  }),
  afterwards({
    name: "wrong-finished",
    title: "A client does not try again by itself after a wrong Finished",
    step: "ServerKey",
    async end(peer) {
      peer.sendKey();
      await peer.readKeyExchange();
      await peer.readFinished();
      const { verifySecond } = peer.schedule;
      peer.sendFinished(verifySecond.with(0, verifySecond[0] ^ 1));
      await peer.expectAlert("bad_finished", "FIN-3");
    },
  }),
];

function afterwards({ name, title, step, end }: Refusal) {
  return clientCase({
    id: `handshake/client-no-retry-${name}`,
    title,
    requirements: ["NEG-18"],
    settings: ["open"],
    needs: ["contract"],
    waits: true,
    async run(t) {
      const peer = await t.until(step);
      await end(peer);
      // That none came by then is judged as the case is left.
      await t.quiet(BACK_OFF_MS);
    },
  });
}
