import { clientCase } from "../../runner/case.ts";
import { alertOf } from "../../tester/received.ts";
import { AlertCode } from "../../tester/registry.ts";

/** What is sent to a server whose key nobody vouches for: nothing. */
export const untrustedKey = [
  clientCase({
    id: "keys/client-untrusted-key-no-exchange",
    title: "A client sends no exchange to a key that its pin does not name",
    requirements: ["KEX-27", "IDN-12"],
    settings: ["open", "certified"],
    needs: ["contract"],
    config: (base) => ({
      ...base,
      identity: { ...base.identity, pin: "5a".repeat(32) },
    }),
    async run(t) {
      const peer = await t.until("ServerKey");
      peer.sendKey();
      const seen = await peer.next();
      if (alertOf(seen)?.code !== AlertCode.key_not_trusted) {
        throw peer.unexpected(
          seen,
          "KEX-27",
          "a clear Alert key_not_trusted, and nothing before it",
        );
      }
      await peer.expectEnd("the end of the connection after its Alert");
    },
  }),
];
