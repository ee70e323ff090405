import { z } from "zod";
import { ClientHello, layoutOf, ServerHello } from "../../../src/mod.ts";
import { malformed, messageOf } from "../../generators/mod.ts";
import { clientCase, serverCase } from "../../runner/case.ts";
import { fromHex, hex } from "../../tester/bytes.ts";
import type { Peer } from "../../tester/peer.ts";
import { alertOf } from "../../tester/received.ts";
import { AlertCode, FrameType, MAX_HELLO } from "../../tester/registry.ts";
import { plain, property } from "../property.ts";

/** A hello with one thing wrong. */
const BrokenHello = z.strictObject({
  body: z.string().regex(/^([0-9a-f]{2})*$/),
  foretold: z.boolean()
    .describe("Whether it can't parse; if not, the rest may by chance"),
  about: z.string(),
});

/** Hellos broken as their layouts allow; the generator foretells the answer. */
export const malformedProperty = [
  serverCase({
    id: "messages/server-any-malformed-hello",
    title: "Any ClientHello that does not parse is malformed (a property)",
    requirements: ["FRM-6", "FRM-7"],
    conversation: BrokenHello,
    run: (t) =>
      property(
        t,
        plain({
          conversation: BrokenHello,
          draw: brokenHello(ClientHello),
          async play({ body, foretold }, patience) {
            const peer = await t.connect({ patience });
            peer.sendFrame(FrameType.ClientHello, fromHex(body));
            await judge(peer, foretold);
          },
        }),
      ),
  }),
  clientCase({
    id: "messages/client-any-malformed-hello",
    title: "Any ServerHello that does not parse is malformed (a property)",
    requirements: ["FRM-6", "FRM-7"],
    conversation: BrokenHello,
    run: (t) =>
      property(
        t,
        plain({
          conversation: BrokenHello,
          draw: brokenHello(ServerHello),
          async play({ body, foretold }, patience) {
            const peer = await t.until("ServerHello", { patience });
            peer.sendFrame(FrameType.ServerHello, fromHex(body));
            await judge(peer, foretold);
          },
        }),
      ),
  }),
];

/** Such hellos, short enough for their frame. */
function brokenHello(hello: typeof ClientHello | typeof ServerHello) {
  return malformed(layoutOf(hello), messageOf(hello, { meaning: false }))
    .filter(({ bytes }) => bytes.length <= MAX_HELLO)
    .map(({ bytes, answer, kind, field }) => ({
      body: hex(bytes),
      foretold: answer !== undefined,
      about: `${field}: ${kind}`,
    }));
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
