import { pinOf } from "../../chains/mod.ts";
import type { ClientConfiguration } from "../../contract/mod.ts";
import { clientCase } from "../../runner/case.ts";
import { materials } from "../../runner/materials.ts";
import { makeRevocationList } from "../../tester/revocation_list.ts";
import { AUTHORITY, pemOf } from "../../tester/certificates.ts";
import { SecuritySetting } from "../../tester/registry.ts";
import { requireNoOpen } from "./require_no_open.ts";
import { requireIdentity } from "./require_identity.ts";

const { open, certified } = SecuritySetting;

/** A list whose time was over long ago. */
const STALE = pemOf(
  makeRevocationList({
    issuer: AUTHORITY,
    revoked: [],
    thisUpdate: "2021-01-01T00:00:00Z",
    nextUpdate: "2021-02-01T00:00:00Z",
  }),
  "X509 CRL",
);

/** What a client asks of a key in `open`. */
export const openPolicies = [
  clientCase({
    id: "identity/client-open-needs-policy",
    title: "A client does not offer open without a policy for it",
    requirements: ["IDN-11"],
    settings: ["open"],
    needs: ["contract"],
    async run(t) {
      const { anchor } = await materials();
      const identity = { trust: anchor.pem };
      await Promise.all(
        [[open], [open, certified]].map((settings) =>
          requireNoOpen(t, "IDN-11", (base) => ({
            ...base,
            settings,
            identity,
          }))
        ),
      );
    },
  }),
  clientCase({
    id: "identity/client-open-accept-any",
    title: "acceptAny accepts a key, and is told to the application",
    requirements: ["IDN-14"],
    settings: ["open"],
    needs: ["contract"],
    config: (base) => ({ ...base, identity: { acceptAny: true } }),
    async run(t) {
      const peer = await t.establish();
      await peer.ping();
      const told = await t.established(peer);
      requireIdentity(told, "acceptAny", peer.options.spki);
    },
  }),
  ...([
    ["acceptAny", () => ({ acceptAny: true })],
    ["pin", () => ({ pin: pinOf("rsa2048") })],
  ] as const).map(([method, identity]) =>
    clientCase({
      id: `identity/client-open-ignores-trust-beside-${method.toLowerCase()}`,
      title: `Anchors and CRLs say nothing of a key in open, beside ${method}`,
      requirements: ["IDN-23"],
      settings: ["open"],
      needs: ["contract", "crl"],
      async run(t) {
        const { anchor } = await materials();
        const config = (base: ClientConfiguration) => ({
          ...base,
          identity: { ...identity(), trust: anchor.pem, crls: STALE },
        });
        const peer = await t.establish({ config });
        await peer.ping();
        const told = await t.established(peer);
        requireIdentity(told, method, peer.options.spki);
      },
    })
  ),
  clientCase({
    id: "identity/client-pin-before-accept-any",
    title: "Of a pin and acceptAny that both hold, the pin is told",
    requirements: ["IDN-14"],
    settings: ["open"],
    needs: ["contract"],
    config: (base) => ({
      ...base,
      identity: { pin: pinOf("rsa2048"), acceptAny: true },
    }),
    async run(t) {
      const peer = await t.establish();
      const told = await t.established(peer);
      requireIdentity(told, "pin", peer.options.spki);
    },
  }),
];
