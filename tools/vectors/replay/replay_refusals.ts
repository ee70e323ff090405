import { fromHex } from "../../../conformance/tester/bytes.ts";
import { rsaPublic } from "../../../conformance/tester/rsa.ts";
import type { TesterClient } from "../../../conformance/tester/tester_client.ts";
import { NotApplicable } from "../../../conformance/tester/violation.ts";
import { Cipher, FrameType, SecuritySetting } from "../../../src/mod.ts";
import type {
  FrameVector,
  HeaderVector,
  InnerVector,
} from "../frames/format.ts";
import { SERVER_NAME } from "../make/handshake.ts";
import type { MessageVector } from "../messages/format.ts";
import type { RejectionVector, RsaVector } from "../rsa/format.ts";
import type { Replay } from "../topic.ts";
import type { LiveServer } from "./live_server.ts";
import { alertNamed } from "./conversation.ts";

const OPEN = {
  setting: SecuritySetting.open,
  cipher: Cipher["AES-256-GCM"],
  compression: 0,
  maxFrame: 65_536,
  serverName: SERVER_NAME,
};

/** Sends a broken ClientHello; the server must answer it. */
export const messageReplay: Replay<MessageVector> = {
  plays: ({ kind, message }) => kind === "invalid" && message === "ClientHello",
  play: playMessage,
};

/** Brings the server into a state, and sends what it is to judge there. */
export const frameReplay: Replay<FrameVector> = {
  plays: ({ role, expect }) => role === "server" && expect.result === "alert",
  play: playFrame,
};

/**
 * Sends a ClientKeyExchange with a hidden defect, made for the server's own
 * key, and a Finished: the answer must be that to a Finished under other keys.
 */
export const keyExchangeReplay: Replay<RsaVector> = {
  plays: (vector) =>
    vector.kind === "rejection" && vector.encoded !== undefined,
  play: playKeyExchange,
};

async function playMessage(
  vector: MessageVector,
  server: LiveServer,
): Promise<undefined> {
  const codes = codesOf(vector);
  await withClient(server, vector.id, undefined, async (client) => {
    client.sendFrame(FrameType.ClientHello, fromHex(vector.body));
    await client.expectAlert(codes.map(alertNamed), vector.requirements[0]);
  });
}

async function playFrame(
  vector: FrameVector,
  server: LiveServer,
): Promise<undefined> {
  const { state } = vector;
  const needs = state === "WAIT_CLIENT_HELLO"
    ? undefined
    : { ...vector, grants: vector.maxFrame, serverName: SERVER_NAME };
  await withClient(server, vector.id, needs, async (client) => {
    const { maxFrame } = vector;
    if (needs) await client.until(STEP_BEFORE[state], { hello: { maxFrame } });
    if (vector.kind === "header") sendHeader(client, vector);
    else sendPlains(client, vector);
    await client.expectAlert(
      codesOf(vector).map(alertNamed),
      vector.requirements[0],
    );
  });
}

function codesOf({ expect }: FrameVector | MessageVector): readonly number[] {
  return "codes" in expect ? expect.codes : [];
}

/** What the tester would do next, as its methods are named. */
const STEP_BEFORE = {
  WAIT_CLIENT_HELLO: "ClientHello",
  WAIT_KEY_EXCHANGE: "ClientKeyExchange",
  WAIT_FINISHED: "Finished",
  ESTABLISHED: "Established",
  WAIT_SERVER_HELLO: "ClientHello",
  WAIT_SERVER_KEY: "ClientHello",
} as const;

function sendHeader(client: TesterClient, { header }: HeaderVector): void {
  client.sendBytes(fromHex(header), `the header ${header}`);
}

function sendPlains(client: TesterClient, { plains }: InnerVector): void {
  for (const plain of plains.map(fromHex)) {
    client.sendBytes(client.sealPlain(plain), "a sealed frame");
    if (plain[0] === FrameType.KeyUpdate) client.sealer?.update();
  }
}

async function playKeyExchange(
  vector: RsaVector,
  server: LiveServer,
): Promise<undefined> {
  const { encoded: bytes = "", message = "" } = vector as RejectionVector;
  const encoded = fromHex(bytes);
  for (const preMaster of forgiven(fromHex(message))) {
    await withClient(server, vector.id, OPEN, async (client) => {
      await client.until("ClientKeyExchange");
      const { size } = client.serverKey;
      if (size !== encoded.length) {
        throw new NotApplicable(`the server's key has ${8 * size} bits`);
      }
      client.preMaster = preMaster;
      client.sendKeyExchange(rsaPublic(client.serverKey, encoded));
      client.sendFinished();
      await client.expectAlert("bad_frame_protection", "KEX-9");
    });
  }
}

/** The pre-masters that a server could make of a message of another size. */
function forgiven(message: Uint8Array): Uint8Array[] {
  const behind = new Uint8Array(48);
  behind.set(message.subarray(0, 48));
  if (message.length >= 48) return [behind];
  const before = new Uint8Array(48);
  before.set(message, 48 - message.length);
  return [behind, before];
}

async function withClient(
  server: LiveServer,
  name: string,
  needs: Parameters<LiveServer["client"]>[1] | undefined,
  play: (client: TesterClient) => Promise<void>,
): Promise<undefined> {
  const client = await server.client(name, needs);
  try {
    await play(client);
  } finally {
    client.wire.leave();
  }
}
