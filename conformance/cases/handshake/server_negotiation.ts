import { serverCase } from "../../runner/case.ts";
import type { ServerContext } from "../../runner/server_context.ts";
import { hex, uint } from "../../tester/bytes.ts";
import {
  Cipher,
  GREASE_U16,
  GREASE_U8,
  MAX_HELLO,
  MAX_MAX_FRAME,
  MIN_MAX_FRAME,
  SecuritySetting,
} from "../../tester/registry.ts";
import { Violation } from "../../tester/violation.ts";
import { KEY_ID, mixed } from "../configurations.ts";
import { refusedHello } from "../messages/refused_hello.ts";

const ALL_CIPHERS = Object.values(Cipher);

/** The setting of this row, and every setting below it. */
function settingsUpTo(t: ServerContext): number[] {
  const top = t.setting;
  return Object.values(SecuritySetting).filter((setting) => setting <= top);
}

/**
 * A 32-bit word that two randoms have at the same place: of fresh ones one in
 * many millions of runs has it, of ones with a clock or a counter every one.
 */
function repeated(randoms: readonly Uint8Array[]): string | undefined {
  for (let at = 0; at < 32; at += 4) {
    const words = randoms.map((random) => hex(random.subarray(at, at + 4)));
    const again = words.find((word, i) => words.indexOf(word) < i);
    if (again !== undefined) return `${again} at byte ${at} of two randoms`;
  }
  return undefined;
}

/** What a server selects from an offer, and what it skips. */
export const serverNegotiation = [
  serverCase({
    id: "handshake/server-skips-grease",
    title: "Unknown values in every list of the ClientHello are skipped",
    requirements: ["NEG-3", "NEG-15", "NEG-31"],
    settings: "each",
    ciphers: "each",
    async run(t) {
      const { setting, cipher } = t;
      const peer = await t.establish({
        hello: {
          versions: [GREASE_U16[15], 1, GREASE_U16[0]],
          settings: [GREASE_U8[7], setting, GREASE_U8[0]],
          ciphers: [GREASE_U16[14], cipher, GREASE_U16[1]],
          compressions: [GREASE_U8[6], 0, GREASE_U8[1]],
          extensions: [
            { type: GREASE_U16[13], data: new Uint8Array() },
            { type: GREASE_U16[2], data: t.random(3) },
          ],
        },
      });
      await peer.ping();
    },
  }),
  serverCase({
    id: "handshake/server-skips-other-unknown",
    title: "Unknown values that are no GREASE are skipped as well",
    requirements: ["NEG-3", "NEG-4", "PRO-18"],
    settings: "each",
    async run(t) {
      const { setting, cipher } = t;
      const peer = await t.establish({
        hello: {
          versions: [0xffff, 0x0002, 0x0000, 1],
          settings: [0, 4, setting, 255],
          ciphers: [0x0000, 0x0003, 0xe000, 0xe9ff, 0xffff, cipher],
          compressions: [2, 0, 255],
          extensions: [
            { type: 0x0000, data: new Uint8Array() },
            { type: 0xffff, data: t.random(40) },
            { type: 0x0002, data: t.random(1) },
          ],
        },
      });
      await peer.ping();
    },
  }),
  serverCase({
    id: "handshake/server-order-means-nothing",
    title: "The highest setting is selected wherever it stands in the list",
    requirements: ["NEG-5", "NEG-30"],
    settings: "each",
    async run(t) {
      const up = settingsUpTo(t);
      for (const settings of [up, up.toReversed()]) {
        const peer = await t.establish({
          hello: { settings, ciphers: ALL_CIPHERS },
        });
        selected(peer.serverHello.setting, settings);
      }
      function selected(setting: number, offered: readonly number[]): void {
        const wanted = t.setting;
        if (setting === wanted) return;
        throw new Violation(
          "NEG-5",
          `setting ${wanted} of the offered ${offered}`,
          `setting ${setting}`,
        );
      }
    },
  }),
  serverCase({
    id: "handshake/server-configured-cipher",
    title: "The configured cipher is selected from all, in any order",
    requirements: ["NEG-6", "NEG-23", "NEG-30", "NEG-31", "NEG-7"],
    settings: "each",
    ciphers: "each",
    async run(t) {
      const wanted = t.cipher;
      for (const ciphers of [ALL_CIPHERS, ALL_CIPHERS.toReversed()]) {
        const peer = await t.until("Finished", { hello: { ciphers } });
        const { cipher } = peer.serverHello;
        if (cipher !== wanted) {
          throw new Violation("NEG-6", `cipher ${wanted}`, `cipher ${cipher}`);
        }
        peer.sendFinished();
        if (!t.proprietary) await peer.readFinished();
        peer.established = true;
        await peer.ping();
      }
    },
  }),
  refusedHello({
    id: "handshake/server-no-version",
    title: "An offer without a known version gets no_common_version",
    requirement: "NEG-4",
    alert: "no_common_version",
    hello: () => ({ versions: [0x0002, 0x0100, GREASE_U16[4]] }),
  }),
  refusedHello({
    id: "handshake/server-no-setting",
    title: "An offer without a known setting gets no_common_setting",
    requirement: "NEG-5",
    alert: "no_common_setting",
    hello: () => ({ settings: [0, 4, GREASE_U8[3]] }),
  }),
  refusedHello({
    id: "handshake/server-no-cipher",
    title: "An offer without the configured cipher gets no_common_cipher",
    requirement: "NEG-6",
    alert: "no_common_cipher",
    settings: "each",
    ciphers: "each",
    hello: (t) => ({
      ciphers: [
        ...ALL_CIPHERS.filter((cipher) =>
          cipher !== t.server.configuration?.ciphers[0] &&
          cipher !== t.cipher
        ),
        GREASE_U16[6],
      ],
    }),
  }),
  refusedHello({
    id: "handshake/server-cipher-no-fallback",
    title: "A cipher that only a lower setting has selects no lower setting",
    requirement: "NEG-6",
    alert: "no_common_cipher",
    settings: ["open"],
    config: mixed,
    hello: () => ({
      settings: [1, 2],
      ciphers: [Cipher["ChaCha20-Poly1305"]],
    }),
  }),
  serverCase({
    id: "handshake/server-compression-not-enabled",
    title: "Compression is not selected where it is not enabled",
    requirements: ["NEG-10", "NEG-9"],
    settings: ["open", "certified"],
    needs: ["contract"],
    async run(t) {
      const peer = await t.establish({ hello: { compressions: [1, 0] } });
      if (peer.compression !== 0) {
        throw new Violation("NEG-10", "compression 0", "compression 1");
      }
      await peer.ping();
    },
  }),
  serverCase({
    id: "handshake/server-compression-not-offered",
    title: "Compression is not selected where it is not offered",
    requirements: ["NEG-9", "NEG-31"],
    settings: ["proprietary"],
    async run(t) {
      const peer = await t.establish({
        hello: { compressions: [0, 2, GREASE_U8[5]] },
      });
      await peer.ping();
    },
  }),
  serverCase({
    id: "handshake/server-compression-agreed",
    title: "Compression is selected in proprietary where both enable it",
    requirements: ["NEG-10", "NEG-9"],
    compression: true,
    needs: ["deflate"],
    async run(t) {
      const peer = await t.establish({ hello: { compressions: [1, 0] } });
      await peer.ping();
    },
  }),
  serverCase({
    id: "handshake/server-max-frame-least",
    title: "The least maxFrame is accepted, and granted no larger",
    requirements: ["NEG-11", "PRO-13"],
    settings: "each",
    async run(t) {
      const peer = await t.establish({ hello: { maxFrame: MIN_MAX_FRAME } });
      await peer.ping(t.random(MIN_MAX_FRAME));
    },
  }),
  serverCase({
    id: "handshake/server-max-frame-largest",
    title: "The largest maxFrame is accepted, and what is granted is carried",
    requirements: ["NEG-11", "DAT-2"],
    settings: "each",
    async run(t) {
      const peer = await t.establish({ hello: { maxFrame: MAX_MAX_FRAME } });
      await peer.ping(t.random(peer.maxFrame));
    },
  }),
  serverCase({
    id: "handshake/server-empty-name",
    title: "An empty serverName is accepted in open and certified",
    requirements: ["NEG-25", "NEG-13"],
    settings: ["open", "certified"],
    async run(t) {
      const peer = await t.establish({ hello: { serverName: "" } });
      await peer.ping();
    },
  }),
  refusedHello({
    id: "handshake/server-unrecognized-name",
    title: "A name that is not one of the configured gets unrecognized_name",
    requirement: "NEG-13",
    alert: "unrecognized_name",
    settings: "each",
    needs: ["contract"],
    hello: () => ({ serverName: "other.fesa.example" }),
  }),
  refusedHello({
    id: "handshake/server-name-not-a-prefix",
    title: "A configured name is matched whole",
    requirement: "NEG-13",
    alert: "unrecognized_name",
    settings: "each",
    needs: ["contract"],
    hello: (t) => ({ serverName: `${t.server.serverName}x` }),
  }),
  refusedHello({
    id: "handshake/server-name-not-a-suffix",
    title: "A name below a configured one is another name",
    requirement: "NEG-13",
    alert: "unrecognized_name",
    settings: "each",
    needs: ["contract"],
    hello: (t) => ({ serverName: `below.${t.server.serverName}` }),
  }),
  refusedHello({
    id: "handshake/server-empty-name-proprietary",
    title:
      "An empty serverName is refused in proprietary with names configured",
    requirement: "NEG-13",
    alert: "unrecognized_name",
    settings: ["proprietary"],
    needs: ["contract"],
    hello: () => ({ serverName: "" }),
  }),
  serverCase({
    id: "handshake/server-largest-hello",
    title: "A ClientHello of exactly 16,384 bytes, its lists full, is accepted",
    requirements: ["FRM-5", "NEG-3"],
    settings: "each",
    async run(t) {
      const peer = await t.connect();
      const { setting, cipher } = peer.options;
      const others = (known: readonly number[], count: number) =>
        Array.from({ length: 256 }, (_, i) => i)
          .filter((value) => !known.includes(value)).slice(0, count);
      const wide = (count: number) =>
        Array.from({ length: count }, (_, i) => 0x2000 + i);
      const fields = {
        versions: [...wide(126), 1],
        settings: [...others([1, 2, 3], 252), setting],
        ciphers: [...wide(126), cipher],
        compressions: [...others([0, 1], 253), 0],
      };
      const extension = (size: number) => ({
        ...fields,
        extensions: [
          ...peer.offer().extensions,
          { type: 0x2fff, data: new Uint8Array(size) },
        ],
      });
      const base = t.sizeOf(peer.offer(extension(0)));
      peer.sendHello(extension(MAX_HELLO - base));
      await peer.readServerHello();
      if (t.proprietary) {
        await peer.readFinished();
        peer.sendFinished();
      } else {
        await peer.readServerKey();
        peer.sendKeyExchange();
        peer.sendFinished();
        await peer.readFinished();
      }
      peer.established = true;
      await peer.ping();
    },
  }),
  serverCase({
    id: "handshake/server-fresh-random",
    title: "Every ServerHello has a random of its own",
    requirements: ["NEG-17"],
    settings: "each",
    async run(t) {
      const random = t.random(32);
      const randoms: Uint8Array[] = [];
      for (let i = 0; i < 16; i++) {
        const peer = await t.connect();
        peer.sendHello({ random });
        await peer.readServerHello();
        randoms.push(peer.serverHello.random);
        peer.wire.leave();
      }
      const again = repeated([...randoms, random, new Uint8Array(32)]);
      if (again === undefined) return;
      throw new Violation("NEG-17", "32 fresh random bytes", again);
    },
  }),
  serverCase({
    id: "handshake/server-speaks-second",
    title: "The server says nothing before the ClientHello",
    requirements: ["NEG-21", "NEG-1"],
    async run(t) {
      const peer = await t.connect();
      const seen = await peer.next(250);
      if (seen.kind !== "silence" || seen.partial > 0) {
        throw peer.unexpected(seen, "NEG-21", "silence until the ClientHello");
      }
      await peer.until("Established");
      await peer.ping();
    },
  }),
  serverCase({
    id: "handshake/server-key-id",
    title: "A configured deployment_key_id selects its key",
    requirements: ["NEG-20", "NEG-31"],
    settings: ["proprietary"],
    config: (base) => ({ ...mixed(base), settings: [1, 2] }),
    async run(t) {
      const peer = await t.establish({
        hello: { extensions: [{ type: 1, data: KEY_ID }] },
      });
      await peer.ping();
    },
  }),
  serverCase({
    id: "handshake/server-key-id-absent",
    title: "Without a deployment_key_id the default key is used",
    requirements: ["NEG-20", "NEG-31"],
    settings: ["proprietary"],
    config: mixed,
    async run(t) {
      const peer = await t.establish();
      await peer.ping();
    },
  }),
  refusedHello({
    id: "handshake/server-key-id-unknown",
    title: "With an unknown deployment_key_id proprietary is not common",
    requirement: "NEG-20",
    alert: "no_common_setting",
    settings: ["proprietary"],
    config: mixed,
    hello: () => ({ extensions: [{ type: 1, data: uint(0x6b32, 2) }] }),
  }),
  serverCase({
    id: "handshake/server-key-id-unknown-elsewhere",
    title: "An unknown deployment_key_id leaves the other settings common",
    requirements: ["NEG-20", "NEG-5"],
    settings: ["open"],
    config: mixed,
    async run(t) {
      const peer = await t.establish({
        hello: {
          settings: [1, 2],
          ciphers: ALL_CIPHERS,
          extensions: [{ type: 1, data: uint(0x6b32, 2) }],
        },
      });
      await peer.ping();
    },
  }),
];
