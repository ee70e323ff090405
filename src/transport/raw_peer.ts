import { Buffer } from "node:buffer";
import { connect, createServer, type Socket } from "node:net";

/** How the bytes off a socket came to their end. */
export interface RawEnd {
  readonly hex: string;
  readonly how: "FIN" | "reset";
}

/** An end of a TCP connection that knows nothing of the protocol, for tests. */
export class RawPeer {
  readonly socket: Socket;
  /** All that came, once the other side has ended. */
  readonly ended: Promise<RawEnd>;
  /** The first bytes came. */
  readonly hasReceived: Promise<void>;

  constructor(socket: Socket) {
    this.socket = socket;
    this.hasReceived = new Promise((resolve) => {
      socket.once("data", () => resolve());
    });
    const chunks: Uint8Array[] = [];
    socket.on("data", (chunk) => chunks.push(chunk as Uint8Array));
    this.ended = new Promise((resolve) => {
      const end = (how: RawEnd["how"]): void =>
        resolve({ hex: Buffer.concat(chunks).toString("hex"), how });
      socket.once("end", () => end("FIN"));
      socket.once("error", () => end("reset"));
    });
  }

  /** Dials a server. */
  static dial(port: number): Promise<RawPeer> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.removeListener("error", reject);
        resolve(new RawPeer(socket));
      });
    });
  }

  /** Sends bytes. */
  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Sends FIN. */
  finish(): void {
    this.socket.end();
  }
}

/** Listens for clients, each a `RawPeer`, for as long as `use` takes. */
export async function withRawServer(
  onPeer: (peer: RawPeer) => void,
  use: (port: number) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    onPeer(new RawPeer(socket));
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve((server.address() as { port: number }).port);
    });
  });
  try {
    await use(port);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}
