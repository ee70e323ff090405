import { fromHex } from "../../../conformance/tester/bytes.ts";
import { TesterServer } from "../../../conformance/tester/tester_server.ts";
import { Transcript } from "../../../conformance/tester/transcript.ts";
import type { Wire } from "../../../conformance/tester/wire.ts";
import type { Step } from "../sessions/step_format.ts";
import { Conversation, type Order } from "./conversation.ts";
import { named } from "./named_random.ts";
import type { Script } from "./script.ts";
import { throwawayServer } from "./throwaway_server.ts";

/**
 * Plays the server of a script against a live client, with the server's own
 * random and choice as recorded and a throw-away key of the recorded size; the
 * client's values, and what follows from them, are as the client has them.
 */
export async function playServer(
  script: Script,
  wire: Wire,
  patience: number,
  order?: (order: Order) => Promise<void>,
): Promise<{ readonly server: TesterServer; readonly data: Uint8Array }> {
  const { vector, setting, cipher, compression } = script;
  const { deploymentKey } = vector.inputs;
  const { key, spki, chain } = await throwawayServer(script.keyBits);
  const server = new TesterServer(wire, {
    setting,
    cipher,
    compression,
    key,
    spki,
    chain,
    ...(deploymentKey !== undefined && {
      deploymentKey: fromHex(deploymentKey),
    }),
    patience,
    random: named(vector.id),
    transcript: new Transcript(),
  });
  let conversation: Conversation | undefined;
  for (const step of script.steps) {
    if (conversation && !isFinished(step)) await conversation.play(step);
    else if (step.from === "server") say(step, script, server);
    else await hear(step, server);
    if (!conversation && server.schedule) {
      conversation = new Conversation(script, "server", server, order);
    }
    const last = script.proprietary ? "client" : "server";
    if (isFinished(step) && step.from === last) server.established = true;
  }
  await conversation?.end();
  return { server, data: conversation?.data ?? new Uint8Array() };
}

function isFinished({ name, fault }: Step): boolean {
  return name === "Finished" && fault?.kind !== "again";
}

function say(step: Step, { vector, ...choice }: Script, server: TesterServer) {
  switch (step.name) {
    case "ServerHello":
      return server.sendHello({
        random: fromHex(vector.inputs.serverRandom ?? ""),
        compression: choice.compression,
        maxFrame: choice.maxFrame,
      });
    case "ServerKey":
    case "ServerCertificate":
      return server.sendKey();
    case "Finished": {
      const { verify } = server;
      const { sealed, fault } = step;
      const iv = sealed?.iv8 === undefined ? undefined : fromHex(sealed.iv8);
      return server.sendFinished(
        fault?.kind === "verify" ? flipLast(verify) : verify,
        { iv, edit: fault?.kind === "altered" ? flipLast : undefined },
      );
    }
    default:
      return server.sendBytes(fromHex(step.frame), step.name);
  }
}

async function hear({ name }: Step, server: TesterServer): Promise<void> {
  switch (name) {
    case "ClientHello":
      return await server.readHello();
    case "ClientKeyExchange":
      return await server.readKeyExchange();
    case "Finished":
      return await server.readFinished();
  }
}

function flipLast(bytes: Uint8Array): Uint8Array {
  return bytes.with(-1, bytes[bytes.length - 1] ^ 1);
}
