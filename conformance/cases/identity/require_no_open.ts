import type { ClientConfiguration } from "../../contract/mod.ts";
import { type ClientContext, isEnded } from "../../runner/client_context.ts";
import type { ControlledProcess } from "../../runner/controlled_process.ts";
import { Door } from "../../runner/door.ts";
import { parseClientHello } from "../../tester/parse.ts";
import {
  AlertCode,
  FrameType,
  SecuritySetting,
} from "../../tester/registry.ts";
import { Violation } from "../../tester/violation.ts";
import type { Wire } from "../../tester/wire.ts";

/** As long as any process has to start. */
const PATIENCE_MS = 20_000;

/**
 * Demands that a client does not offer `open` under a configuration that has
 * it: that it doesn't dial, and says so as the control contract has it
 * (spec/control-contract.md), or leaves `open` out of what else it offers.
 */
export async function requireNoOpen(
  t: ClientContext,
  requirement: string,
  config: (base: ClientConfiguration) => ClientConfiguration,
  port = 0,
): Promise<void> {
  const door = await Door.open(port, () => {});
  let child: ControlledProcess | undefined;
  try {
    child = await t.start((base) => ({ ...config(base), port: door.port }));
    const seen = await Promise.race([dialledBy(door), saidBy(child)]);
    if (seen === undefined) return;
    throw new Violation(
      requirement,
      "no connection; `ended` with key_not_trusted or truncated, or an exit with another status than 0",
      seen,
    );
  } finally {
    door.close();
    await child?.stop(100);
  }
}

/** What it offers where it dials; nothing if that is not `open`. */
async function dialledBy(door: Door): Promise<string | undefined> {
  const wire = await door.first(PATIENCE_MS);
  if (wire === undefined) return "no connection, and no word of it";
  const settings = await offeredOn(wire);
  wire.destroy();
  return settings?.every((setting) => setting !== SecuritySetting.open)
    ? undefined
    : `a connection that offers settings [${settings ?? ""}]`;
}

async function offeredOn(wire: Wire): Promise<readonly number[] | undefined> {
  const seen = await wire.next(PATIENCE_MS);
  const isHello = seen.kind === "frame" && seen.type === FrameType.ClientHello;
  return isHello ? parseClientHello(seen.body).settings : undefined;
}

/** What is wrong with how it ended; nothing if it is right. */
async function saidBy(child: ControlledProcess): Promise<string | undefined> {
  const ended = await child.wait(isEnded, PATIENCE_MS);
  if (ended === undefined) {
    return child.exit?.code === 0 || child.exit === undefined
      ? "no `ended`, and no exit with another status than 0"
      : undefined;
  }
  const { how, code, local } = ended;
  const right = how === "truncated" ||
    how === "alert" && code === AlertCode.key_not_trusted && local === true;
  return right ? undefined : JSON.stringify(ended);
}
