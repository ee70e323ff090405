import { type AddressInfo, createConnection, createServer } from "node:net";

/** A relay in front of a server that counts what passes, both ways. */
export interface ByteCounter {
  readonly port: number;
  /** Bytes since the last call, of both directions together. */
  take(): number;
  stop(): void;
}

/** Starts a relay to a port of this machine. */
export async function countBytes(port: number): Promise<ByteCounter> {
  let bytes = 0;
  const count = (chunk: Uint8Array): void => {
    bytes += chunk.length;
  };
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = createConnection({
      host: "127.0.0.1",
      port,
      allowHalfOpen: true,
    });
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on("data", count);
      socket.on("error", () => {});
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve())
  );
  return {
    port: (server.address() as AddressInfo).port,
    take: () => {
      const taken = bytes;
      bytes = 0;
      return taken;
    },
    stop: () => void server.close(),
  };
}
