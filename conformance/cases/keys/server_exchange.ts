import { serverCase } from "../../runner/case.ts";
import type { ServerContext } from "../../runner/server_context.ts";
import { concat, hex, uint } from "../../tester/bytes.ts";
import { frame, header } from "../../tester/frame.ts";
import { FrameType } from "../../tester/registry.ts";
import { encryptOaep, type RsaPublicKey } from "../../tester/rsa.ts";
import { rsaPublic } from "../../tester/rsa.ts";
import type { TesterClient } from "../../tester/tester_client.ts";
import { Violation } from "../../tester/violation.ts";

const RSA_SETTINGS = ["open", "certified"] as const;

/**
 * A ClientKeyExchange that no client would send. `secret` is what a lenient
 * server would take out of it: the Finished that follows is sealed under it.
 */
type BadExchange = (
  key: RsaPublicKey,
  t: ServerContext,
  secret: Uint8Array,
) => Uint8Array;

/** What a lenient server would make of the secret it took out. */
type Derived = (secret: Uint8Array) => Uint8Array;

/** Everything that must look like a wrong key (spec/keys.md). */
const BAD_EXCHANGES: Readonly<
  Record<string, [string, BadExchange, number?, Derived?]>
> = {
  "random": [
    "a random number below the modulus",
    (key, t) => concat(uint(0, 1), t.random(key.size - 1)),
  ],
  "zero": ["zero", (key) => new Uint8Array(key.size)],
  "one": ["one", (key) => uint(1n, key.size)],
  "modulus-less-one": [
    "the modulus less one",
    (key) => uint(key.n - 1n, key.size),
  ],
  "modulus": ["the modulus", (key) => uint(key.n, key.size)],
  "all-ones": [
    "a number above the modulus",
    (key) => new Uint8Array(key.size).fill(0xff),
  ],
  "first-octet": [
    "a first octet that is not zero",
    (key, t, secret) => oaep(key, t, secret, { firstOctet: 1 }),
  ],
  "label": [
    "the hash of another label",
    (key, t, secret) => oaep(key, t, secret, { label: Uint8Array.of(1) }),
  ],
  "no-separator": [
    "no 01 behind the padding",
    (key, t, secret) =>
      oaep(key, t, secret, {
        edit: (db) => db.map((byte, i) => i < 32 ? byte : 0),
      }),
  ],
  "padding": [
    "a padding byte that is not zero",
    (key, t, secret) =>
      oaep(key, t, secret, {
        edit: (db) => db.map((b, i) => i === 32 ? 2 : b),
      }),
  ],
  "sha-1": [
    "OAEP with SHA-1",
    (key, t, secret) => oaep(key, t, secret, { hash: "sha1" }),
  ],
  "mgf-sha-1": [
    "OAEP with MGF1-SHA-1",
    (key, t, secret) => oaep(key, t, secret, { maskHash: "sha1" }),
  ],
  "pkcs-1": ["PKCS #1 v1.5 padding", (key, t, secret) => {
    const filling = t.random(key.size - 51).map((byte) => byte || 1);
    return rsaPublic(
      key,
      concat(Uint8Array.of(0, 2), filling, Uint8Array.of(0), secret),
    );
  }],
  "empty": ["a secret of 0 bytes", oaep, 0],
  "short": ["a secret of 47 bytes", oaep, 47],
  "long": ["a secret of 49 bytes", oaep, 49],
  "short-zero-behind": [
    "a secret of 47 bytes, used with a zero behind it",
    (key, t, secret) => oaep(key, t, secret.subarray(0, 47)),
    48,
    (secret) => concat(secret.subarray(0, 47), Uint8Array.of(0)),
  ],
  "short-zero-before": [
    "a secret of 47 bytes, used with a zero before it",
    (key, t, secret) => oaep(key, t, secret.subarray(0, 47)),
    48,
    (secret) => concat(Uint8Array.of(0), secret.subarray(0, 47)),
  ],
  "long-cut": [
    "a secret of 49 bytes, of which the first 48 are used",
    oaep,
    49,
    (secret) => secret.subarray(0, 48),
  ],
};

/** What a server makes of a ClientKeyExchange. */
export const serverExchange = [
  ...Object.entries(BAD_EXCHANGES).map((
    [name, [title, make, size = 48, derived = (secret: Uint8Array) => secret]],
  ) =>
    serverCase({
      id: `keys/server-exchange-${name}`,
      title: `A key exchange with ${title} fails as a wrong key does`,
      requirements: ["KEX-9", "KEX-11"],
      settings: RSA_SETTINGS,
      async run(t) {
        const wrongKey = await answerTo(t, (peer) => {
          peer.sendKeyExchange();
          peer.derive(t.random(48));
        });
        const bad = await answerTo(t, (peer) => {
          const secret = t.random(size);
          peer.sendKeyExchange(make(peer.serverKey, t, secret));
          peer.derive(derived(secret));
        });
        if (bad === wrongKey) return;
        throw new Violation(
          "KEX-11",
          `the answer to a wrong key: ${wrongKey}`,
          bad,
          "Every defect of a ClientKeyExchange of the right size goes on with " +
            "random bytes and fails at the Finished, never before it",
        );
      },
    })
  ),
  serverCase({
    id: "keys/server-exchange-events",
    title: "A bad key exchange is reported as a wrong key is",
    requirements: ["KEX-12", "KEX-11"],
    settings: ["open"],
    needs: ["contract"],
    async run(t) {
      const wrongKey = await eventsOf(t, (peer) => {
        peer.sendKeyExchange();
        peer.derive(t.random(48));
      });
      const bad = await eventsOf(t, (peer) => {
        peer.sendKeyExchange(new Uint8Array(peer.serverKey.size));
      });
      if (bad === wrongKey) return;
      throw new Violation("KEX-12", `events ${wrongKey}`, bad);
    },
  }),
  serverCase({
    id: "keys/server-exchange-answered-late",
    title: "A bad key exchange is not answered before the Finished is there",
    requirements: ["KEX-11", "KEX-9"],
    settings: ["open"],
    waits: true,
    async run(t) {
      const peer = await t.until("ClientKeyExchange");
      peer.sendKeyExchange(new Uint8Array(peer.serverKey.size));
      const seen = await peer.next(600);
      if (seen.kind !== "silence") {
        throw peer.unexpected(seen, "KEX-11", "nothing before the Finished");
      }
      peer.sendFinished();
      await peer.expectAlert("bad_frame_protection", "KEX-9");
    },
  }),
  ...[-1, 1].map((change) =>
    serverCase({
      id: `keys/server-exchange-${change < 0 ? "k-less-1" : "k-plus-1"}`,
      title: `A ClientKeyExchange one byte ${
        change < 0 ? "shorter" : "longer"
      } than the modulus is malformed`,
      requirements: ["KEX-8"],
      settings: RSA_SETTINGS,
      async run(t) {
        const peer = await t.until("ClientKeyExchange");
        const right = peer.encryptPreMaster();
        const body = change < 0
          ? right.subarray(1)
          : concat(Uint8Array.of(0), right);
        peer.sendFrame(FrameType.ClientKeyExchange, body);
        await peer.expectAlert("malformed", "KEX-8");
      },
    })
  ),
  serverCase({
    id: "keys/server-exchange-no-body",
    title: "A ClientKeyExchange without a body is malformed",
    requirements: ["KEX-8"],
    settings: RSA_SETTINGS,
    async run(t) {
      const peer = await t.until("ClientKeyExchange");
      peer.sendFrame(FrameType.ClientKeyExchange, new Uint8Array(0));
      await peer.expectAlert("malformed", "KEX-8");
    },
  }),
  serverCase({
    id: "keys/server-exchange-too-large",
    title: "A ClientKeyExchange over 512 bytes is refused from its header",
    requirements: ["FRM-5"],
    settings: RSA_SETTINGS,
    async run(t) {
      const peer = await t.until("ClientKeyExchange");
      peer.sendBytes(
        header(FrameType.ClientKeyExchange, 513),
        "header of ClientKeyExchange, 513 bytes",
      );
      await peer.expectAlert("frame_too_large", "FRM-5");
    },
  }),
  serverCase({
    id: "keys/server-exchange-twice",
    title: "A second ClientKeyExchange is not allowed",
    requirements: ["KEX-15"],
    settings: RSA_SETTINGS,
    async run(t) {
      const peer = await t.until("ClientKeyExchange");
      const exchange = frame(
        FrameType.ClientKeyExchange,
        peer.encryptPreMaster(),
      );
      peer.sendBytes(concat(exchange, exchange), "two ClientKeyExchanges");
      await peer.expectAlert("unexpected_frame", "KEX-15");
    },
  }),
  serverCase({
    id: "keys/server-replayed-flight",
    title: "A recorded client's flight does not connect a second time",
    requirements: ["KEX-17", "NEG-17"],
    settings: RSA_SETTINGS,
    async run(t) {
      const first = await t.until("Finished");
      const finished = first.seal(FrameType.Finished, first.verify);
      first.sendBytes(finished, "{Finished}");
      await first.readFinished();
      const second = await t.connect();
      const [hello, , , exchange] = first.frames;
      second.sendBytes(hello, "the same ClientHello");
      await second.next();
      await second.next();
      second.sendBytes(concat(exchange, finished), "the same flight");
      await second.expectAlert("bad_frame_protection", "KEX-17");
    },
  }),
  serverCase({
    id: "keys/server-fresh-randoms",
    title: "Twenty connections have twenty randoms and keys",
    requirements: ["NEG-17", "KEX-17"],
    settings: "each",
    async run(t) {
      const seen = new Set<string>();
      for (let i = 0; i < 20; i++) {
        const peer = await t.connect();
        peer.sendHello();
        await peer.readServerHello();
        seen.add(hex(peer.serverHello.random));
        peer.wire.finish();
      }
      if (seen.size === 20) return;
      throw new Violation(
        "NEG-17",
        "20 different randoms",
        `${seen.size} different ones`,
      );
    },
  }),
];

/** The events of a connection whose Finished doesn't open. */
async function eventsOf(
  t: ServerContext,
  exchange: (peer: TesterClient) => void,
): Promise<string> {
  const mark = t.server.process?.events.length ?? 0;
  const peer = await t.until("ClientKeyExchange");
  exchange(peer);
  peer.sendFinished();
  await peer.expectAlert("bad_frame_protection", "KEX-9");
  await t.ended(peer);
  const events = t.server.process?.events.slice(mark) ?? [];
  return JSON.stringify(events.map((event) => ({ ...event, connection: 0 })));
}

/** What a server answers to an exchange and the Finished after it. */
async function answerTo(
  t: ServerContext,
  exchange: (peer: TesterClient) => void,
): Promise<string> {
  const peer = await t.until("ClientKeyExchange");
  exchange(peer);
  peer.sendFinished();
  await peer.expectAlert("bad_frame_protection", "KEX-9");
  return "a clear Alert bad_frame_protection, then the end";
}

function oaep(
  key: RsaPublicKey,
  t: ServerContext,
  secret: Uint8Array,
  overrides: Parameters<typeof encryptOaep>[3] = {},
): Uint8Array {
  return encryptOaep(key, secret, t.random(32), overrides);
}
