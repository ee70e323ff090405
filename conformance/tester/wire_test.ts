import assert from "node:assert/strict";
import { createServer, type Socket } from "node:net";
import { test } from "node:test";
import { concat } from "./bytes.ts";
import { alertFrame, frame, header } from "./frame.ts";
import { type Observation, Wire } from "./wire.ts";

/** What a Wire observes of a server that does this with its connection. */
async function observed<T>(
  serve: (socket: Socket) => void,
  observe: (wire: Wire) => Promise<T>,
): Promise<T> {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    serve(socket);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  try {
    const wire = await Wire.connect("127.0.0.1", port, 5_000);
    try {
      return await observe(wire);
    } finally {
      wire.destroy();
    }
  } finally {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
}

async function kinds(wire: Wire, count: number): Promise<string[]> {
  const all: Observation[] = [];
  for (let i = 0; i < count; i++) all.push(await wire.next(5_000));
  return all.map(({ kind }) => kind);
}

test("frames come whole however they are cut, then the end", async () => {
  const bytes = concat(frame(0x03, new Uint8Array(300)), alertFrame(2));
  const seen = await observed(
    (socket) => {
      for (const byte of bytes) socket.write(Uint8Array.of(byte));
      socket.end();
    },
    async (wire) => [await wire.next(5_000), ...await kinds(wire, 2)],
  );
  const [first, ...rest] = seen;
  assert.ok(typeof first === "object" && first.kind === "frame");
  assert.deepEqual([first.type, first.body.length], [0x03, 300]);
  assert.deepEqual(rest, ["frame", "fin"]);
});

test("the end inside a frame tells how much of it came", async () => {
  const seen = await observed(
    (socket) => void socket.end(header(0x02, 50)),
    (wire) => wire.next(5_000),
  );
  assert.deepEqual(seen, { kind: "fin", partial: 4 });
});

test("a reset at once is a reset, not a failure to connect", async () => {
  const seen = await observed(
    (socket) => void socket.resetAndDestroy(),
    (wire) => kinds(wire, 1),
  );
  assert.deepEqual(seen, ["reset"]);
});

test("an Alert before a reset is seen, then an end", async () => {
  const [first, second] = await observed(
    (socket) => {
      socket.once("data", () => {
        socket.write(alertFrame(1), () => socket.resetAndDestroy());
      });
    },
    (wire) => {
      wire.write(header(0x7f, 0));
      return kinds(wire, 2);
    },
  );
  assert.equal(first, "frame");
  assert.match(second, /^(fin|reset)$/);
});

const GARBAGE: readonly [string, Uint8Array][] = [
  ["HTTP", new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n")],
  ["a TLS alert", Uint8Array.of(0x15, 3, 3, 0, 2, 2, 0x28)],
  ["a frame over its limit", header(0x03, 1_025)],
  ["an inner type in clear", header(0x10, 4)],
];

for (const [what, bytes] of GARBAGE) {
  test(`${what} is garbage, and nobody has spoken`, async () => {
    let spoken = false;
    const kind = await observed(
      (socket) => void socket.write(bytes),
      async (wire) => {
        wire.onSpoken = () => spoken = true;
        return (await wire.next(5_000)).kind;
      },
    );
    assert.deepEqual([kind, spoken], ["garbage", false]);
  });
}

test("a flood is read no faster than it is asked for", async () => {
  const chunk = new Uint8Array(2 ** 20);
  const received = await observed(
    (socket) => {
      socket.on("drain", () => socket.write(chunk));
      while (socket.write(chunk)) { /* until it is full */ }
    },
    async (wire) => {
      // An impossible wait for a frame that never becomes whole.
      wire.unread(header(0x04, 65_535));
      await wire.next(5_000);
      await new Promise((resolve) => setImmediate(resolve));
      return wire.received;
    },
  );
  assert.ok(received < 32 * 2 ** 20, `${received} bytes were taken`);
});
