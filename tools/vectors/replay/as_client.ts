import { fromHex, toBigInt, uint } from "../../../conformance/tester/bytes.ts";
import { encryptOaep } from "../../../conformance/tester/rsa.ts";
import { TesterClient } from "../../../conformance/tester/tester_client.ts";
import { Transcript } from "../../../conformance/tester/transcript.ts";
import { NotApplicable } from "../../../conformance/tester/violation.ts";
import type { Wire } from "../../../conformance/tester/wire.ts";
import type { Step } from "../sessions/step_format.ts";
import { Conversation, type Order } from "./conversation.ts";
import { named } from "./named_random.ts";
import type { Script } from "./script.ts";

/** What a server's client must know beside the script. */
export interface ClientSettings {
  readonly serverName: string;
  readonly deploymentKey?: Uint8Array;
  readonly patience: number;
}

/**
 * Plays the client of a script against a live server: the client's own values
 * as recorded; the server's random and key, and what follows from them, as the
 * server has them. Gives the tester, and the Data that came.
 */
export async function playClient(
  script: Script,
  wire: Wire,
  settings: ClientSettings,
  order?: (order: Order) => Promise<void>,
): Promise<{ readonly client: TesterClient; readonly data: Uint8Array }> {
  const client = new TesterClient(wire, {
    setting: script.setting,
    cipher: script.cipher,
    compressions: script.compression ? [0, 1] : [0],
    ...settings,
    random: named(script.vector.id),
    transcript: new Transcript(),
  });
  let conversation: Conversation | undefined;
  for (const step of script.steps) {
    if (conversation && !isFinished(step)) await conversation.play(step);
    else if (step.from === "client") say(step, script, client);
    else await hear(step, client);
    if (!conversation && client.schedule) {
      conversation = new Conversation(script, "client", client, order);
    }
    if (bothFinished(step, script, client)) client.established = true;
  }
  await conversation?.end();
  return { client, data: conversation?.data ?? new Uint8Array() };
}

function isFinished({ name, fault }: Step): boolean {
  return name === "Finished" && fault?.kind !== "again";
}

/** The last Finished of a handshake is the client's in proprietary alone. */
function bothFinished(
  step: Step,
  { proprietary }: Script,
  { targetSealed }: TesterClient,
): boolean {
  return isFinished(step) && targetSealed &&
    step.from === (proprietary ? "client" : "server");
}

function say(step: Step, script: Script, client: TesterClient): void {
  switch (step.name) {
    case "ClientHello":
      return hello(script, client);
    case "ClientKeyExchange":
      return keyExchange(step, script, client);
    case "Finished": {
      const { verify } = client;
      const { sealed, fault } = step;
      const iv = sealed?.iv8 === undefined ? undefined : fromHex(sealed.iv8);
      return client.sendFinished(
        fault?.kind === "verify" ? flipLast(verify) : verify,
        { iv, edit: fault?.kind === "altered" ? flipLast : undefined },
      );
    }
    default:
      return client.sendBytes(fromHex(step.frame), step.name);
  }
}

/** The offer as it was, with the name that this server has. */
function hello({ vector, deploymentKeyId }: Script, client: TesterClient) {
  const offer = vector.client!;
  client.sendHello({
    ...("versions" in offer && { versions: offer.versions }),
    random: fromHex(vector.inputs.clientRandom ?? ""),
    settings: offer.settings,
    ciphers: offer.ciphers,
    compressions: offer.compressions,
    maxFrame: offer.maxFrame,
    extensions: "extensions" in offer
      ? offer.extensions.map(({ type, data }) => ({
        type,
        data: fromHex(data),
      }))
      : deploymentKeyId === undefined
      ? []
      : [{ type: 1, data: fromHex(deploymentKeyId) }],
  });
}

function keyExchange(
  { frame }: Step,
  { vector: { inputs } }: Script,
  client: TesterClient,
): void {
  const { preMaster, oaepSeed } = inputs;
  const { serverKey } = client;
  if (preMaster !== undefined && oaepSeed !== undefined) {
    client.preMaster = fromHex(preMaster);
    return client.sendKeyExchange(
      encryptOaep(serverKey, fromHex(preMaster), fromHex(oaepSeed)),
    );
  }
  const ciphertext = fromHex(frame).subarray(4);
  if (ciphertext.length !== serverKey.size) {
    throw new NotApplicable(`the server's key has ${serverKey.bits} bits`);
  }
  // It holds no secret for whatever key.
  client.sendKeyExchange(
    uint(toBigInt(ciphertext) % serverKey.n, serverKey.size),
  );
}

async function hear({ name }: Step, client: TesterClient): Promise<void> {
  switch (name) {
    case "ServerHello":
      return await client.readServerHello();
    case "ServerKey":
    case "ServerCertificate":
      return await client.readServerKey();
    case "Finished":
      return await client.readFinished();
  }
}

function flipLast(bytes: Uint8Array): Uint8Array {
  return bytes.with(-1, bytes[bytes.length - 1] ^ 1);
}
