import { connect, createServer, type Socket } from "node:net";
import type { ControlName } from "../runner/case.ts";
import { seededRandom } from "../runner/randomness.ts";
import { alertFrame, header } from "../tester/frame.ts";
import { AlertCode, FrameType } from "../tester/registry.ts";

/** Which end of the protocol a control peer stands in for. */
export type ControlRole = "server" | "client";

/** What a control peer does with a connection. */
const BEHAVIOURS: Readonly<
  Record<ControlName, (socket: Socket, role: ControlRole, code: number) => void>
> = {
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
  /** Ends its own side at once, and reads on. */
  "half-closed": (socket) => {
    socket.end();
    socket.resume();
  },
  /** Begins a legal frame, and sends it byte by byte without an end. */
  slow: (socket, role) => {
    socket.resume();
    const type = role === "server" ? "ServerHello" : "ClientHello";
    socket.write(header(FrameType[type], 16_384));
    const timer = setInterval(() => socket.write(Uint8Array.of(0)), 10);
    socket.on("close", () => clearInterval(timer));
  },
  /** Sends noise, and more of it for whatever comes. */
  random: (socket) => {
    const random = seededRandom(1, "the control peer random");
    socket.write(random(256));
    socket.on("data", () => socket.write(random(64)));
  },
  /** Answers the first bytes with an Alert and FIN, and reads on. */
  alert: (socket, role, code) => {
    const answer = () => void socket.end(alertFrame(code));
    if (role === "client") answer();
    else socket.once("data", answer);
    socket.resume();
  },
};

/** A control peer that listens; none of them may earn a pass. */
export interface ControlServer {
  readonly port: number;
  stop(): void;
}

/**
 * Starts a control peer as a server on a port of its own; `code` is that of its
 * Alerts.
 */
export function startControl(
  name: ControlName,
  code: number = AlertCode.internal_error,
): Promise<ControlServer> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    track(socket, open);
    BEHAVIOURS[name](socket, "server", code);
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
export function dialControl(
  name: ControlName,
  port: number,
  code: number = AlertCode.internal_error,
): () => void {
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  socket.on("error", () => {});
  socket.once("connect", () => BEHAVIOURS[name](socket, "client", code));
  return () => socket.destroy();
}

function track(socket: Socket, open: Set<Socket>): void {
  open.add(socket);
  socket.on("error", () => {});
  socket.on("close", () => open.delete(socket));
}
