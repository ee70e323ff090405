import { once } from "node:events";
import { connect as connectTls } from "node:tls";
import {
  connect,
  type ConnectOptions,
  type SecureChannel,
  SecuritySetting,
} from "../src/node.ts";
import type { Line } from "./sink.ts";
import type { SinkProcess } from "./sink_process.ts";

/** A connection to a sink, of whatever kind, as the benches use it. */
export interface Connected {
  /** Writes as the platform's own streams or ours ask it to be done. */
  writeAll(chunk: Uint8Array, times: number): Promise<void>;
  /** Writes, and reads as many bytes back. */
  exchange(chunk: Uint8Array): Promise<void>;
  /** Ends the stream; resolves once the other end has ended too. */
  finish(): Promise<void>;
}

/**
 * Connects to a sink, without validating anything but in `certified`:
 * node:tls 1.2 with RSA key transport and no resumption, or ours in `setting`.
 */
export async function connectLine(
  sink: SinkProcess,
  line: Line,
  setting: number = line === "proprietary"
    ? SecuritySetting.proprietary
    : SecuritySetting.open,
  port: number = sink.ports[line],
): Promise<Connected> {
  if (line === "tls") return await tls(port);
  const options: ConnectOptions = {
    host: "127.0.0.1",
    port,
    serverName: "localhost",
    settings: [setting],
    deploymentKey: sink.deploymentKey,
    identity: setting === SecuritySetting.certified
      ? { trust: { anchors: [sink.anchor] } }
      : { acceptAny: true },
  };
  return ours(await connect(options));
}

async function tls(port: number): Promise<Connected> {
  const socket = connectTls({
    host: "127.0.0.1",
    port,
    rejectUnauthorized: false,
    maxVersion: "TLSv1.2",
    ciphers: "AES256-GCM-SHA384",
  });
  socket.setNoDelay(true);
  socket.on("error", () => {});
  await once(socket, "secureConnect");
  return {
    async writeAll(chunk, times) {
      for (let i = 0; i < times; i++) {
        if (!socket.write(chunk)) await once(socket, "drain");
      }
    },
    exchange(chunk) {
      return new Promise((resolve) => {
        let left = chunk.length;
        const onData = (bytes: Uint8Array): void => {
          left -= bytes.length;
          if (left > 0) return;
          socket.off("data", onData);
          resolve();
        };
        socket.on("data", onData);
        socket.write(chunk);
      });
    },
    async finish() {
      const closed = once(socket, "close");
      socket.end();
      socket.resume();
      await closed;
    },
  };
}

function ours(channel: SecureChannel): Connected {
  return {
    async writeAll(chunk, times) {
      for (let i = 0; i < times; i++) await channel.write(chunk);
    },
    async exchange(chunk) {
      await channel.write(chunk);
      for (let left = chunk.length; left > 0;) {
        left -= (await channel.read())?.length ?? left;
      }
    },
    async finish() {
      await channel.close();
    },
  };
}
