import { createServer, type Server } from "node:net";
import type { ClientConfiguration } from "../../contract/mod.ts";
import { type ClientContext, isEnded } from "../../runner/client_context.ts";
import type { ControlledProcess } from "../../runner/controlled_process.ts";
import { AlertCode } from "../../tester/registry.ts";
import { Violation } from "../../tester/violation.ts";

const PATIENCE_MS = 10_000;

/**
 * Demands that a client does not dial under a configuration, and that it says
 * so as the control contract has it (spec/control-contract.md). It is told to
 * dial the port `wanted`, any that is free for 0.
 */
export async function requireNoDial(
  t: ClientContext,
  requirement: string,
  config: (base: ClientConfiguration) => ClientConfiguration,
  wanted = 0,
): Promise<void> {
  const { server, port, dialled } = await listen(wanted);
  const child = await t.start((base) => ({ ...config(base), port }));
  try {
    const seen = await Promise.race([dialled, saidBy(child)]);
    if (seen === undefined) return;
    throw new Violation(
      requirement,
      "no connection; `ended` with key_not_trusted or truncated, or an exit with another status than 0",
      seen,
    );
  } finally {
    server.close();
    await child.stop(100);
  }
}

/** What is wrong with how it ended; nothing if it is right. */
async function saidBy(child: ControlledProcess): Promise<string | undefined> {
  const ended = await child.wait(isEnded, PATIENCE_MS);
  if (ended === undefined) {
    if (child.exit === undefined) return "no connection, and no word of it";
    return child.exit.code === 0 ? "an exit with status 0" : undefined;
  }
  const { how, code, local } = ended;
  const right = how === "truncated" ||
    how === "alert" && code === AlertCode.key_not_trusted && local === true;
  return right ? undefined : JSON.stringify(ended);
}

/** A port of one's own, and when something dials it. */
function listen(wanted: number): Promise<
  { server: Server; port: number; dialled: Promise<string> }
> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    const dialled = new Promise<string>((seen) => {
      server.once("connection", (socket) => {
        socket.destroy();
        seen("a connection");
      });
    });
    server.once("error", reject);
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      resolve({ server, port, dialled });
    });
  });
}
