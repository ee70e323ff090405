import { test } from "node:test";
import assert from "node:assert/strict";
import { deploymentKey } from "../channel/test_keys.ts";
import { AlertCode, SecuritySetting } from "../schema/registries.ts";
import { serverKey, withServer } from "./test_server.ts";

const { open, proprietary } = SecuritySetting;

test("a new configuration is for new connections alone", async () => {
  await withServer({ maxFrame: 65_536 }, async ({ server, dial, channels }) => {
    const before = await dial();
    server.configure({ settings: [open], maxFrame: 4_096 });
    const after = await dial();
    assert.equal(before.session.maxFrame, 65_536);
    assert.equal(after.session.maxFrame, 4_096);
    await before.ping(new Uint8Array(65_536));
    for (const channel of [before, after]) await channel.close();
    assert.equal(channels.size, 2);
  });
});

test("what a configuration leaves out is as the server began", async () => {
  await withServer({ maxFrame: 65_536 }, async ({ server, dial, ends }) => {
    server.configure({ settings: [open], maxFrame: 4_096 });
    server.configure({ settings: [open] });
    const channel = await dial();
    assert.equal(channel.session.maxFrame, 65_536);
    await channel.close();
    await ends.next();
    const unwanted = dial({ settings: [proprietary], deploymentKey });
    await assert.rejects(unwanted, {
      ended: {
        how: "alert",
        code: AlertCode.no_common_setting,
        local: false,
        authenticated: false,
      },
    });
  });
});

test("limits that shrink end no connection", async () => {
  await withServer({}, async ({ server, dial }) => {
    const channels = [await dial(), await dial(), await dial()];
    server.configure({
      settings: [open],
      privateKey: serverKey,
      limits: { maxConnections: 2 },
    });
    for (const channel of channels) await channel.ping();
    await assert.rejects(dial(), {
      ended: {
        how: "alert",
        code: AlertCode.busy,
        local: false,
        authenticated: false,
      },
    });
    for (const channel of channels) await channel.close();
  });
});
