import { test } from "node:test";
import assert from "node:assert/strict";
import { ProtocolError } from "../errors.ts";
import { memoryTofuStore, type TofuStore } from "../identity/tofu.ts";
import { AlertCode } from "../schema/registries.ts";
import { withServer } from "./test_server.ts";

const REFUSED: readonly [Error, keyof typeof AlertCode][] = [
  [new TypeError("Cannot write known_hosts: no space"), "internal_error"],
  [
    new ProtocolError("key_not_trusted", "Another key is known by now"),
    "key_not_trusted",
  ],
];

for (const [error, name] of REFUSED) {
  test(`a server that can't be remembered is told ${name}`, async () => {
    const tofu: TofuStore = {
      ...memoryTofuStore(),
      remember: () => Promise.reject(error),
    };
    await withServer({}, async ({ dial, channels }) => {
      await assert.rejects(dial({ identity: { tofu } }), error);
      assert.deepEqual(await (await channels.next()).ended, {
        how: "alert",
        code: AlertCode[name],
        local: false,
        authenticated: true,
      });
    });
  });
}

test("a signal between the dialling and the handshake is not missed", async () => {
  await withServer({}, async ({ dial, ends }) => {
    const controller = new AbortController();
    const { signal } = controller;
    // Dialling is over when it stops listening to the signal.
    const remove = signal.removeEventListener.bind(signal);
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      remove(...args);
      controller.abort();
    };
    await assert.rejects(dial({ signal }), {
      name: "ChannelError",
      ended: {
        how: "alert",
        code: AlertCode.aborted,
        local: true,
        authenticated: false,
        message: "The application gave the connection up",
      },
    });
    assert.deepEqual(await ends.next(), {
      how: "alert",
      code: AlertCode.aborted,
      local: false,
      authenticated: false,
    });
  });
});
