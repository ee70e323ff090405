import { equal, fromHex } from "../../../conformance/tester/bytes.ts";
import { alertName } from "../../../conformance/tester/frame.ts";
import { Sealer } from "../../../conformance/tester/protection.ts";
import { encryptOaep } from "../../../conformance/tester/rsa.ts";
import type { TesterClient } from "../../../conformance/tester/tester_client.ts";
import { NotApplicable } from "../../../conformance/tester/violation.ts";
import {
  AlertCode,
  type AlertName,
  COMPRESSED_BIT,
  ExtensionType,
  FrameType,
} from "../../../src/mod.ts";
import type { Replay } from "../topic.ts";
import type { SessionVector, Step } from "../sessions/format.ts";
import type { LiveServer } from "./live_server.ts";

const CLOSE = AlertCode.close;

/**
 * Plays the client's side of a session against a live server: its own values
 * as recorded; the server's random and key, and what follows from them, as
 * the server has them. Says what the server did with Data.
 */
export const sessionReplay: Replay<SessionVector> = {
  plays: ({ drives }) => drives === "client",
  play,
};

async function play(
  vector: SessionVector,
  server: LiveServer,
): Promise<string | undefined> {
  if (vector.client.deploymentKeyId !== undefined) {
    throw new NotApplicable("the server's deployment key ids are its own");
  }
  const client = await server.client(vector.id, {
    ...vector,
    serverName: vector.client.serverName,
  });
  try {
    const player = new SessionPlayer(vector, client);
    for (const step of vector.steps) await player.play(step);
    return player.dataNote();
  } finally {
    client.wire.leave();
  }
}

class SessionPlayer {
  readonly #vector: SessionVector;
  readonly #client: TesterClient;
  /** The frames that were really sent, by step. */
  readonly #sent = new Map<string, Uint8Array>();

  constructor(vector: SessionVector, client: TesterClient) {
    this.#vector = vector;
    this.#client = client;
  }

  async play(step: Step): Promise<void> {
    if (step.from === "client") this.#say(step);
    else await this.#hear(step);
  }

  /** Whether Data came back, which is up to the server's application. */
  dataNote(): string | undefined {
    const expected = fromHex(this.#vector.data.server);
    if (expected.length === 0) return undefined;
    const data = this.#client.takeData();
    if (data.length === 0) return "no Data came back";
    return equal(data, expected) ? "Data echoed" : "other Data came";
  }

  #say(step: Step): void {
    switch (step.name) {
      case "ClientHello":
        return this.#hello();
      case "ClientKeyExchange":
        return this.#keyExchange();
      case "Finished":
        return this.#finished(step);
      default:
        return this.#content(step);
    }
  }

  #hello(): void {
    const { client, inputs } = this.#vector;
    const id = client.deploymentKeyId;
    this.#client.sendHello({
      random: fromHex(inputs.clientRandom),
      settings: client.settings,
      ciphers: client.ciphers,
      compressions: client.compressions,
      maxFrame: client.maxFrame,
      extensions: id === undefined
        ? []
        : [{ type: ExtensionType.deployment_key_id, data: fromHex(id) }],
    });
  }

  #keyExchange(): void {
    const { preMaster = "", oaepSeed = "" } = this.#vector.inputs;
    this.#client.preMaster = fromHex(preMaster);
    this.#client.sendKeyExchange(
      encryptOaep(
        this.#client.serverKey,
        fromHex(preMaster),
        fromHex(oaepSeed),
      ),
    );
  }

  #finished({ sealed, fault }: Step): void {
    const { verify } = this.#client;
    const iv = sealed?.iv8 === undefined ? undefined : fromHex(sealed.iv8);
    const isWrong = fault?.kind === "verify";
    this.#client.sendFinished(
      isWrong ? verify.with(31, verify[31] ^ 1) : verify,
      { iv, edit: fault?.kind === "altered" ? flipLastBit : undefined },
    );
  }

  #content(step: Step): void {
    const { sealed, fault } = step;
    switch (fault?.kind) {
      case "clear":
        return this.#client.sendBytes(fromHex(step.frame), step.name);
      case "replayed":
        return this.#client.sendBytes(this.#sentAs(step), "a frame again");
      case "reflected":
        return this.#client.sendBytes(this.#reflected(step), "its own frame");
    }
    if (!sealed) throw new TypeError(`${step.name} is not sealed`);
    const plain = fromHex(sealed.plain);
    const inflated = sealed.inflated;
    const bytes = this.#client.seal(
      plain[0],
      inflated === undefined
        ? plain.subarray(1)
        : this.#client.compress(fromHex(inflated)),
      {
        iv: sealed.iv8 === undefined ? undefined : fromHex(sealed.iv8),
        sequence: fault?.kind === "skipped" ? sealed.sequence : undefined,
        edit: fault?.kind === "altered" ? flipLastBit : undefined,
      },
    );
    this.#sent.set(step.frame, bytes);
    this.#client.sendBytes(bytes, step.name);
    if (plain[0] === FrameType.KeyUpdate) this.#client.sealer?.update();
  }

  #sentAs(step: Step): Uint8Array {
    const bytes = this.#sent.get(step.frame);
    if (bytes) return bytes;
    throw new TypeError("A frame comes again that was not sent");
  }

  /** The server's frame as it sealed it; of 3DES with an IV of its own. */
  #reflected({ sealed }: Step): Uint8Array {
    const { schedule, random } = this.#client;
    const { cipher } = this.#vector;
    const { plain, sequence } = sealed!;
    return new Sealer(schedule, schedule.secrets.server, cipher, random)
      .seal(fromHex(plain), { sequence });
  }

  async #hear(step: Step): Promise<void> {
    switch (step.name) {
      case "ServerHello":
        return await this.#client.readServerHello();
      case "ServerKey":
      case "ServerCertificate":
        return await this.#client.readServerKey();
      case "Finished":
        await this.#client.readFinished();
        this.#client.established = true;
        return;
      case "Data":
      case "compressed Data":
      case "KeyUpdate":
        // Data is the application's; both are taken up on the way to what is
        // demanded next, and nothing opens without the KeyUpdate.
        return;
      case "Alert":
        return await this.#hearAlert(step);
      default:
        return await this.#hearPong(step);
    }
  }

  async #hearPong({ sealed }: Step): Promise<void> {
    const plain = fromHex(sealed?.plain ?? "");
    const compress = (plain[0] & COMPRESSED_BIT) !== 0;
    const content = compress
      ? fromHex(sealed?.inflated ?? "")
      : plain.subarray(1);
    await this.#client.expectPong(content, { compress });
  }

  async #hearAlert({ sealed, frame }: Step): Promise<void> {
    const code = fromHex(sealed ? sealed.plain.slice(2) : frame.slice(8))[0];
    if (code === CLOSE) {
      await this.#client.expectClose();
      await this.#client.expectEnd("FIN after both closes", "END-1");
      return;
    }
    const [requirement] = this.#vector.requirements;
    await this.#client.expectAlert(alertNamed(code), requirement);
  }
}

/** The name that the registry has for a code. */
export function alertNamed(code: number): AlertName {
  for (const [name, value] of Object.entries(AlertCode)) {
    if (value === code) return name as AlertName;
  }
  throw new RangeError(`No alert has the code ${alertName(code)}`);
}

function flipLastBit(body: Uint8Array): Uint8Array {
  return body.with(-1, body[body.length - 1] ^ 1);
}
