import { fromHex } from "../../../conformance/tester/bytes.ts";
import { AlertCode, COMPRESSED_BIT, FrameType } from "../../../src/mod.ts";
import type { Role, Step } from "../sessions/step_format.ts";

/**
 * The steps that an end made of itself, or its application did: Data, Ping, a
 * KeyUpdate that nobody asked for, a first `close`. The others belong to the
 * handshake or answer the peer.
 */
export function ownActs(steps: readonly Step[]): ReadonlySet<Step> {
  const acts = new Set<Step>();
  const asked = { client: 0, server: 0 };
  let closed = false;
  for (const step of steps) {
    const { from, sealed } = step;
    if (!sealed) continue;
    const plain = fromHex(sealed.plain);
    switch (plain[0] & ~COMPRESSED_BIT) {
      case FrameType.Data:
      case FrameType.Ping:
        acts.add(step);
        break;
      case FrameType.KeyUpdate:
        if (plain[1] === 0 && asked[from] > 0) asked[from]--;
        else acts.add(step);
        if (plain[1] === 1) asked[other(from)]++;
        break;
      case FrameType.Alert:
        if (plain[1] === AlertCode.close && !closed) acts.add(step);
        closed = true;
    }
  }
  return acts;
}

/**
 * Whose application drives: the other's does no more than to send Data back.
 */
export function driverOf(steps: readonly Step[]): Role | "both" {
  const acts = ownActs(steps);
  const order = steps.filter((step) => acts.has(step));
  const drives = (role: Role) => {
    const spoken = { client: false, server: false };
    return order.every((step) => {
      const isData = /Data$/.test(step.name);
      if (isData) spoken[step.from] = true;
      return step.from === role || (isData && spoken[role]);
    });
  };
  if (drives("client")) return "client";
  return drives("server") ? "server" : "both";
}

/** The other end. */
export function other(role: Role): Role {
  return role === "client" ? "server" : "client";
}
