import { fromHex } from "../../../conformance/tester/bytes.ts";
import { parseSpki } from "../../../conformance/tester/rsa.ts";
import { Cipher, ExtensionType, SecuritySetting } from "../../../src/mod.ts";
import { ownActs } from "../record/own_acts.ts";
import type { SessionsVector } from "../sessions/format.ts";
import type { Role, Step } from "../sessions/step_format.ts";
import type { RsaSize } from "./throwaway_server.ts";

/** A conversation to be played, recorded or generated. */
export interface Script {
  readonly vector: SessionsVector;
  readonly setting: number;
  readonly cipher: number;
  readonly compression: number;
  /** What the server grants. */
  readonly maxFrame: number;
  readonly proprietary: boolean;
  readonly steps: readonly Step[];
  /** What an end or its application did of itself. */
  readonly acts: ReadonlySet<Step>;
  readonly keyBits: RsaSize;
  readonly minimumRsaBits: number;
  readonly deploymentKeyId?: string;
}

/**
 * The script of a vector; a string says why there is none: its conversation
 * has no keys, or not all was seen.
 */
export function scriptOf(vector: SessionsVector): Script | string {
  const { setting, cipher, compression, maxFrame, steps, expect } = vector;
  if (expect.result === "unopened") return "its frames were never opened";
  if (
    setting === undefined || cipher === undefined ||
    compression === undefined || maxFrame === undefined || !vector.client
  ) return "it ends before a ServerHello";
  const proprietary = setting === SecuritySetting.proprietary;
  if (!Object.values<number>(Cipher).includes(cipher)) {
    return "its cipher is not registered";
  }
  if (
    !proprietary && !steps.some(({ name }) => name === "ClientKeyExchange")
  ) return "it ends before its keys";
  const keyBits = keyBitsOf(vector);
  return {
    vector,
    setting,
    cipher,
    compression,
    maxFrame,
    proprietary,
    steps,
    acts: ownActs(steps),
    keyBits,
    minimumRsaBits: Math.min(keyBits, 2_048),
    deploymentKeyId: deploymentKeyIdOf(vector),
  };
}

function keyBitsOf({ server }: SessionsVector): RsaSize {
  const bits = "spki" in server && server.spki !== undefined
    ? parseSpki(fromHex(server.spki)).bits
    : "key" in server
    ? Number(/\d+$/.exec(server.key ?? "")?.[0])
    : 2_048;
  return ([1_024, 3_072, 4_096] as const).find((size) => size === bits) ??
    2_048;
}

function deploymentKeyIdOf({ client }: SessionsVector): string | undefined {
  if (!client) return undefined;
  return "deploymentKeyId" in client
    ? client.deploymentKeyId
    : "extensions" in client
    ? client.extensions.find(({ type }) =>
      type === ExtensionType.deployment_key_id
    )?.data
    : undefined;
}

/** Whether a step is an Alert that ends the conversation as a failure. */
export function isFatalAlert({ name, sealed }: Step): boolean {
  return name === "Alert" && sealed?.plain !== CLOSE;
}

/** Whether it is a protected `close`. */
export function isClose({ sealed }: Step): boolean {
  return sealed?.plain === CLOSE;
}

/** The code of an Alert. */
export function codeOf({ sealed, frame }: Step): number {
  return parseInt(sealed ? sealed.plain.slice(2) : frame.slice(8, 10), 16);
}

/** Alert 0 as it is sealed. */
const CLOSE = "1500";

/** Why nobody can play an end of this script against a live other; or nothing. */
export function unplayable(
  { steps, vector, acts }: Script,
  played: Role,
  commands: boolean,
): string | undefined {
  const target: Role = played === "client" ? "server" : "client";
  const { expect } = vector;
  const fault = steps.find((step) => step.fault);
  if (fault?.from === target) return `the fault is the ${target}'s own`;
  if (expect.result === "truncated" && expect.by === target) {
    return `it is the ${target}'s stream that is cut`;
  }
  const alert = steps.findLast(isFatalAlert);
  const aborts = alert !== undefined && codeOf(alert) === ABORTED && commands;
  if (alert?.from === target && !fault && !aborts) {
    return `the ${target} ends it of itself`;
  }
  const act = steps.find((step) =>
    acts.has(step) && step.from === target && !/Data$/.test(step.name)
  );
  return act && !commands
    ? `the ${target} sends a ${isClose(act) ? "close" : act.name} of itself`
    : undefined;
}

/**
 * The steps in an order in which the target can be told what to do: what it
 * said of itself behind the other's `close`, which may have crossed it, is said
 * before that.
 */
export function orderly(script: Script, played: Role): Script {
  const { steps, acts } = script;
  const close = steps.findIndex((step) =>
    isClose(step) && step.from === played
  );
  if (close < 0) return script;
  const late = steps.slice(close).filter((step) =>
    step.from !== played && acts.has(step)
  );
  return {
    ...script,
    steps: [
      ...steps.slice(0, close),
      ...late,
      ...steps.slice(close).filter((step) => !late.includes(step)),
    ],
  };
}

/** The alert that a command `abort` gives. */
export const ABORTED = 0x51;
