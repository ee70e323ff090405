import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import { test } from "node:test";
import { Cipher, listen, SecuritySetting } from "../../src/node.ts";
import {
  AUTHORITY,
  authorityExtensions,
  leafExtensions,
  makeCertificate,
  makeChain,
} from "../tester/certificates.ts";
import { commonName } from "../tester/distinguished_name.ts";
import { throwawayKeyPem } from "../tester/throwaway_keys.ts";
import { type ExaminationOptions, examineServer } from "./examine_server.ts";
import { findingText } from "./finding.ts";

const { open, certified, proprietary } = SecuritySetting;
const NAME = "server.example";
const KEY = throwawayKeyPem("rsa2048");
const { anchor, chain } = makeChain(NAME, "rsa2048");
const OTHER = makeCertificate({
  subject: commonName("Another Authority"),
  key: "other2048",
  extensions: authorityExtensions(),
});
const DEPLOYMENT_KEY = new Uint8Array(32).fill(7);
const OPTIONS: ExaminationOptions = {
  serverName: NAME,
  anchors: [anchor.der],
  patience: 2_000,
  now: new Date("2026-01-15T12:00:00Z"),
};

type ListenOptions = Partial<Parameters<typeof listen>[0]>;

/** The codes of what is found at a server: faults with `!`. */
async function found(
  server: ListenOptions,
  options: Partial<ExaminationOptions> = {},
): Promise<readonly string[]> {
  const { host, port, close } = await listening(server);
  try {
    const { findings, reached } = await examineServer(`${host}:${port}`, {
      ...OPTIONS,
      ...options,
    });
    assert.equal(reached, true);
    for (const finding of findings) {
      assert.equal(findingText(finding).split("\n").length, 1);
    }
    return findings.map(({ level, code }) =>
      level === "fault" ? `${code}!` : code
    );
  } finally {
    await close();
  }
}

async function listening(options: ListenOptions) {
  const server = await listen({
    settings: [open, certified],
    privateKey: KEY,
    certificates: chain.map(({ der }) => der),
    onChannel: async (channel) => {
      for await (const bytes of channel) await channel.write(bytes);
    },
    ...options,
  });
  return { host: server.host, port: server.port, close: () => server.close() };
}

function leafOf(fields: Partial<Parameters<typeof makeCertificate>[0]>) {
  const leaf = makeCertificate({
    subject: commonName(NAME),
    key: "rsa2048",
    issuer: AUTHORITY,
    serial: "03",
    extensions: leafExtensions(NAME),
    ...fields,
  });
  return { certificates: [leaf.der] };
}

const SERVERS: readonly [
  string,
  ListenOptions,
  Partial<ExaminationOptions>,
  readonly string[],
][] = [
  ["that is as it should be", {}, {}, ["key", "grants"]],
  [
    "whose authority nobody names",
    {},
    { anchors: undefined },
    ["key", "no-trust", "grants"],
  ],
  [
    "of another authority",
    {},
    { anchors: [OTHER.der] },
    ["key", "certificate-unknown_issuer!", "grants"],
  ],
  [
    "that grants 3DES alone",
    { algorithm: Cipher["3DES-EDE-CBC-HMAC-SHA-256"] },
    {},
    ["grants", "no-aes!"],
  ],
  [
    "with a key of 1024 bits",
    {
      settings: [open],
      privateKey: throwawayKeyPem("rsa1024"),
      minimumRsaBits: 1024,
    },
    {},
    ["weak-key!", "grants"],
  ],
  [
    "that grants proprietary alone, without its key",
    {
      settings: [proprietary],
      deploymentKeys: [{ key: DEPLOYMENT_KEY }],
    },
    {},
    ["grants", "proprietary-only!"],
  ],
  [
    "that grants proprietary alone, with its key",
    {
      settings: [proprietary],
      deploymentKeys: [{ key: DEPLOYMENT_KEY }],
    },
    { deploymentKey: DEPLOYMENT_KEY },
    ["grants", "proprietary-only"],
  ],
  [
    "with another deployment key",
    {
      settings: [proprietary],
      deploymentKeys: [{ key: DEPLOYMENT_KEY }],
    },
    { deploymentKey: new Uint8Array(32) },
    ["wrong-deployment-key!", "grants", "proprietary-only"],
  ],
  [
    "of another name",
    { serverNames: ["other.example"] },
    {},
    ["unknown-name!", "key", "certificate-name_mismatch!", "grants"],
  ],
  [
    "whose certificate has expired",
    leafOf({ notAfter: "2026-01-15T11:00:00Z" }),
    {},
    ["key", "certificate-expired!", "grants"],
  ],
  [
    "whose certificate is of tomorrow",
    leafOf({ notBefore: "2026-01-16T00:00:00Z" }),
    {},
    ["key", "certificate-not_yet_valid!", "grants"],
  ],
  [
    "whose certificate expires soon",
    leafOf({ notAfter: "2026-01-20T00:00:00Z" }),
    {},
    ["key", "expires-soon", "grants"],
  ],
];

for (const [what, server, options, codes] of SERVERS) {
  test(`a server ${what}: ${codes.join(", ")}`, async () => {
    assert.deepEqual(await found(server, options), codes);
  });
}

const OTHERS: readonly [string, (socket: Socket) => void, RegExp][] = [
  [
    "TLS",
    (socket) => socket.end(new Uint8Array([21, 3, 1, 0, 2, 2, 70])),
    /: it speaks TLS and not this protocol\. Name the port/,
  ],
  [
    "HTTP",
    (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"),
    /: it speaks HTTP and not/,
  ],
  [
    "SSH",
    (socket) => socket.write("SSH-2.0-OpenSSH_9.6\r\n"),
    /: it speaks SSH and not/,
  ],
  ["nothing", () => {}, /: it accepts connections and says nothing/],
  ["its end", (socket) => socket.end(), /: it ends the connection at a Clien/],
  [
    "what nobody knows",
    (socket) => socket.end("\xf0what is this at all"),
    /: it answers a ClientHello with [0-9a-f]{32}, which starts no frame/,
  ],
];

for (const [what, behaviour, message] of OTHERS) {
  test(`a port that speaks ${what} is told from a server`, async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.resume();
      behaviour(socket);
    });
    await new Promise<void>((resolve) =>
      server.listen(0, "127.0.0.1", resolve)
    );
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    try {
      const { findings, reached } = await examineServer(
        `127.0.0.1:${port}`,
        { ...OPTIONS, patience: 300 },
      );
      assert.equal(reached, true);
      assert.equal(findings.length, 1);
      assert.equal(findings[0].code, "not-fesa");
      assert.match(findingText(findings[0]), message);
    } finally {
      server.close();
      for (const socket of sockets) socket.destroy();
    }
  });
}

const NOBODY: readonly [string, RegExp][] = [
  ["127.0.0.1:1", /^fault {2}127\.0\.0\.1:1: nobody listens there/],
  [
    "no-such-host.invalid:7000",
    /: the (name is not known to the DNS|DNS gives)/,
  ],
];

for (const [address, message] of NOBODY) {
  test(`${address} is not reached`, async () => {
    const { findings, reached } = await examineServer(address, OPTIONS);
    assert.equal(reached, false);
    assert.deepEqual(findings.map(({ code }) => code), ["unreachable"]);
    assert.match(findingText(findings[0]), message);
  });
}
