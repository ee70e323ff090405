import { test } from "node:test";
import assert from "node:assert/strict";
import type { Ended } from "../channel/events.ts";
import { deploymentKey } from "../channel/test_keys.ts";
import {
  AlertCode,
  Cipher,
  Compression,
  SecuritySetting,
} from "../schema/registries.ts";
import type { ConnectOptions } from "./connect.ts";
import type { ListenOptions } from "./listen_options.ts";
import type { SecureChannel } from "./secure_channel.ts";
import { echo, withServer } from "./test_server.ts";

const { open, proprietary } = SecuritySetting;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** All that a channel brings until its clean end. */
async function textOf(channel: SecureChannel): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of channel) {
    text += decoder.decode(chunk, { stream: true });
  }
  return text;
}

const ABORTED_BY_PEER: Ended = {
  how: "alert",
  code: AlertCode.aborted,
  local: false,
  authenticated: true,
};

const ROWS: readonly {
  name: string;
  server: Partial<ListenOptions>;
  client: Partial<ConnectOptions>;
  session: { setting: number; cipher: number; compression: number };
}[] = [
  {
    name: "open with AES",
    server: { algorithm: Cipher["AES-256-GCM"] },
    client: {},
    session: {
      setting: open,
      cipher: Cipher["AES-256-GCM"],
      compression: Compression.none,
    },
  },
  {
    name: "open with 3DES and deflate",
    server: {
      algorithm: Cipher["3DES-EDE-CBC-HMAC-SHA-256"],
      deflateSettings: [open],
    },
    client: { compressions: [Compression.none, Compression.deflate] },
    session: {
      setting: open,
      cipher: Cipher["3DES-EDE-CBC-HMAC-SHA-256"],
      compression: Compression.deflate,
    },
  },
  {
    name: "proprietary",
    server: {},
    client: { settings: [proprietary], deploymentKey },
    session: {
      setting: proprietary,
      cipher: Cipher["ChaCha20-Poly1305"],
      compression: Compression.deflate,
    },
  },
];

for (const { name, server, client, session } of ROWS) {
  test(`${name}: talks, pings, updates keys and ends clean`, async () => {
    await withServer(
      { ...server, onChannel: (channel) => void echo(channel) },
      async ({ dial, channels, ends }) => {
        const channel = await dial(client);
        const peer = await channels.next();
        const { setting, cipher, compression, binding } = channel.session;
        assert.deepEqual({ setting, cipher, compression }, session);
        assert.deepEqual(binding, peer.session.binding);
        await channel.write(bytes("before "));
        await channel.ping(bytes("still there?"));
        assert.equal(channel.updateKeys(), true);
        await channel.write(bytes("and after"));
        const text = textOf(channel);
        assert.deepEqual(await channel.close(), { how: "clean" });
        assert.equal(await text, "before and after");
        assert.deepEqual(await ends.next(), { how: "clean" });
      },
    );
  });
}

test("what arrived before the peer's close is answered, however much", async () => {
  await withServer(
    { onChannel: (channel) => void echo(channel) },
    async ({ dial }) => {
      const channel = await dial();
      const sent = "all of it ".repeat(300_000);
      const text = textOf(channel);
      await channel.write(bytes(sent));
      await channel.close();
      assert.equal(await text, sent);
    },
  );
});

test("what is written in the turn that takes the end is the last", async () => {
  const count = async (channel: SecureChannel): Promise<void> => {
    const text = await textOf(channel);
    await channel.write(bytes(`${text.length} bytes`));
  };
  await withServer(
    { onChannel: (channel) => void count(channel) },
    async ({ dial }) => {
      const channel = await dial();
      const text = textOf(channel);
      await channel.write(bytes("seven .."));
      assert.deepEqual(await channel.close(), { how: "clean" });
      assert.equal(await text, "8 bytes");
    },
  );
});

test("a channel that ended before it was handed over is handed over", async () => {
  // In one turn, so that the end comes with the Finished, in one piece.
  const onChannel = (channel: SecureChannel): void => void channel.abort();
  await withServer({ onChannel }, async ({ dial }) => {
    const channel = await dial();
    assert.deepEqual(await channel.ended, ABORTED_BY_PEER);
    await assert.rejects(channel.read(), { ended: ABORTED_BY_PEER });
  });
});

test("what came with the Finished can be read", async () => {
  const greet = (channel: SecureChannel): void => {
    void channel.write(bytes("goodbye"));
    void channel.close();
  };
  await withServer({ onChannel: greet }, async ({ dial }) => {
    const channel = await dial();
    assert.equal(await textOf(channel), "goodbye");
    assert.deepEqual(await channel.ended, { how: "clean" });
  });
});

test("after its end a channel refuses writes, reads and pings", async () => {
  await withServer({}, async ({ dial, channels }) => {
    const channel = await dial();
    await (await channels.next()).abort();
    assert.deepEqual(await channel.ended, ABORTED_BY_PEER);
    const refused = { name: "ChannelError", ended: ABORTED_BY_PEER };
    await assert.rejects(channel.read(), refused);
    await assert.rejects(channel.write(bytes("late")), refused);
    await assert.rejects(channel.ping(), refused);
  });
});

test("after its own close a channel refuses writes, and reads on", async () => {
  await withServer({}, async ({ dial, channels }) => {
    const channel = await dial();
    const peer = await channels.next();
    const closed = channel.close();
    await assert.rejects(channel.write(bytes("late")), {
      name: "TypeError",
      message: "Cannot send: the channel is closed",
    });
    await peer.write(bytes("not too late"));
    void peer.close();
    assert.equal(await textOf(channel), "not too late");
    assert.deepEqual(await closed, { how: "clean" });
  });
});
