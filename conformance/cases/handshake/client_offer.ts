import { clientCase } from "../../runner/case.ts";
import { hex } from "../../tester/bytes.ts";
import type { ClientHello } from "../../tester/hello.ts";
import {
  GREASE_U16,
  GREASE_U8,
  SecuritySetting,
} from "../../tester/registry.ts";
import type { TesterServer } from "../../tester/tester_server.ts";
import { Violation } from "../../tester/violation.ts";

/** What a client offers, held against its configuration. */
export const clientOffer = [
  clientCase({
    id: "handshake/client-offers-what-it-accepts",
    title: "A client offers what it is configured to accept, and nothing else",
    requirements: ["NEG-2", "PRO-18"],
    settings: "each",
    ciphers: "each",
    needs: ["contract"],
    async run(t) {
      const peer = await t.until("ServerHello");
      const { setting, cipher } = peer.options;
      requireOnly("settings", peer.hello.settings, [setting], GREASE_U8);
      requireOnly("ciphers", peer.hello.ciphers, [cipher], GREASE_U16);
      requireOnly(
        "compressions",
        peer.hello.compressions,
        t.setup.compression ? [0, 1] : [0],
        GREASE_U8,
      );
      requireOnly("versions", peer.hello.versions, [1], GREASE_U16);
      refuse(peer);
      await peer.expectEnd("the end after a clear Alert", "END-10");
    },
  }),
  clientCase({
    id: "handshake/client-offers-several-settings",
    title: "A client offers all of several settings, and takes the weaker one",
    requirements: ["NEG-2", "NEG-5"],
    settings: ["open"],
    needs: ["contract"],
    config: (base) => ({
      ...base,
      settings: [SecuritySetting.open, SecuritySetting.certified],
    }),
    async run(t) {
      const peer = await t.until("ServerHello");
      requireOnly(
        "settings",
        peer.hello.settings,
        [SecuritySetting.open, SecuritySetting.certified],
        GREASE_U8,
      );
      peer.sendHello();
      peer.sendKey();
      await peer.readKeyExchange();
      await peer.readFinished();
      peer.sendFinished();
      peer.established = true;
      await peer.ping();
    },
  }),
  clientCase({
    id: "handshake/client-server-name",
    title: "A client names the server it is configured with",
    requirements: ["NEG-27", "NEG-26"],
    settings: "each",
    needs: ["contract"],
    config: (base) => ({ ...base, serverName: "other.fesa.example" }),
    async run(t) {
      const peer = await t.until("ServerHello");
      const { serverName } = peer.hello;
      const expected = new TextEncoder().encode("other.fesa.example");
      if (hex(serverName as Uint8Array) !== hex(expected)) {
        throw new Violation(
          "NEG-27",
          'serverName "other.fesa.example"',
          `bytes ${hex(serverName as Uint8Array)}`,
        );
      }
      refuse(peer);
      await peer.expectEnd("the end after a clear Alert", "END-10");
    },
  }),
  clientCase({
    id: "handshake/client-max-frame",
    title: "A client offers the maxFrame it is configured with",
    requirements: ["NEG-2", "NEG-11"],
    needs: ["contract"],
    config: (base) => ({ ...base, maxFrame: 8_192 }),
    async run(t) {
      const peer = await t.until("ServerHello");
      if (peer.hello.maxFrame !== 8_192) {
        throw new Violation(
          "NEG-11",
          "maxFrame 8192",
          `maxFrame ${peer.hello.maxFrame}`,
        );
      }
      peer.sendHello();
      if (!peer.proprietary) {
        peer.sendKey();
        await peer.readKeyExchange();
        await peer.readFinished();
        peer.sendFinished();
      }
      peer.established = true;
      await peer.ping(t.random(8_192), { requirement: "PRO-13" });
    },
  }),
  clientCase({
    id: "handshake/client-deployment-key-id",
    title: "A client sends the deployment key id it is configured with",
    requirements: ["NEG-20"],
    settings: ["proprietary"],
    needs: ["contract"],
    config: (base) => ({ ...base, deploymentKeyId: "6b31" }),
    async run(t) {
      const peer = await t.until("ServerHello");
      const sent = peer.hello.extensions.find(({ type }) => type === 1);
      if (sent === undefined || hex(sent.data) !== "6b31") {
        throw new Violation(
          "NEG-20",
          "extension 0x0001 with 6b31",
          sent === undefined ? "no such extension" : hex(sent.data),
        );
      }
      refuse(peer);
      await peer.expectEnd("the end after a clear Alert", "END-10");
    },
  }),
  ...(["no_common_setting", "no_common_cipher", "no_common_version"] as const)
    .map((alert, i) =>
      clientCase({
        id: `handshake/client-no-retry-${alert.replaceAll("_", "-")}`,
        title: `A client does not try again by itself after ${alert}`,
        requirements: ["NEG-18"],
        needs: ["contract"],
        settings: ["open"],
        async run(t) {
          const peer = await t.until("ServerHello");
          peer.sendFrame(
            0x15,
            Uint8Array.of([0x11, 0x12, 0x10][i]),
            `clear Alert ${alert}`,
          );
          await peer.expectEnd("the end after a clear Alert", "END-10");
          // A retry comes at once or after a back-off: half a second shows
          // those that come soon; that none came is judged at the end.
          await t.quiet(500);
        },
      })
    ),
];

function requireOnly(
  field: keyof ClientHello,
  offered: readonly number[],
  configured: readonly number[],
  grease: readonly number[],
): void {
  const known = offered.filter((value) => !grease.includes(value));
  const isRight = known.length === configured.length &&
    configured.every((value) => known.includes(value));
  if (isRight) return;
  throw new Violation(
    "NEG-2",
    `${field} [${configured}], GREASE apart`,
    `${field} [${offered}]`,
  );
}

/** Ends a connection that has shown what it was opened for. */
function refuse(peer: TesterServer): void {
  peer.sendFrame(0x15, Uint8Array.of(0x50), "clear Alert internal_error");
}
