import { createServer, type Server } from "node:net";
import { Acceptor } from "./acceptor.ts";
import type { ListenOptions } from "./listen_options.ts";

/** A server that listens. */
export interface SecureServer {
  readonly host: string;
  readonly port: number;
  /**
   * Uses another configuration for connections accepted from now on; the
   * others go on. What it leaves out is as `listen` was told. A configuration
   * that is refused changes nothing.
   *
   * @throws TypeError or RangeError as `listen`.
   */
  configure(options: Omit<ListenOptions, "host" | "port" | "onChannel">): void;
  /** Stops listening, closes every channel, and resolves when all are gone. */
  close(): Promise<void>;
}

/**
 * Listens for clients and establishes a secure channel with each.
 *
 * ```ts
 * const server = await listen({
 *   settings: [SecuritySetting.certified],
 *   privateKey: readFileSync("server.key", "utf8"),
 *   certificates: readPem(readFileSync("server.pem", "utf8"), "CERTIFICATE"),
 *   onChannel: async (channel) => {
 *     for await (const bytes of channel) await channel.write(bytes);
 *   },
 * });
 * ```
 *
 * @throws TypeError or RangeError for a configuration no client could use;
 * Error when the address can't be listened on.
 */
export async function listen(options: ListenOptions): Promise<SecureServer> {
  const acceptor = new Acceptor(options);
  const { host = "127.0.0.1", port = 0 } = options;
  const server = createServer(
    { allowHalfOpen: true, pauseOnConnect: true },
    (socket) => acceptor.accept(socket),
  );
  const bound = await bind(server, host, port);
  return {
    host,
    port: bound,
    configure: (changed) => acceptor.configure({ ...options, ...changed }),
    close: () => {
      const closed = new Promise<void>((resolve) =>
        server.close(() => resolve())
      );
      acceptor.closeAll();
      return closed;
    },
  };
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE"
        ? "the port is in use, choose another or 0"
        : error.code ?? error.message;
      reject(new Error(`Cannot listen on ${host}:${port}: ${why}`));
    });
    server.listen(port, host, () => {
      server.removeAllListeners("error");
      // Too many open files: one client can't be accepted, the others can.
      server.on("error", () => {});
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}
