import { ANY_CODE, pinOf } from "../../chains/mod.ts";
import type { ClientConfiguration } from "../../contract/mod.ts";
import { clientCase } from "../../runner/case.ts";
import { requireIdentity } from "./require_identity.ts";

type Identity = ClientConfiguration["identity"];

/** Policies beside a path, and what none of them stands in for. */
export const policies = [
  clientCase({
    id: "identity/client-pin-accepted",
    title: "A key whose pin is configured is accepted",
    requirements: ["IDN-12", "IDN-20", "IDN-14"],
    settings: ["open", "certified"],
    needs: ["contract"],
    config: withIdentity(({ trust }) => ({ trust, pin: pinOf("rsa2048") })),
    async run(t) {
      const peer = await t.establish();
      requireIdentity(
        await t.established(peer),
        t.setup.setting === "open" ? "pin" : "certificate",
        peer.options.spki,
      );
    },
  }),
  clientCase({
    id: "identity/client-pin-refused",
    title: "A key that is not the one pinned is refused, a path besides",
    requirements: ["IDN-12", "IDN-20"],
    settings: ["open", "certified"],
    needs: ["contract"],
    config: withIdentity(({ trust }) => ({ trust, pin: pinOf("other2048") })),
    async run(t) {
      const peer = await t.until("ServerKey");
      peer.sendKey();
      await peer.expectAlert("key_not_trusted", "IDN-12");
    },
  }),
  clientCase({
    id: "identity/client-pin-is-no-path",
    title: "A right pin does not stand in for anchors",
    requirements: ["IDN-12", "IDN-20"],
    settings: ["certified"],
    needs: ["contract"],
    config: withIdentity(() => ({ pin: pinOf("rsa2048") })),
    async run(t) {
      const peer = await t.until("ServerKey");
      peer.sendKey();
      await peer.expectAlert(ANY_CODE, "IDN-20");
    },
  }),
  clientCase({
    id: "identity/client-accept-any-is-for-open",
    title: "acceptAny accepts no certificate that has no path",
    requirements: ["IDN-15", "IDN-20"],
    settings: ["certified"],
    needs: ["contract"],
    config: withIdentity(() => ({ acceptAny: true })),
    async run(t) {
      const peer = await t.until("ServerKey");
      peer.sendKey();
      await peer.expectAlert(ANY_CODE, "IDN-15");
    },
  }),
  clientCase({
    id: "identity/client-accept-any-beside-pin",
    title: "acceptAny does not undo a pin",
    requirements: ["IDN-20", "IDN-12"],
    settings: ["open", "certified"],
    needs: ["contract"],
    config: withIdentity(({ trust }) => ({
      trust,
      pin: pinOf("other2048"),
      acceptAny: true,
    })),
    async run(t) {
      const peer = await t.until("ServerKey");
      peer.sendKey();
      await peer.expectAlert("key_not_trusted", "IDN-20");
    },
  }),
  clientCase({
    id: "identity/client-clock",
    title: "Validity is judged by the clock that is configured",
    requirements: ["IDN-5"],
    settings: ["certified"],
    needs: ["contract"],
    config: (base) => ({ ...base, clock: "2055-06-01T00:00:00Z" }),
    async run(t) {
      const peer = await t.until("ServerKey");
      peer.sendKey();
      await peer.expectAlert(["certificate_expired", "unknown_ca"], "IDN-5");
    },
  }),
];

function withIdentity(
  identity: (base: Identity) => Identity,
): (base: ClientConfiguration) => ClientConfiguration {
  return (base) => ({ ...base, identity: identity(base.identity) });
}
