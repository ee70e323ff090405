import { ClientHello, layoutOf, ServerHello } from "../../../src/mod.ts";
import { malformed, messageOf } from "../../generators/mod.ts";
import { clientCase, serverCase } from "../../runner/case.ts";
import type { Peer } from "../../tester/peer.ts";
import { alertOf } from "../../tester/received.ts";
import { AlertCode, FrameType, MAX_HELLO } from "../../tester/registry.ts";
import { property } from "../property.ts";

/** Hellos broken as their layouts allow; the generator foretells the answer. */
export const malformedProperty = [
  serverCase({
    id: "messages/server-any-malformed-hello",
    title: "Any ClientHello that does not parse is malformed (a property)",
    requirements: ["FRM-6", "FRM-7"],
    run: (t) =>
      property(
        t,
        brokenHello(ClientHello),
        async ({ bytes, answer }) => {
          const peer = await t.connect();
          peer.sendFrame(FrameType.ClientHello, bytes);
          await judge(peer, answer !== undefined);
          peer.wire.leave();
        },
      ),
  }),
  clientCase({
    id: "messages/client-any-malformed-hello",
    title: "Any ServerHello that does not parse is malformed (a property)",
    requirements: ["FRM-6", "FRM-7"],
    run: (t) =>
      property(
        t,
        brokenHello(ServerHello),
        async ({ bytes, answer }) => {
          const peer = await t.until("ServerHello");
          peer.sendFrame(FrameType.ServerHello, bytes);
          await judge(peer, answer !== undefined);
          await t.leave(peer);
        },
      ),
  }),
];

/** A hello with one thing wrong, short enough for its frame. */
function brokenHello(hello: typeof ClientHello | typeof ServerHello) {
  return malformed(layoutOf(hello), messageOf(hello, { meaning: false }))
    .filter(({ bytes }) => bytes.length <= MAX_HELLO);
}

/**
 * A foretold fault is `malformed`. Where a length was shifted, the rest may
 * still parse: then it is refused for what it says.
 */
async function judge(peer: Peer, foretold: boolean): Promise<void> {
  if (foretold) {
    await peer.expectAlert("malformed", "FRM-6");
    return;
  }
  const seen = await peer.next();
  const isHello = seen.kind === "frame" && seen.type === FrameType.ServerHello;
  const alert = alertOf(seen);
  if (isHello || (alert && alert.code !== AlertCode.internal_error)) return;
  if (seen.kind === "silence" && !peer.established) return;
  throw peer.unexpected(seen, "FRM-6", "a refusal, or a ServerHello");
}
