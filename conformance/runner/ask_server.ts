import type { ServerHello } from "../tester/hello.ts";
import { alertOf } from "../tester/received.ts";
import { FrameType } from "../tester/registry.ts";
import { parseServerHello } from "../tester/parse.ts";
import {
  TesterClient,
  type TesterClientOptions,
} from "../tester/tester_client.ts";
import { Transcript } from "../tester/transcript.ts";
import { Violation } from "../tester/violation.ts";
import type { Observation, Wire } from "../tester/wire.ts";
import { seededRandom } from "./randomness.ts";

/** What a server made of one ClientHello. */
export type Answer =
  | { readonly kind: "granted"; readonly hello: ServerHello }
  | { readonly kind: "refused"; readonly code: number }
  /** A frame that can't be an answer, or one that breaks its own rules. */
  | { readonly kind: "wrong"; readonly what: string }
  /** Nothing of the protocol: what came in its place, and its first bytes. */
  | {
    readonly kind: "foreign";
    readonly seen: Observation["kind"];
    readonly bytes: Uint8Array;
  };

/** What is offered; the rest of a ClientHello is as always. */
export type Offer =
  & Pick<
    TesterClientOptions,
    "setting" | "cipher" | "compressions" | "serverName"
  >
  & Partial<TesterClientOptions>;

/** Sends one ClientHello over a fresh connection; the caller ends it. */
export async function askServer(
  wire: Wire,
  offer: Offer,
  patience: number,
): Promise<{ readonly answer: Answer; readonly peer: TesterClient }> {
  const { setting, cipher, serverName } = offer;
  const peer = new TesterClient(wire, {
    random: seededRandom(0, `ask ${setting} ${cipher} ${serverName}`),
    transcript: new Transcript(),
    patience,
    ...offer,
  });
  peer.sendHello();
  return { answer: await answerOf(wire, peer, patience), peer };
}

async function answerOf(
  wire: Wire,
  peer: TesterClient,
  patience: number,
): Promise<Answer> {
  const seen = await wire.next(patience);
  if (seen.kind !== "frame") {
    return { kind: "foreign", seen: seen.kind, bytes: wire.pending(64) };
  }
  const alert = alertOf(seen);
  if (alert !== undefined) return { kind: "refused", code: alert.code };
  if (seen.type !== FrameType.ServerHello) {
    return { kind: "wrong", what: `a frame of type ${seen.type}` };
  }
  try {
    const hello = parseServerHello(seen.body);
    // The peer goes on from here, and judges it by itself.
    wire.unread(seen.raw);
    await peer.readServerHello();
    return { kind: "granted", hello };
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return { kind: "wrong", what: error.observed };
  }
}
