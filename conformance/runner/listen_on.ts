import type { Server } from "node:net";

/**
 * Has a server listen; gives its port.
 *
 * @throws Error in one line that says why it can't, and what to do.
 */
export function listenOn(
  server: Server,
  port: number,
  host?: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = ({ code, message }: NodeJS.ErrnoException): void => {
      const why = code === "EADDRINUSE"
        ? "the port is in use, choose another or 0"
        : code ?? message;
      const where = host === undefined ? `port ${port}` : `${host}:${port}`;
      reject(new Error(`Cannot listen on ${where}: ${why}`));
    };
    server.once("error", refuse);
    server.listen(port, host, () => {
      server.off("error", refuse);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}
