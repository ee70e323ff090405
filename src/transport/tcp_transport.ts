import type { Socket } from "node:net";
import type { ByteTransport, TransportHandler } from "./byte_transport.ts";

/** Quiet before TCP asks whether the peer is still there. */
const KEEP_ALIVE_MS = 60_000;

/** A TCP socket as a byte transport. The socket must allow half-open ends. */
export function tcpTransport(socket: Socket): ByteTransport {
  const remote = `${socket.remoteAddress}:${socket.remotePort}`;
  socket.setNoDelay(true);
  // A peer that vanished without FIN is found out, though nobody writes to it.
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.pause();
  return {
    remote,
    start(handler) {
      listenTo(socket, handler);
      socket.resume();
    },
    write(chunks) {
      if (socket.destroyed || socket.writableEnded) return true;
      socket.cork();
      let hasRoom = true;
      for (const chunk of chunks) hasRoom = socket.write(chunk);
      socket.uncork();
      return hasRoom;
    },
    finish(flushed) {
      if (socket.destroyed) return;
      socket.end(flushed);
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    destroy: () => void socket.destroy(),
  };
}

function listenTo(socket: Socket, handler: TransportHandler): void {
  socket.on("data", (chunk) => handler.onData(chunk as Uint8Array));
  socket.on("drain", () => handler.onDrain());
  socket.on("end", () => handler.onEnd());
  socket.on("close", () => handler.onClose());
  // A reset is followed by "close", which is what counts.
  socket.on("error", () => {});
}
