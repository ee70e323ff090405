import * as x509 from "@peculiar/x509";
import { createHash, randomUUID } from "node:crypto";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClientConfiguration } from "../../contract/mod.ts";
import { clientCase } from "../../runner/case.ts";
import { hex } from "../../tester/bytes.ts";
import {
  authorityExtensions,
  leafExtensions,
  makeCertificate,
} from "../../tester/certificates.ts";
import { throwawayKey, throwawaySpki } from "../../tester/throwaway_keys.ts";
import { FrameType, SecuritySetting } from "../../tester/registry.ts";
import { Violation } from "../../tester/violation.ts";
import { AUTHORITY, CERTIFICATE_ALERTS } from "./authorities.ts";

type Identity = ClientConfiguration["identity"];

/** Policies of identity that do not come from a path. */
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
      const { identity } = await t.established(peer);
      const allowed = t.setup.setting === "open"
        ? ["pin"]
        : ["certificate", "pin"];
      if (identity && allowed.includes(identity.method)) return;
      throw new Violation(
        "IDN-14",
        `identity by ${allowed.join(" or ")}`,
        JSON.stringify(identity ?? null),
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
    title: "A right pin does not stand in for a path",
    requirements: ["IDN-12", "IDN-20"],
    settings: ["certified"],
    needs: ["contract"],
    config: withIdentity(() => ({
      trust: undefined,
      pin: pinOf("rsa2048"),
    })),
    async run(t) {
      const peer = await t.until("ServerKey");
      peer.sendKey();
      await peer.expectAlert(CERTIFICATE_ALERTS, "IDN-20");
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
      await peer.expectAlert(CERTIFICATE_ALERTS, "IDN-15");
    },
  }),
  clientCase({
    id: "identity/client-no-anchors",
    title: "A client without anchors refuses every certificate",
    requirements: ["IDN-10"],
    settings: ["certified"],
    needs: ["contract"],
    config: withIdentity(() => ({ trust: "" })),
    async run(t) {
      const peer = await t.until("ServerKey");
      peer.sendKey();
      await peer.expectAlert(CERTIFICATE_ALERTS, "IDN-10");
    },
  }),
  clientCase({
    id: "identity/client-expired-anchor",
    title: "A path to an anchor whose time is over is refused",
    requirements: ["IDN-5"],
    settings: ["certified"],
    needs: ["contract"],
    async run(t) {
      const anchor = await makeCertificate({
        ...AUTHORITY,
        serial: "01",
        notAfter: new Date("2025-12-31T00:00:00Z"),
        extensions: authorityExtensions(),
      });
      const peer = await t.until("ServerKey", {
        config: withIdentity(() => ({ trust: anchor.pem })),
      });
      peer.sendKey();
      await peer.expectAlert(CERTIFICATE_ALERTS, "IDN-5");
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
      await peer.expectAlert(CERTIFICATE_ALERTS, "IDN-5");
    },
  }),
  ...([
    ["dns", "dNSName", false],
    ["ip", "iPAddress", true],
  ] as const).map(([type, name, accepted]) =>
    clientCase({
      id: `identity/client-address-as-${type}`,
      title: `An IP address in a ${name} is ${
        accepted ? "accepted" : "no identity"
      }`,
      requirements: ["IDN-3"],
      settings: ["certified"],
      needs: ["contract"],
      config: (base) => ({ ...base, serverName: "127.0.0.1" }),
      async run(t) {
        const leaf = await makeCertificate({
          subject: "CN=127.0.0.1",
          key: "rsa2048",
          issuer: AUTHORITY,
          serial: "20",
          extensions: [
            ...leafExtensions("127.0.0.1").slice(0, 3),
            new x509.SubjectAlternativeNameExtension([
              { type, value: "127.0.0.1" },
            ]),
          ],
        });
        const peer = await t.until("ServerKey", { chain: [leaf.der] });
        peer.sendKey();
        if (!accepted) {
          await peer.expectAlert(CERTIFICATE_ALERTS, "IDN-3");
          return;
        }
        await peer.readKeyExchange();
        await peer.readFinished();
        peer.sendFinished();
        peer.established = true;
        await peer.ping();
      },
    })
  ),
  clientCase({
    id: "identity/client-tofu",
    title: "A key is remembered at first use, and another refused after",
    requirements: ["IDN-13", "IDN-19"],
    settings: ["open"],
    needs: ["tofu"],
    async run(t) {
      const path = join(tmpdir(), `fesa-conformance-${randomUUID()}`);
      const port = await freePort();
      const config = (base: ClientConfiguration): ClientConfiguration => ({
        ...base,
        identity: { tofu: path },
        port,
      });
      for (let i = 0; i < 2; i++) {
        const peer = await t.establish({ config });
        await peer.ping();
        await peer.close();
        await t.leave(peer);
      }
      for (let i = 0; i < 2; i++) {
        const peer = await t.until("ServerKey", {
          config,
          key: throwawayKey("other2048"),
          spki: throwawaySpki("other2048"),
        });
        peer.sendKey();
        await peer.expectAlert("key_not_trusted", "IDN-13");
        await t.leave(peer);
      }
    },
  }),
  clientCase({
    id: "identity/client-tofu-no-downgrade",
    title: "A server once seen in certified is not offered open any more",
    requirements: ["IDN-13"],
    settings: ["certified"],
    needs: ["tofu"],
    async run(t) {
      const tofu = join(tmpdir(), `fesa-conformance-${randomUUID()}`);
      const port = await freePort();
      const config =
        (settings: number[]) =>
        (base: ClientConfiguration): ClientConfiguration => ({
          ...base,
          settings,
          identity: { ...base.identity, tofu },
          port,
        });
      const { open, certified } = SecuritySetting;
      const first = await t.establish({ config: config([certified]) });
      await first.ping();
      await first.close();
      await t.leave(first);
      const second = await t.until("ServerHello", {
        config: config([open, certified]),
      });
      if (second.hello.settings.includes(open)) {
        throw new Violation(
          "IDN-13",
          "certified alone, for a server that was seen in it",
          `settings [${second.hello.settings}]`,
        );
      }
      second.sendFrame(FrameType.Alert, Uint8Array.of(0x50), "clear Alert");
      await second.expectEnd("the end after a clear Alert", "END-10");
    },
  }),
];

function withIdentity(
  identity: (base: Identity) => Identity,
): (base: ClientConfiguration) => ClientConfiguration {
  return (base) => ({ ...base, identity: identity(base.identity) });
}

function pinOf(key: "rsa2048" | "other2048"): string {
  return hex(
    new Uint8Array(createHash("sha256").update(throwawaySpki(key)).digest()),
  );
}

/** A port that was free a moment ago: a known host has one that stays. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === "object" && address ? address.port : 0)
      );
    });
  });
}
