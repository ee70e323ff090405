import { clientCase } from "../../runner/case.ts";
import { alertOf } from "../../tester/received.ts";
import { AlertCode, FrameType } from "../../tester/registry.ts";
import { throwawayKey, throwawaySpki } from "../../tester/throwaway_keys.ts";

/** When a client sends its ClientKeyExchange, and for which keys. */
export const clientExchange = [
  clientCase({
    id: "keys/client-refused-key-no-exchange",
    title: "A client sends nothing under a key that it refuses",
    requirements: ["KEX-27", "KEX-4"],
    settings: ["open"],
    async run(t) {
      const peer = await t.until("ServerKey", {
        key: throwawayKey("rsa1024"),
        spki: throwawaySpki("rsa1024"),
      });
      peer.sendKey();
      const seen = await peer.next();
      const code = alertOf(seen)?.code;
      if (code !== AlertCode.weak_key && code !== AlertCode.bad_key) {
        throw peer.unexpected(
          seen,
          "KEX-27",
          "an Alert, and nothing before it",
        );
      }
      await peer.expectEnd("the end of the connection after its Alert");
    },
  }),
  clientCase({
    id: "keys/client-exchange-then-finished",
    title:
      "A client sends its exchange once it has the key, Finished behind it",
    requirements: ["KEX-27", "FIN-1"],
    settings: ["open", "certified"],
    ciphers: "each",
    waits: true,
    async run(t) {
      const peer = await t.until("ServerKey");
      const early = await peer.next(400);
      if (early.kind !== "silence") {
        throw peer.unexpected(early, "KEX-27", "nothing before the key");
      }
      peer.sendKey();
      await peer.readKeyExchange();
      // The tester says nothing in between: neither may the client.
      await peer.readFinished();
      peer.sendFinished();
      peer.established = true;
      await peer.ping();
    },
  }),
  ...(["rsa3072", "rsa4096"] as const).map((name) =>
    clientCase({
      id: `keys/client-unsupported-${name}`,
      title: `A key of ${name.slice(3)} bits is used, or refused as a bad key`,
      requirements: ["KEX-22"],
      settings: ["open"],
      // A pin would judge the key before its size.
      needs: ["contract"],
      config: (base) => ({ ...base, identity: { acceptAny: true } }),
      async run(t) {
        const peer = await t.until("ServerKey", {
          key: throwawayKey(name),
          spki: throwawaySpki(name),
        });
        peer.sendKey();
        const seen = await peer.next();
        const isExchange = seen.kind === "frame" &&
          seen.type === FrameType.ClientKeyExchange;
        if (isExchange) {
          peer.takeKeyExchange(seen);
          await peer.readFinished();
          peer.sendFinished();
          peer.established = true;
          return await peer.ping();
        }
        if (alertOf(seen)?.code !== AlertCode.bad_key) {
          throw peer.unexpected(
            seen,
            "KEX-22",
            "a ClientKeyExchange, or bad_key",
          );
        }
        await peer.expectEnd("the end of the connection after its Alert");
      },
    })
  ),
];
