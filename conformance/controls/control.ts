import { connect, createServer, type Socket } from "node:net";
import type { ControlName } from "../runner/case.ts";

/** What a control peer does with a connection, whichever end dialled. */
const BEHAVIOURS: Readonly<Record<ControlName, (socket: Socket) => void>> = {
  /** Never says anything, never ends. */
  silent: (socket) => void socket.resume(),
  /** Sends back what it gets. */
  echo: (socket) => void socket.pipe(socket),
  /** Takes everything without complaint, and ends when the other end does. */
  "accept-all": (socket) => {
    socket.resume();
    socket.on("end", () => socket.end());
  },
  /** Resets the connection at once. */
  reset: (socket) => void socket.resetAndDestroy(),
};

/** A control peer that listens; none of them may earn a pass. */
export interface ControlServer {
  readonly port: number;
  stop(): void;
}

/** Starts a control peer as a server on a port of its own. */
export function startControl(name: ControlName): Promise<ControlServer> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    track(socket, open);
    BEHAVIOURS[name](socket);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve({
        port: typeof address === "object" && address ? address.port : 0,
        stop() {
          server.close();
          for (const socket of open) socket.destroy();
        },
      });
    });
  });
}

/** Has a control peer dial, as a client; the result hangs up. */
export function dialControl(name: ControlName, port: number): () => void {
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  socket.on("error", () => {});
  socket.once("connect", () => BEHAVIOURS[name](socket));
  return () => socket.destroy();
}

function track(socket: Socket, open: Set<Socket>): void {
  open.add(socket);
  socket.on("error", () => {});
  socket.on("close", () => open.delete(socket));
}
