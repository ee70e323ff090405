import { clientCase, serverCase } from "../../runner/case.ts";
import { AlertCode, FrameType } from "../../tester/registry.ts";
import type { Tester } from "../both_roles.ts";

const fields = {
  title: "A fault after the own close is reported with the code kept back",
  requirements: ["END-16"],
  needs: ["commands"] as const,
};

const EXPECTED = { how: "alert", code: AlertCode.malformed, local: true };
const WORDS = '"ended" by an Alert of its own, malformed';

/** What is reported of a fault that no Alert could answer any more. */
export const lateFault = [
  serverCase({
    ...fields,
    id: "channel/server-late-fault-reported",
    async run(t) {
      const peer = await t.establish();
      await t.command(peer, { do: "close" });
      await faultBehindClose(peer);
      t.judge("END-16", WORDS, await t.ended(peer), EXPECTED);
    },
  }),
  clientCase({
    ...fields,
    id: "channel/client-late-fault-reported",
    async run(t) {
      const peer = await t.establish();
      await t.established(peer);
      t.command(peer, { do: "close" });
      await faultBehindClose(peer);
      t.judge("END-16", WORDS, await t.ended(peer), EXPECTED);
    },
  }),
];

async function faultBehindClose(peer: Tester): Promise<void> {
  await peer.expectClose();
  peer.send(FrameType.Data, new Uint8Array(0));
  await peer.expectEnd("FIN without an Alert", "END-3");
}
