import { clientCase } from "../../runner/case.ts";
import { concat, equal, fromHex, hex } from "../../tester/bytes.ts";
import { encodeSpki, oaepSeed, parseSpki } from "../../tester/rsa.ts";
import { throwawayKey, throwawaySpki } from "../../tester/throwaway_keys.ts";
import { Violation } from "../../tester/violation.ts";

/** SPKIs that are not what a ServerKey may hold, made of a good one. */
const BAD_KEYS: Readonly<
  Record<string, [string, (spki: Uint8Array) => Uint8Array]>
> = {
  "empty": ["no bytes", () => new Uint8Array(0)],
  "trailing-byte": [
    "a byte after its end",
    (spki) => concat(spki, Uint8Array.of(0)),
  ],
  "cut": ["its last byte cut off", (spki) => spki.subarray(0, -1)],
  "exponent-3": [
    "the exponent 3",
    (spki) => encodeSpki(parseSpki(spki).n, 3n),
  ],
  "exponent-1": [
    "the exponent 1",
    (spki) => encodeSpki(parseSpki(spki).n, 1n),
  ],
  "exponent-even": [
    "an even exponent",
    (spki) => encodeSpki(parseSpki(spki).n, 65_538n),
  ],
  "exponent-huge": [
    "the exponent 2^32 + 1",
    (spki) => encodeSpki(parseSpki(spki).n, 2n ** 32n + 1n),
  ],
  "modulus-even": [
    "an even modulus",
    (spki) => encodeSpki(parseSpki(spki).n - 1n, 65_537n),
  ],
  "modulus-2047": [
    "a modulus of 2047 bits",
    (spki) => encodeSpki(parseSpki(spki).n >> 1n | 1n, 65_537n),
  ],
  "modulus-2056": [
    "a modulus of 2056 bits",
    (spki) => encodeSpki(parseSpki(spki).n << 8n | 1n, 65_537n),
  ],
  "no-null": [
    "an algorithm without NULL parameters",
    (spki) => {
      const whole = hex(spki);
      const less = whole.replace(
        "300d06092a864886f70d0101010500",
        "300b06092a864886f70d010101",
      );
      // The outer length of two bytes is two less.
      const length = Number.parseInt(less.slice(4, 8), 16) - 2;
      return fromHex(
        less.slice(0, 4) + length.toString(16).padStart(4, "0") + less.slice(8),
      );
    },
  ],
  "rsassa-pss": [
    "the algorithm RSASSA-PSS",
    (spki) =>
      fromHex(hex(spki).replace("2a864886f70d010101", "2a864886f70d01010a")),
  ],
};

/** What a client makes of a server's key, and its own secrets. */
export const clientKeys = [
  ...Object.entries(BAD_KEYS).map(([name, [title, make]]) =>
    clientCase({
      id: `keys/client-server-key-${name}`,
      title: `A ServerKey with ${title} is refused`,
      requirements: ["KEX-2"],
      settings: ["open"],
      async run(t) {
        const peer = await t.until("ServerKey");
        const bad = make(throwawaySpki("rsa2048"));
        if (equal(bad, throwawaySpki("rsa2048"))) {
          throw new TypeError(`${name} changes nothing`);
        }
        peer.sendKey(bad);
        await peer.expectAlert("bad_key", "KEX-2");
      },
    })
  ),
  clientCase({
    id: "keys/client-weak-key",
    title: "A key of 1024 bits is refused where 2048 are the minimum",
    requirements: ["KEX-4"],
    settings: ["open"],
    async run(t) {
      const peer = await t.until("ServerKey", {
        key: throwawayKey("rsa1024"),
        spki: throwawaySpki("rsa1024"),
      });
      peer.sendKey();
      await peer.expectAlert(["weak_key", "bad_key"], "KEX-4");
    },
  }),
  clientCase({
    id: "keys/client-below-minimum",
    title: "A key of 2048 bits is weak where 3072 are the minimum",
    requirements: ["KEX-4"],
    settings: ["open"],
    needs: ["contract"],
    config: (base) => ({ ...base, minimumRsaBits: 3072 }),
    async run(t) {
      const peer = await t.until("ServerKey");
      peer.sendKey();
      await peer.expectAlert("weak_key", "KEX-4");
    },
  }),
  clientCase({
    id: "keys/client-rsa-1024",
    title: "A key of 1024 bits is accepted where the configuration says so",
    requirements: ["KEX-21", "KEX-4"],
    settings: ["open"],
    needs: ["rsa1024"],
    config: (base) => ({ ...base, minimumRsaBits: 1024 }),
    async run(t) {
      const peer = await t.establish({
        key: throwawayKey("rsa1024"),
        spki: throwawaySpki("rsa1024"),
      });
      await peer.ping();
    },
  }),
  clientCase({
    id: "keys/client-fresh-secrets",
    title: "Eight connections have eight randoms and pre-master secrets",
    requirements: ["KEX-6", "KEX-7", "NEG-17", "KEX-17"],
    settings: ["open", "certified"],
    async run(t) {
      const randoms: Uint8Array[] = [];
      const secrets = new Set<string>();
      const seeds = new Set<string>();
      const preMasters: Uint8Array[] = [];
      for (let i = 0; i < 8; i++) {
        const peer = await t.establish();
        randoms.push(peer.hello.random);
        secrets.add(hex(peer.preMaster));
        preMasters.push(peer.preMaster);
        seeds.add(hex(oaepSeed(peer.options.key, peer.exchanged)));
        await peer.close();
        await t.leave(peer);
      }
      requireAll(secrets.size, "KEX-6", "pre-master secrets");
      requireAll(seeds.size, "KEX-7", "OAEP seeds");
      requireEveryByteDrawn(preMasters, "KEX-6");
      requireEveryByteDrawn(randoms, "NEG-17");
    },
  }),
];

/** A byte that is the same in eight values was not drawn. */
function requireEveryByteDrawn(
  values: readonly Uint8Array[],
  requirement: string,
): void {
  const [first, ...others] = values;
  const same = first.findIndex((byte, i) =>
    others.every((other) => other[i] === byte)
  );
  if (same < 0) return;
  throw new Violation(
    requirement,
    `${first.length} random bytes`,
    `byte ${same} being ${first[same]} in each of ${values.length}`,
  );
}

function requireAll(count: number, requirement: string, what: string): void {
  if (count === 8) return;
  throw new Violation(
    requirement,
    `8 different ${what}`,
    `${count} different ones`,
  );
}
