import { fromHex } from "../../../conformance/tester/bytes.ts";
import { frame } from "../../../conformance/tester/frame.ts";
import {
  encodeServerCertificate,
  encodeServerHello,
} from "../../../conformance/tester/hello.ts";
import {
  AlertCode,
  alertFor,
  Cipher,
  clientConfig,
  ClientHandshake,
  Connection,
  FrameType,
  judgeIdentity,
  type Need,
  nodeProvider,
  type PathVerdict,
  pinOf,
  SecuritySetting,
  validateCertificatePath,
} from "../../../src/node.ts";
import { difference } from "../differences.ts";
import { type Outcome, outcomeFault } from "../outcome.ts";
import type { IdentityVector } from "./format.ts";

/** Holds the reference's client, and its validation of paths, to a vector. */
export async function verifyIdentity(
  vector: IdentityVector,
): Promise<string | undefined> {
  const { outcome, spkiSha256 } = await clientOutcome(vector);
  const fault = outcomeFault(vector.expect, outcome);
  if (fault) return fault;
  if (vector.kind === "path") {
    const differs = pathFault(vector, await validate(vector), outcome);
    if (differs) return differs;
  }
  return difference({ spkiSha256: vector.spkiSha256 }, { spkiSha256 });
}

/** The exported function must say the same, and of which certificate. */
function pathFault(
  { faulty }: IdentityVector,
  verdict: PathVerdict,
  outcome: Outcome,
): string | undefined {
  const got = verdict.ok ? "accepted" : AlertCode[alertFor(verdict.reason)];
  return difference({ path: outcome }, { path: got }) ??
    (verdict.ok
      ? undefined
      : difference({ faulty }, { faulty: verdict.index }));
}

function validate(vector: IdentityVector): Promise<PathVerdict> {
  const { host, time, purpose, minimumRsaBits } = vector;
  return validateCertificatePath(vector.chain.map(fromHex), {
    anchors: vector.anchors.map(fromHex),
    crls: vector.crls?.map(fromHex),
    host,
    time: new Date(time),
    purpose,
    minimumRsaBits,
  });
}

interface ClientOutcome {
  readonly outcome: Outcome;
  /** Of the key that it would encrypt to. */
  readonly spkiSha256?: string;
}

/** What a client answers to this chain of a server's, up to its own key. */
async function clientOutcome(vector: IdentityVector): Promise<ClientOutcome> {
  const connection = connect(vector);
  const chain = encodeServerCertificate(vector.chain.map(fromHex));
  connection.receive(frame(FrameType.ServerHello, SERVER_HELLO));
  connection.receive(frame(FrameType.ServerCertificate, chain));
  for (const event of connection.takeEvents()) {
    if (event.type !== "need") continue;
    const { need } = event;
    if (need.kind !== "identity") throw new TypeError(`It needs ${need.kind}`);
    await judge(connection, need, vector);
  }
  const encrypt =
    connection.takeEvents().flatMap((event) =>
      event.type === "need" && event.need.kind === "encrypt" ? [event.need] : []
    )[0];
  if (encrypt) {
    const spkiSha256 = pinOf(encrypt.key.spki, nodeProvider);
    return { outcome: "accepted", spkiSha256 };
  }
  const { ended } = connection;
  if (ended?.how !== "alert" || !ended.local) {
    throw new TypeError(`It neither goes on nor ends: ${ended?.how}`);
  }
  return { outcome: ended.code };
}

async function judge(
  connection: Connection,
  need: Need & { kind: "identity" },
  vector: IdentityVector,
): Promise<void> {
  const { host, time, pin } = vector;
  try {
    const { method, spki } = await judgeIdentity({
      ...need,
      host,
      port: 7443,
      now: new Date(time),
      provider: nodeProvider,
      policy: {
        trust: {
          anchors: vector.anchors.map(fromHex),
          crls: vector.crls?.map(fromHex),
        },
        pin,
      },
    });
    connection.supply({ type: "identity", identity: { method, spki } });
  } catch (error) {
    connection.failWith(error);
  }
}

/** A client that has sent its ClientHello. */
function connect({ host, minimumRsaBits }: IdentityVector): Connection {
  const shared = {
    provider: nodeProvider,
    random: (_: string, size: number) => new Uint8Array(size),
  };
  const config = clientConfig({
    settings: [SecuritySetting.certified],
    serverName: host,
    minimumRsaBits,
    grease: false,
  });
  const handshake = new ClientHandshake({ ...shared, config });
  const connection = new Connection({ ...shared, handshake });
  connection.takeOutput();
  return connection;
}

const SERVER_HELLO = encodeServerHello({
  version: 1,
  random: new Uint8Array(32),
  setting: SecuritySetting.certified,
  cipher: Cipher["AES-256-GCM"],
  compression: 0,
  maxFrame: 65_536,
  extensions: [],
});
