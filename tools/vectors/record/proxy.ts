import type { Buffer } from "node:buffer";
import { once } from "node:events";
import {
  type AddressInfo,
  connect,
  createServer,
  type Server,
  type Socket,
} from "node:net";
import { listenOn } from "../../../conformance/runner/listen_on.ts";
import { Recorder, type Trouble } from "./recorder.ts";
import type { RecorderKeys } from "./session_keys.ts";

/** Where a proxy listens, and to whom it passes on. */
export interface ProxyOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly to: { readonly host: string; readonly port: number };
  readonly keys: RecorderKeys;
  /** Bytes that are kept of one conversation at most. */
  readonly limit: number;
}

/** A proxy that listens. */
export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** The next conversation, once it is over. */
  next(): Promise<Recorder>;
  close(): Promise<void>;
}

/**
 * Passes bytes on between clients and a server, unchanged and both ways, and
 * watches them by the way. What arrives is written down before it is passed
 * on, so an answer never stands before what it answers.
 *
 * @throws Error in one line where it can't listen.
 */
export async function listenBetween(options: ProxyOptions): Promise<Proxy> {
  const over: Recorder[] = [];
  const waiting: ((recorder: Recorder) => void)[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    watch(client, options, sockets, (recorder) => {
      const take = waiting.shift();
      if (take) take(recorder);
      else over.push(recorder);
    });
  });
  const { listen } = options;
  const port = await listenOn(server, listen.port, listen.host);
  const { address } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    next: () => {
      const first = over.shift();
      return first
        ? Promise.resolve(first)
        : new Promise((resolve) => waiting.push(resolve));
    },
    close: () => closeAll(server, sockets),
  };
}

async function closeAll(
  server: Server,
  sockets: ReadonlySet<Socket>,
): Promise<void> {
  for (const socket of sockets) socket.destroy();
  server.close();
  await once(server, "close");
}

/**
 * Milliseconds of silence that an end is given once the other's stream is over:
 * twice what the protocol's own deadlines leave it.
 */
const GRACE = 10_000;

function watch(
  client: Socket,
  { to, keys, limit }: ProxyOptions,
  sockets: Set<Socket>,
  onOver: (recorder: Recorder) => void,
): void {
  const recorder = new Recorder(keys, limit);
  const server = connect({ ...to, allowHalfOpen: true });
  let open = 2;
  const over = () => {
    open--;
    if (open > 0) return;
    onOver(recorder);
  };
  const pass = (from: "client" | "server", one: Socket, other: Socket) => {
    sockets.add(one);
    one.setNoDelay(true);
    one.on(
      "data",
      (bytes: Buffer) => recorder.take(from, new Uint8Array(bytes)),
    );
    one.on("end", () => {
      recorder.end(from);
      other.setTimeout(GRACE, () => {
        one.destroy();
        other.destroy();
      });
    });
    // The platform's own pipe holds one back while the other is full.
    one.pipe(other);
    one.on("error", (error: Error & { code?: string }) => {
      recorder.trouble ??= unreachable(from, error, to);
      recorder.end(from);
      other.resetAndDestroy();
    });
    one.on("close", () => {
      sockets.delete(one);
      recorder.end(from);
      // What the other still sends has nowhere to go.
      if (other.writableFinished) other.destroy();
      else other.once("finish", () => other.destroy()).end();
      over();
    });
  };
  pass("client", client, server);
  pass("server", server, client);
}

/** Where the server was never there: nothing of it is a conversation. */
function unreachable(
  from: "client" | "server",
  { code = "" }: { readonly code?: string },
  { host, port }: ProxyOptions["to"],
): Trouble | undefined {
  if (from === "client" || !UNREACHABLE.includes(code)) return undefined;
  const message = `cannot connect to ${host}:${port}: ${code}`;
  return { message, keeps: false };
}

const UNREACHABLE: readonly string[] = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "EAI_AGAIN",
];
