import { test } from "node:test";
import assert from "node:assert/strict";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import { AlertCode, FrameType, SecuritySetting } from "../schema/registries.ts";
import type { Connection } from "./connection.ts";
import { MemoryPair } from "./memory_pair.ts";
import { deploymentKey, testKey } from "./test_keys.ts";

/**
 * The state tables of spec/handshake.md: in each state every frame type but
 * those accepted is `unexpected_frame`, from its four header bytes alone.
 */
interface Row {
  readonly name: string;
  readonly setting: number;
  readonly role: "client" | "server";
  /** Deliveries to this role before the state is reached. */
  readonly after: number;
  readonly accepts: readonly number[];
}

const { proprietary, open, certified } = SecuritySetting;
const T = FrameType;
const rows: readonly Row[] = [
  ...[proprietary, open, certified].flatMap((setting): Row[] => [
    server("S0", setting, 0, [T.ClientHello, T.Alert]),
    client("C0", setting, 0, [T.ServerHello, T.Alert]),
  ]),
  server("S1", open, 1, [T.ClientKeyExchange, T.Alert]),
  server("S2", proprietary, 1, [T.Protected, T.Alert]),
  server("S2", open, 2, [T.Protected, T.Alert]),
  client("C1", open, 1, [T.ServerKey, T.Alert]),
  client("C1", certified, 1, [T.ServerCertificate, T.Alert]),
  client("C2", proprietary, 1, [T.Protected, T.Alert]),
  client("C2", open, 2, [T.Protected, T.Alert]),
  server("E", proprietary, 2, [T.Protected]),
  server("E", open, 3, [T.Protected]),
  client("E", proprietary, 2, [T.Protected]),
  client("E", open, 3, [T.Protected]),
];

for (const row of rows) {
  test(`${row.name} of ${row.role}, setting ${row.setting}: every other type is refused by its header`, async () => {
    for (let type = 0; type <= 0xff; type++) {
      if (row.accepts.includes(type)) continue;
      const connection = await inState(row);
      connection.receive(Uint8Array.of(type, 0xff, 0xff, 0xff));
      assert.equal(
        codeOf(connection),
        AlertCode.unexpected_frame,
        `type ${type}`,
      );
    }
  });
}

test("a clear Alert ends each state that accepts one, and is not answered", async () => {
  for (const row of rows.filter((row) => row.accepts.includes(T.Alert))) {
    const connection = await inState(row);
    connection.takeOutput();
    connection.receive(Uint8Array.of(T.Alert, 0, 0, 1, AlertCode.close));
    assert.deepEqual(connection.ended, {
      how: "alert",
      code: AlertCode.close,
      local: false,
      authenticated: false,
    });
    assert.deepEqual(connection.takeOutput(), [], row.name);
  }
});

/** A connection that has seen so many of its peer's frames, and no more. */
async function inState(row: Row): Promise<Connection> {
  const pair = new MemoryPair({
    client: {
      serverName: "fesa.example",
      settings: [row.setting],
      deploymentKey,
    },
    server: {
      settings: [row.setting],
      privateKey: testKey,
      certificates: [Uint8Array.of(1)],
      deploymentKeys: [{ key: deploymentKey }],
    },
    provider: nodeProvider,
    random: systemRandom,
  });
  let seen = 0;
  await pair.run((from, chunks) => {
    if (from === row.role) return chunks;
    return frames(chunks).filter(() => seen++ < row.after);
  });
  return pair[row.role].connection;
}

/** The chunks of one output, cut into whole frames. */
function frames(chunks: readonly Uint8Array[]): Uint8Array[] {
  const bytes = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
  const cut: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
    cut.push(bytes.slice(at, at + 4 + length));
    at += 4 + length;
  }
  return cut;
}

function codeOf(connection: Connection): number | undefined {
  const { ended } = connection;
  return ended?.how === "alert" && ended.local ? ended.code : undefined;
}

function server(
  name: string,
  setting: number,
  after: number,
  accepts: readonly number[],
): Row {
  return { name, setting, role: "server", after, accepts };
}

function client(
  name: string,
  setting: number,
  after: number,
  accepts: readonly number[],
): Row {
  return { name, setting, role: "client", after, accepts };
}
