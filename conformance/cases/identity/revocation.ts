import { clientCase } from "../../runner/case.ts";
import { makeRevocationList } from "../../tester/revocation_list.ts";
import { AUTHORITY, CERTIFICATE_ALERTS } from "./authorities.ts";

const EARLIER = new Date("2026-01-01T00:00:00Z");
const BEFORE_NOW = new Date("2026-01-10T00:00:00Z");
const LATER = new Date("2026-02-01T00:00:00Z");
/** The leaf of `tester/certificates.ts`. */
const LEAF_SERIAL = "02";

const CURRENT = {
  issuer: AUTHORITY,
  revoked: ["0777"],
  thisUpdate: EARLIER,
  nextUpdate: LATER,
};

/** A path that is right, under lists that are configured (spec/identity.md). */
export const revocation = [
  underList(
    "not-listed",
    "is not on its issuer's list is accepted",
    () => makeRevocationList(CURRENT),
  ),
  underList(
    "listed",
    "is on its issuer's list is refused",
    () => makeRevocationList({ ...CURRENT, revoked: [LEAF_SERIAL] }),
    "refused",
  ),
  underList(
    "no-list",
    "has no list of its issuer's is refused",
    () =>
      makeRevocationList({
        ...CURRENT,
        issuer: { subject: "CN=Somebody Else", key: "other2048" },
      }),
    "refused",
  ),
  underList(
    "stale-list",
    "has a list whose time is over is refused",
    () => makeRevocationList({ ...CURRENT, nextUpdate: BEFORE_NOW }),
    "refused",
  ),
  underList(
    "forged-list",
    "has a list with a wrong signature is refused",
    () =>
      makeRevocationList(CURRENT, (der) => {
        der[der.length - 7] ^= 1;
      }),
    "refused",
  ),
];

function underList(
  name: string,
  what: string,
  list: () => Promise<string>,
  verdict: "accepted" | "refused" = "accepted",
) {
  return clientCase({
    id: `identity/client-crl-${name}`,
    title: `A certificate that ${what}`,
    requirements: ["IDN-9", "IDN-25"],
    settings: ["certified"],
    needs: ["crl"],
    async run(t) {
      const crls = await list();
      const peer = await t.until("ServerKey", {
        config: (base) => ({ ...base, identity: { ...base.identity, crls } }),
      });
      peer.sendKey();
      if (verdict === "refused") {
        // Any applicable code is right (IDN-18).
        await peer.expectAlert(CERTIFICATE_ALERTS, "IDN-9");
        return;
      }
      await peer.readKeyExchange();
      await peer.readFinished();
      peer.sendFinished();
      peer.established = true;
      await peer.ping();
    },
  });
}
