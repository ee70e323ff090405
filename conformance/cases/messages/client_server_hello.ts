import { clientCase } from "../../runner/case.ts";
import type { ClientContext } from "../../runner/client_context.ts";
import { concat, uint } from "../../tester/bytes.ts";
import type { ServerHello } from "../../tester/hello.ts";
import {
  Cipher,
  GREASE_U16,
  GREASE_U8,
  MAX_MAX_FRAME,
  MIN_MAX_FRAME,
  SecuritySetting,
} from "../../tester/registry.ts";
import type { TesterServer } from "../../tester/tester_server.ts";

const RSA = ["open", "certified"] as const;

/** A ServerHello that parses and says what it may not. */
function illegal(
  name: string,
  what: string,
  requirement: string,
  choose: (t: ClientContext, peer: TesterServer) => Partial<ServerHello>,
) {
  return clientCase({
    id: `messages/client-server-hello-${name}`,
    title: `A ServerHello with ${what} is an illegal parameter`,
    requirements: [requirement],
    settings: RSA,
    async run(t) {
      const peer = await t.until("ServerHello");
      peer.sendHello(choose(t, peer));
      await peer.expectAlert("illegal_parameter", requirement);
    },
  });
}

/** A ServerHello whose bytes do not parse. */
function malformed(
  name: string,
  what: string,
  requirement: string,
  edit: (body: Uint8Array) => Uint8Array,
) {
  return clientCase({
    id: `messages/client-server-hello-${name}`,
    title: `A ServerHello ${what} is malformed`,
    requirements: [requirement],
    async run(t) {
      const peer = await t.until("ServerHello");
      peer.sendHello({}, edit);
      await peer.expectAlert("malformed", requirement);
    },
  });
}

const EMPTY = new Uint8Array(0);
/** Where the extensions' length stands in a ServerHello. */
const EXTENSIONS_AT = 2 + 32 + 1 + 2 + 1 + 3;

/** What a client makes of a ServerHello. */
export const clientServerHello = [
  illegal("version-2", "a version not offered", "NEG-14", () => ({
    version: 2,
  })),
  illegal("version-0", "version 0", "NEG-14", () => ({ version: 0 })),
  illegal("setting-0", "a setting that does not exist", "NEG-14", () => ({
    setting: 0,
  })),
  illegal("other-setting", "a setting not offered", "NEG-14", (t) => ({
    setting: t.setup.setting === "open"
      ? SecuritySetting.certified
      : SecuritySetting.open,
  })),
  illegal("weaker-setting", "proprietary, not offered", "NEG-14", () => ({
    setting: SecuritySetting.proprietary,
  })),
  illegal("other-cipher", "a cipher not offered", "NEG-14", (t) => ({
    cipher: t.setup.cipher === "aes"
      ? Cipher["3DES-EDE-CBC-HMAC-SHA-256"]
      : Cipher["AES-256-GCM"],
  })),
  illegal(
    "cipher-of-other-setting",
    "a cipher of proprietary",
    "NEG-14",
    () => ({
      cipher: Cipher["ChaCha20-Poly1305"],
    }),
  ),
  illegal("private-cipher", "a private cipher", "NEG-14", () => ({
    cipher: 0xe001,
  })),
  illegal("compression", "a compression not offered", "NEG-14", () => ({
    compression: 1,
  })),
  illegal("max-frame-over-offer", "a maxFrame over the offer", "NEG-11", (
    _,
    peer,
  ) => ({ maxFrame: peer.hello.maxFrame + 1 })),
  illegal("max-frame-small", "a maxFrame below its range", "NEG-11", () => ({
    maxFrame: MIN_MAX_FRAME - 1,
  })),
  illegal("max-frame-zero", "a maxFrame of 0", "NEG-11", () => ({
    maxFrame: 0,
  })),
  illegal("max-frame-large", "a maxFrame above its range", "NEG-11", () => ({
    maxFrame: MAX_MAX_FRAME + 1,
  })),
  illegal("extension", "an extension nobody asked for", "NEG-14", () => ({
    extensions: [{ type: 0x7777, data: EMPTY }],
  })),
  illegal("key-id-echoed", "a deployment_key_id", "NEG-14", () => ({
    extensions: [{ type: 1, data: Uint8Array.of(1) }],
  })),
  illegal("extension-echoed", "an extension of the client's", "NEG-14", (
    _,
    peer,
  ) => ({
    extensions: peer.hello.extensions.length > 0
      ? peer.hello.extensions.slice(0, 1)
      : [{ type: GREASE_U16[0], data: EMPTY }],
  })),
  illegal("grease-version", "a GREASE version", "NEG-14", (_, peer) => ({
    version: among(peer.hello.versions, GREASE_U16),
  })),
  illegal("grease-setting", "a GREASE setting", "NEG-14", (_, peer) => ({
    setting: among(peer.hello.settings, GREASE_U8),
  })),
  illegal("grease-cipher", "a GREASE cipher", "NEG-14", (_, peer) => ({
    cipher: among(peer.hello.ciphers, GREASE_U16),
  })),
  illegal("grease-compression", "a GREASE compression", "NEG-14", (
    _,
    peer,
  ) => ({ compression: among(peer.hello.compressions, GREASE_U8) })),
  clientCase({
    id: "messages/client-server-hello-pair",
    title: "A cipher of another setting than the one selected is illegal",
    requirements: ["NEG-7"],
    settings: ["open"],
    needs: ["proprietary", "chacha20"],
    config: (base) => ({
      ...base,
      settings: [SecuritySetting.proprietary, SecuritySetting.open],
      ciphers: [...base.ciphers, Cipher["ChaCha20-Poly1305"]],
      deploymentKey: "5a".repeat(16) + "a5".repeat(16),
    }),
    async run(t) {
      const peer = await t.until("ServerHello");
      peer.sendHello({ cipher: Cipher["ChaCha20-Poly1305"] });
      await peer.expectAlert("illegal_parameter", "NEG-7");
    },
  }),
  clientCase({
    id: "messages/client-smallest-max-frame",
    title: "A maxFrame of 4,096, the least there is, is accepted and kept",
    requirements: ["NEG-11", "PRO-13"],
    settings: "each",
    async run(t) {
      const peer = await t.establish({ hello: { maxFrame: MIN_MAX_FRAME } });
      await peer.ping(t.random(MIN_MAX_FRAME), { requirement: "PRO-13" });
    },
  }),
  malformed("trailing-byte", "with a byte after its last field", "FRM-6", (
    body,
  ) => concat(body, uint(0, 1))),
  malformed("empty", "without a body", "FRM-6", () => EMPTY),
  malformed(
    "cut",
    "that ends before its extensions",
    "FRM-6",
    (body) => body.subarray(0, EXTENSIONS_AT),
  ),
  malformed(
    "overrun",
    "whose extensions run past its end",
    "FRM-6",
    (body) => concat(body.subarray(0, EXTENSIONS_AT), uint(1, 2)),
  ),
  malformed(
    "half-extension",
    "with half an extension",
    "FRM-6",
    (body) =>
      concat(body.subarray(0, EXTENSIONS_AT), uint(3, 2), new Uint8Array(3)),
  ),
  malformed(
    "extension-twice",
    "with an extension twice",
    "FRM-7",
    (body) =>
      concat(body.subarray(0, EXTENSIONS_AT), uint(8, 2), new Uint8Array(8)),
  ),
];

/** The GREASE value the client offered, or one it might have. */
function among(offered: readonly number[], grease: readonly number[]): number {
  return offered.find((value) => grease.includes(value)) ?? grease[0];
}
