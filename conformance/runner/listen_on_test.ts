import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { listenOn } from "./listen_on.ts";

test("a port that is in use is named, with what to do", async () => {
  const [first, second] = [createServer(), createServer()];
  const port = await listenOn(first, 0, "127.0.0.1");
  await assert.rejects(listenOn(second, port, "127.0.0.1"), {
    message:
      `Cannot listen on 127.0.0.1:${port}: the port is in use, choose another or 0`,
  });
  first.close();
  await once(first, "close");
  assert.equal(await listenOn(second, port, "127.0.0.1"), port);
  second.close();
});

test("an address of another machine is refused with its code", async () => {
  await assert.rejects(listenOn(createServer(), 0, "192.0.2.1"), {
    // Deno has another code for it than Node.
    message: /^Cannot listen on 192\.0\.2\.1:0: E[A-Z]+$/,
  });
});
