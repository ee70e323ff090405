import { createConnection, type Socket } from "node:net";
import { AlertCode } from "../schema/registries.ts";
import { ChannelError } from "./channel_error.ts";

/** Whom to dial, and how long. */
export interface DialOptions {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Why an application's own abort ended a connection. */
export const GIVEN_UP = "The application gave the connection up";

/**
 * Opens a TCP connection whose ends close on their own.
 *
 * @throws Error when nobody answers; ChannelError `aborted` by the signal.
 */
export function dial(options: DialOptions): Promise<Socket> {
  const { host, port, timeoutMs, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(givenUp());
    const socket = createConnection({ host, port, allowHalfOpen: true });
    const settle = (): void => {
      socket.setTimeout(0);
      socket.removeAllListeners("timeout");
      socket.removeAllListeners("error");
      signal?.removeEventListener("abort", abort);
    };
    const fail = (error: Error): void => {
      settle();
      socket.on("error", () => {});
      socket.destroy();
      reject(error);
    };
    const unreachable = (why: string): Error =>
      new Error(`Cannot reach ${host}:${port}: ${why}`);
    const abort = (): void => fail(givenUp());
    signal?.addEventListener("abort", abort, { once: true });
    socket.setTimeout(timeoutMs, () => fail(unreachable("no answer")));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      fail(
        unreachable(
          PROBLEMS[error.code ?? ""] ?? (error.message || error.code),
        ),
      );
    });
    socket.once("connect", () => {
      settle();
      resolve(socket);
    });
  });
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  EHOSTUNREACH: "no route leads there",
  ENETUNREACH: "no route leads there",
  ECONNRESET: "it hung up",
};

function givenUp(): ChannelError {
  return new ChannelError({
    how: "alert",
    code: AlertCode.aborted,
    local: true,
    authenticated: false,
    message: GIVEN_UP,
  });
}
