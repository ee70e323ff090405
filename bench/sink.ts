import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { AddressInfo, Socket } from "node:net";
import process from "node:process";
import { createServer } from "node:tls";
import { Cipher, listen, SecuritySetting } from "../src/node.ts";
import {
  type ThrowawayIdentity,
  throwawayIdentity,
} from "./throwaway_identity.ts";

/** The servers of a sink, by the name of what they speak. */
export const LINES = ["tls", "aes", "3des", "proprietary"] as const;
export type Line = (typeof LINES)[number];

/** What a sink tells the process that started it. */
export type SinkReport =
  | {
    readonly type: "listening";
    readonly ports: Readonly<Record<Line, number>>;
    readonly deploymentKey: string;
    /** The certificate of the sink's authority, DER in hex. */
    readonly anchor: string;
  }
  | {
    readonly type: "received";
    readonly count: number;
    readonly sha256: string;
  }
  | { readonly type: "cpu"; readonly microseconds: number };

/** The deployment key of a bench: it protects nothing. */
const DEPLOYMENT_KEY = new Uint8Array(32).fill(0xd0);

/**
 * The receiving process: listens with node:tls and with ours, hashes every byte
 * it is sent, and reports each connection's count and hash to its parent. Asked
 * for "cpu", it reports the processor time it has used; asked to "echo", it
 * sends back what later connections send.
 */
export async function runSink(): Promise<void> {
  const identity = await throwawayIdentity();
  process.on("message", (message) => {
    echoes ||= message === "echo";
    const { user, system } = process.cpuUsage();
    report({ type: "cpu", microseconds: user + system });
  });
  process.on("disconnect", () => process.exit());
  report({
    type: "listening",
    deploymentKey: Buffer.from(DEPLOYMENT_KEY).toString("hex"),
    anchor: Buffer.from(identity.anchor).toString("hex"),
    ports: {
      tls: await listenTls(identity),
      aes: await listenFesa(identity, Cipher["AES-256-GCM"]),
      "3des": await listenFesa(identity, Cipher["3DES-EDE-CBC-HMAC-SHA-256"]),
      proprietary: await listenFesa(identity),
    },
  });
}

let echoes = false;

function listenTls(identity: ThrowawayIdentity): Promise<number> {
  const server = createServer({
    key: identity.key,
    cert: identity.certificate,
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.2",
    // RSA key transport, as ours.
    ciphers: "AES256-GCM-SHA384",
    noDelay: true,
  }, (socket: Socket) => {
    socket.on("error", () => {});
    if (echoes) return void socket.pipe(socket);
    const sink = hashing();
    socket.on("data", sink.take);
    socket.on("end", () => {
      sink.finish();
      socket.end();
    });
  });
  return new Promise((resolve) =>
    server.listen(
      0,
      "127.0.0.1",
      () => resolve((server.address() as AddressInfo).port),
    )
  );
}

/** Ours, in the RSA settings with `algorithm`, or `proprietary` without. */
async function listenFesa(
  identity: ThrowawayIdentity,
  algorithm?: number,
): Promise<number> {
  const { open, certified, proprietary } = SecuritySetting;
  const server = await listen({
    settings: algorithm === undefined ? [proprietary] : [open, certified],
    algorithm,
    privateKey: identity.key,
    certificates: [identity.certificateDer],
    deploymentKeys: [{ key: DEPLOYMENT_KEY }],
    onChannel: async (channel) => {
      const sink = hashing();
      try {
        for await (const bytes of channel) {
          if (echoes) await channel.write(bytes);
          else sink.take(bytes);
        }
        sink.finish();
        await channel.close();
      } catch {
        // A client that goes away without a word has nothing to report.
      }
    },
  });
  return server.port;
}

function hashing(): { take(bytes: Uint8Array): void; finish(): void } {
  const hash = createHash("sha256");
  let count = 0;
  return {
    take: (bytes) => {
      hash.update(bytes);
      count += bytes.length;
    },
    finish: () => {
      if (count === 0) return;
      report({ type: "received", count, sha256: hash.digest("hex") });
    },
  };
}

function report(message: SinkReport): void {
  process.send?.(message);
}
