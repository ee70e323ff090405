import { createHash } from "node:crypto";
import type {
  Command,
  Ended,
  Event,
} from "../../../conformance/contract/mod.ts";
import {
  isEnded,
  isEstablished,
} from "../../../conformance/runner/client_context.ts";
import type { ControlledProcess } from "../../../conformance/runner/controlled_process.ts";
import { judgeEvent } from "../../../conformance/runner/judge_event.ts";
import { dialServer } from "../../../conformance/runner/server_processes.ts";
import { fromHex, hex } from "../../../conformance/tester/bytes.ts";
import { Violation } from "../../../conformance/tester/violation.ts";
import type { SessionsVector } from "../sessions/format.ts";
import type { Role } from "../sessions/step_format.ts";
import { playClient } from "./as_client.ts";
import { playServer } from "./as_server.ts";
import type { Order } from "./conversation.ts";
import {
  clientConfiguration,
  offeredName,
  serverConfiguration,
  wordsOf,
} from "./configurations.ts";
import type { ExecTarget } from "./exec_target.ts";
import { playable } from "./replay_session.ts";
import { codeOf, isFatalAlert, orderly, type Script } from "./script.ts";

/**
 * Plays one end of a session against an implementation under the control
 * contract: what its other end did of itself, it is told to do, and what it
 * prints in the end must agree.
 */
export async function playExec(
  vector: SessionsVector,
  target: ExecTarget,
): Promise<undefined> {
  const played = target.role === "server" ? "client" : "server";
  const script = orderly(playable(vector, played, true), played);
  await (played === "server"
    ? againstClient(script, target)
    : againstServer(script, target));
}

async function againstClient(
  script: Script,
  { clients, patience }: ExecTarget,
): Promise<void> {
  const words = wordsOf(script, "client");
  const configuration = await clientConfiguration(script);
  const connection = await clients.connect(configuration, words);
  const { wire, mark } = connection;
  const process = connection.process!;
  let ended = false;
  try {
    const { server } = await playServer(
      script,
      wire,
      patience,
      orders({ process, mark, patience }),
    );
    wire.leave();
    const printer = { process, mark, patience };
    await judge(script, "client", printer, server.schedule.binding);
    ended = true;
  } finally {
    wire.leave();
    connection.done(ended);
  }
}

async function againstServer(
  script: Script,
  { servers, patience }: ExecTarget,
): Promise<void> {
  const words = wordsOf(script, "server");
  const configuration = await serverConfiguration(script, words);
  const running = await servers.running(configuration, words);
  const { wire, number } = await dialServer(running, patience);
  const { process } = running;
  const { deploymentKey } = script.vector.inputs;
  try {
    const { client } = await playClient(
      script,
      wire,
      {
        serverName: offeredName(script),
        ...(deploymentKey !== undefined && {
          deploymentKey: fromHex(deploymentKey),
        }),
        patience,
      },
      orders({ process, mark: 0, connection: number, patience }),
    );
    wire.leave();
    const printer = { process, mark: 0, connection: number, patience };
    await judge(script, "server", printer, client.schedule.binding);
  } finally {
    wire.leave();
  }
}

/** Where an implementation prints what it does with a connection. */
interface Printer {
  readonly process: ControlledProcess;
  readonly mark: number;
  readonly connection?: number;
  readonly patience: number;
}

/** Tells it what to do, once it says that the channel is there. */
function orders(printer: Printer): (order: Order) => Promise<void> {
  const { process, mark, patience, connection } = printer;
  return async (order) => {
    const is = ofConnection(printer, isEstablished);
    if (!await process.wait(is, patience, mark)) throw noEvent("established");
    process.tell({ ...order, connection } as Command);
  };
}

function ofConnection<E extends Event>(
  { connection }: Printer,
  is: (event: Event) => event is E,
): (event: Event) => event is E {
  return (event): event is E =>
    is(event) &&
    ("connection" in event ? event.connection : undefined) === connection;
}

function noEvent(name: string): Violation {
  return new Violation("CNF-2", `an "${name}" event`, "none");
}

async function judge(
  script: Script,
  target: Role,
  printer: Printer,
  binding: Uint8Array,
): Promise<void> {
  const { process, mark, patience } = printer;
  const ended = await process.wait(
    ofConnection(printer, isEnded),
    patience,
    mark,
  );
  if (!ended) throw noEvent("ended");
  judgeEnd(script, target, ended);
  const { expect, data } = script.vector;
  if (expect.result === "alert") return;
  const is = ofConnection(printer, isEstablished);
  const established = await process.wait(is, 0, mark);
  if (!established) throw noEvent("established");
  judgeEvent("KDF-9", "the binding of this conversation", established, {
    binding: hex(binding),
  });
  const sent = fromHex(data[target === "client" ? "server" : "client"]);
  if (sent.length === 0) return;
  const all = process.events.filter(ofConnection(printer, isData));
  judgeEvent("DAT-1", `${sent.length} bytes of Data as sent`, all.at(-1)!, {
    count: sent.length,
    sha256: createHash("sha256").update(sent).digest("hex"),
  });
}

function judgeEnd(
  { vector: { expect }, steps }: Script,
  target: Role,
  ended: Ended,
): void {
  switch (expect.result) {
    case "accept":
      return judgeEvent("END-1", "a clean end", ended, { how: "clean" });
    case "truncated":
      return judgeEvent("END-6", "a truncation", ended, { how: "truncated" });
    case "alert": {
      // Behind its own close the target keeps its Alert back.
      const alert = steps.findLast(isFatalAlert);
      const local = alert === undefined || alert.from === target;
      const code = alert === undefined ? expect.codes[0] : codeOf(alert);
      return judgeEvent("CNF-2", `alert ${code}`, ended, {
        how: "alert",
        code,
        local,
      });
    }
  }
}

function isData(event: Event): event is Extract<Event, { event: "data" }> {
  return event.event === "data";
}
