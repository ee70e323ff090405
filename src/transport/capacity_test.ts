import { test } from "node:test";
import assert from "node:assert/strict";
import type { Ended } from "../channel/events.ts";
import { AlertCode } from "../schema/registries.ts";
import { ChannelError } from "./channel_error.ts";
import { serverLimits } from "./limits.ts";
import { RawPeer } from "./raw_peer.ts";
import { Queue, type TestServer, withServer } from "./test_server.ts";

const CLEAR_BUSY = "1500000141";

function busy(from: { local: boolean; message?: string }): Ended {
  const { busy: code } = AlertCode;
  return { how: "alert", code, authenticated: false, ...from };
}

const TOO_MANY = busy({ local: true, message: "Too many connections" });
const PEER_BUSY = busy({ local: false });

/** Dials until there is room: the last one may not be quite gone. */
async function dialOnceFree({ dial }: TestServer): Promise<void> {
  for (;;) {
    try {
      return void await (await dial()).close();
    } catch (error) {
      assert.ok(error instanceof ChannelError);
      assert.deepEqual(error.ended, PEER_BUSY);
    }
  }
}

test("a connection over the limit is busy, until another has ended", async () => {
  const limits = { maxConnections: 1 };
  await withServer({ limits }, async (server) => {
    const first = await server.dial();
    const second = await RawPeer.dial(server.server.port);
    assert.deepEqual(await second.ended, { hex: CLEAR_BUSY, how: "FIN" });
    assert.deepEqual(await server.ends.next(), TOO_MANY);
    second.finish();
    await first.ping();
    await first.close();
    await dialOnceFree(server);
  });
});

test("a handshake over the limit is busy, an established channel is none", async () => {
  const accepted = new Queue<string>();
  const onAccept = (remote: string): void => accepted.push(remote);
  const limits = { maxHandshakes: 1 };
  await withServer({ limits, onAccept }, async (server) => {
    const established = [await server.dial(), await server.dial()];
    for (let i = 0; i < 2; i++) await accepted.next();
    const silent = await RawPeer.dial(server.server.port);
    await accepted.next();
    await assert.rejects(server.dial(), { ended: PEER_BUSY });
    silent.finish();
    await silent.ended;
    await dialOnceFree(server);
    for (const channel of established) await channel.close();
  });
});

test("at twice the limit a connection is not even refused", async () => {
  const limits = { maxConnections: 1 };
  await withServer({ limits }, async ({ server, dial }) => {
    const first = await dial();
    const second = await RawPeer.dial(server.port);
    assert.equal((await second.ended).hex, CLEAR_BUSY);
    const third = await RawPeer.dial(server.port);
    assert.equal((await third.ended).hex, "");
    second.finish();
    await first.close();
  });
});

test("an RSA operation over the limit is busy, the others go on", async () => {
  const limits = { maxPendingRsa: 1 };
  await withServer({ limits }, async ({ dial }) => {
    const dialled = await Promise.allSettled(
      Array.from({ length: 32 }, () => dial()),
    );
    const refused = dialled.flatMap((result) =>
      result.status === "rejected" ? [result.reason] : []
    );
    for (const error of refused) {
      assert.ok(error instanceof ChannelError);
      assert.deepEqual(error.ended, PEER_BUSY);
    }
    assert.ok(refused.length > 0, "none was refused");
    assert.ok(refused.length < dialled.length, "all were refused");
    for (const result of dialled) {
      if (result.status === "fulfilled") await result.value.close();
    }
  });
});

test("limits are whole numbers from 1; no idle deadline is 0", () => {
  assert.equal(serverLimits({ idleTimeoutMs: 0 }).idleTimeoutMs, 0);
  for (const value of [0, -1, 1.5, NaN, Infinity]) {
    assert.throws(() => serverLimits({ maxConnections: value }), {
      name: "RangeError",
      message: `limits.maxConnections is ${value}: 1 or more`,
    });
  }
});
