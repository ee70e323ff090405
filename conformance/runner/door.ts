import { createServer, type Server } from "node:net";
import { Wire } from "../tester/wire.ts";

/** A listening port that one client connection is expected at. */
export class Door {
  /** How many connections came after the first. */
  extra = 0;
  readonly port: number;
  readonly #server: Server;
  #wire: Wire | undefined;
  #arrived: (() => void) | undefined;

  constructor(server: Server, onSpoken: () => void) {
    this.#server = server;
    const address = server.address();
    this.port = typeof address === "object" && address ? address.port : 0;
    server.on("connection", (socket) => {
      if (this.#wire !== undefined) {
        this.extra++;
        socket.destroy();
        return;
      }
      this.#wire = new Wire(socket);
      this.#wire.onSpoken = onSpoken;
      this.#arrived?.();
    });
  }

  /** Starts listening, at any free port where `port` is 0. */
  static open(port: number, onSpoken: () => void): Promise<Door> {
    return new Promise((resolve, reject) => {
      const server = createServer({ allowHalfOpen: true });
      server.once("error", reject);
      server.listen(
        port,
        "127.0.0.1",
        () => resolve(new Door(server, onSpoken)),
      );
    });
  }

  /** The first connection; undefined where none comes in time (ms). */
  first(patience: number): Promise<Wire | undefined> {
    return new Promise((resolve) => {
      if (this.#wire !== undefined) return resolve(this.#wire);
      const timer = setTimeout(() => resolve(undefined), patience);
      timer.unref();
      this.#arrived = () => {
        clearTimeout(timer);
        resolve(this.#wire);
      };
    });
  }

  /** Stops listening. */
  close(): void {
    this.#server.close();
  }
}
