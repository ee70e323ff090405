import { test } from "node:test";
import assert from "node:assert/strict";
import { deploymentKey } from "../channel/test_keys.ts";
import { issue } from "../identity/test_chain.ts";
import { SecuritySetting } from "../schema/registries.ts";
import { connect, type ConnectOptions } from "./connect.ts";
import { listen } from "./listen.ts";
import type { ListenOptions } from "./listen_options.ts";
import { serverKey, withServer } from "./test_server.ts";

const { certified, proprietary } = SecuritySetting;
const MOST = 2_147_483_647;

/** Options that both roles refuse, and how. */
const SHARED: readonly [
  Partial<ConnectOptions & ListenOptions>,
  { name: string; message: string },
][] = [
  [
    { compressionLevel: 10 },
    rangeError("Cannot compress at level 10: 1 to 9 allowed"),
  ],
  ...[0, 1.5, NaN].map((frames) =>
    [
      { keyUpdateAfterFrames: frames },
      rangeError(`keyUpdateAfterFrames is ${frames}: a whole number from 1 on`),
    ] as [Partial<ConnectOptions>, ReturnType<typeof rangeError>]
  ),
  [
    { transforms: [transform(0x1234)] },
    rangeError(
      "Cannot register the transform 0x1234: its cipher 4660 is out of range",
    ),
  ],
];

const CLIENT = [
  ...SHARED,
  ...times("handshakeTimeoutMs", 1),
  ...times("idleTimeoutMs", 0),
  [
    { ciphers: [0xe001], transforms: [transform(0xe002)] },
    rangeError("Cannot use cipher 0xe001: add its transform to transforms"),
  ],
] as const;

const SERVER = [
  ...SHARED,
  ...times("handshakeTimeoutMs", 1, "limits."),
  ...times("idleTimeoutMs", 0, "limits."),
  [
    { proprietaryCipher: 0xe001 },
    rangeError("Cannot use cipher 0xe001: add its transform to transforms"),
  ],
] as const;

test("a client refuses its options before it dials", async () => {
  for (const [options, refusal] of CLIENT) {
    // Nothing listens on port 1: whoever dialled would say so.
    const connecting = connect({
      host: "127.0.0.1",
      port: 1,
      settings: [proprietary],
      deploymentKey,
      ...options,
    });
    await assert.rejects(connecting, refusal);
  }
});

const listening: ListenOptions = {
  settings: [proprietary],
  deploymentKeys: [{ key: deploymentKey }],
  onChannel: () => {},
};

test("a server refuses its options before it listens", async () => {
  for (const [options, refusal] of SERVER) {
    await assert.rejects(listen({ ...listening, ...options }), refusal);
  }
});

test("a server refuses options for later, and goes on as it was", async () => {
  await withServer({}, async ({ server, dial }) => {
    for (const [options, refusal] of SERVER) {
      assert.throws(
        () => server.configure({ ...listening, ...options }),
        refusal,
      );
    }
    const channel = await dial();
    assert.deepEqual(await channel.close(), { how: "clean" });
  });
});

test("a server refuses a certificate that is not its key's", async () => {
  const { der } = await issue({ subject: "CN=other" });
  const rows: readonly [Uint8Array, string | RegExp][] = [
    [
      der,
      "The first certificate is of another key than privateKey: put the server's own first",
    ],
    [Uint8Array.of(1), /^Cannot read the first certificate: /],
  ];
  for (const [certificate, message] of rows) {
    const refused = listen({
      ...listening,
      settings: [certified],
      privateKey: serverKey,
      certificates: [certificate],
    });
    await assert.rejects(refused, { name: "TypeError", message });
  }
});

test("the name of a server is its host in lower case", async () => {
  await withServer({}, async ({ dial }) => {
    const channel = await dial({ host: "LocalHost" });
    assert.equal(channel.session.serverName, "localhost");
    assert.deepEqual(await channel.close(), { how: "clean" });
  });
});

function rangeError(message: string): { name: string; message: string } {
  return { name: "RangeError", message };
}

function times(
  name: "handshakeTimeoutMs" | "idleTimeoutMs",
  least: number,
  prefix: string = "",
): [object, { name: string; message: string }][] {
  return [least - 1, 1.5, NaN, Infinity, MOST + 1].map((value) => [
    prefix === "" ? { [name]: value } : { limits: { [name]: value } },
    rangeError(
      `${prefix}${name} is ${value}: ${least} to ${MOST} milliseconds`,
    ),
  ]);
}

function transform(cipher: number) {
  return {
    cipher,
    keySize: 32,
    nonceSize: 12 as const,
    maxFrames: 2,
    create: () => {
      throw new Error("Never made");
    },
  };
}
