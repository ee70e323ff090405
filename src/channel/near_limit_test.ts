import { test } from "node:test";
import assert from "node:assert/strict";
import { ClientHandshake } from "../handshake/client.ts";
import { clientConfig } from "../handshake/client_config.ts";
import { ServerHandshake } from "../handshake/server.ts";
import { serverConfig } from "../handshake/server_config.ts";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import { joinChunks } from "../protection/chunk_list.ts";
import { createOpener } from "../protection/opener.ts";
import { createSealer } from "../protection/sealer.ts";
import { MAX_FRAMES_PER_KEY } from "../schema/limits.ts";
import { FrameType, SecuritySetting } from "../schema/registries.ts";
import { Connection } from "./connection.ts";
import type { ConnectionEvent } from "./events.ts";
import { deploymentKey } from "./test_keys.ts";

const SHARED = { provider: nodeProvider, random: systemRandom };
const settings = [SecuritySetting.proprietary];
const compressions = [0];
/** The Finished takes the last place but one. */
const use = { sequence: MAX_FRAMES_PER_KEY - 2, blocks: 0 };

test("Data that finds one place left under a key goes under the next", () => {
  const sealed: number[] = [];
  const server = new Connection({
    ...SHARED,
    createOpener: (options) => createOpener({ ...options, use }),
    createSealer: (options) => createSealer({ ...options, use }),
    handshake: new ServerHandshake({
      ...SHARED,
      config: serverConfig({
        settings,
        deploymentKeys: [{ key: deploymentKey }],
      }),
    }),
  });
  const client = new Connection({
    ...SHARED,
    createOpener: (options) => {
      const opener = createOpener({ ...options, use });
      return {
        get sequence() {
          return opener.sequence;
        },
        judgeSize: (length) => opener.judgeSize(length),
        open(length, body) {
          const opened = opener.open(length, body);
          sealed.push(opened.innerType);
          return opened;
        },
        rekey: () => opener.rekey(),
        erase: () => opener.erase(),
      };
    },
    createSealer: (options) => createSealer({ ...options, use }),
    handshake: new ClientHandshake({
      ...SHARED,
      config: clientConfig({
        serverName: "fesa.example",
        settings,
        compressions,
        deploymentKey,
      }),
    }),
  });
  for (let i = 0; i < 2; i++) {
    carry(client, server);
    carry(server, client);
  }
  server.send(Uint8Array.of(1));
  carry(server, client);
  const { Finished, KeyUpdate, Data } = FrameType;
  assert.deepEqual(sealed, [Finished, KeyUpdate, Data]);
  assert.deepEqual(typesOf(client.takeEvents()), ["established", "data"]);
});

function carry(from: Connection, to: Connection): void {
  to.receive(joinChunks(from.takeOutput()));
}

function typesOf(events: readonly ConnectionEvent[]): string[] {
  return events.map(({ type }) => type);
}
