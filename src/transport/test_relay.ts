import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * What stands between a client and a server, for tests: carries bytes both ways
 * until it is told to hold a direction, of which it then reads nothing more.
 */
export class Relay {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Socket[] = [];

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.port = (server.address() as { port: number }).port;
    server.on("connection", (client) => {
      const onward = connect({
        port: target,
        host: "127.0.0.1",
        allowHalfOpen: true,
      });
      this.#sockets.push(client, onward);
      for (const socket of [client, onward]) socket.on("error", () => {});
      client.pipe(onward);
      onward.pipe(client);
    });
  }

  /** Runs a relay to a local port for as long as `use` takes. */
  static async with(
    target: number,
    use: (relay: Relay) => Promise<void>,
  ): Promise<void> {
    const server = createServer({ allowHalfOpen: true });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve());
    });
    const relay = new Relay(server, target);
    try {
      await use(relay);
    } finally {
      relay.cut();
      await new Promise((resolve) => relay.#server.close(resolve));
    }
  }

  /** Reads nothing more from the client. */
  holdClient(): void {
    this.#hold(0);
  }

  /** Reads nothing more from the server. */
  holdServer(): void {
    this.#hold(1);
  }

  /** Sends FIN to both, as nobody asked it to. */
  finish(): void {
    for (const socket of this.#sockets) {
      socket.unpipe();
      socket.end();
      socket.resume();
    }
  }

  /** Drops both connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #hold(which: 0 | 1): void {
    this.#sockets[which].unpipe();
    this.#sockets[which].pause();
  }
}
