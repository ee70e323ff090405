import { test } from "node:test";
import assert from "node:assert/strict";
import { FakeTime } from "@std/testing/time";
import { Connection, type Supply } from "../channel/connection.ts";
import type { ConnectionEvent, Ended } from "../channel/events.ts";
import {
  framesOf,
  type HandMadeOptions,
  HandMadePeer,
} from "../channel/test_peer.ts";
import { testKey } from "../channel/test_keys.ts";
import { ProtocolError } from "../errors.ts";
import { ClientHandshake } from "../handshake/client.ts";
import { clientConfig } from "../handshake/client_config.ts";
import { ServerHandshake } from "../handshake/server.ts";
import { serverConfig } from "../handshake/server_config.ts";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import { joinChunks } from "../protection/chunk_list.ts";
import { AlertCode, FrameType, SecuritySetting } from "../schema/registries.ts";
import { Driver, type DriverOptions } from "./driver.ts";
import { FakeTransport } from "./test_transport.ts";

const { Data, Alert, Ping, Pong } = FrameType;
const CLOSE = Uint8Array.of(AlertCode.close);
const CLEAN: Ended = { how: "clean" };
const TRUNCATED: Ended = { how: "truncated" };

function localAlert(code: number, message: string): Ended {
  return { how: "alert", code, local: true, authenticated: false, message };
}

/** A driver over a fake transport, and all it tells. */
interface Rig {
  readonly driver: Driver;
  readonly connection: Connection;
  readonly transport: FakeTransport;
  readonly events: ConnectionEvent[];
  /** How often `onClosed` was called. */
  readonly closed: { times: number };
}

function rig(
  connection: Connection,
  options: Partial<DriverOptions> = {},
  listener: (event: ConnectionEvent, driver: Driver) => void = () => {},
): Rig {
  const transport = new FakeTransport();
  const events: ConnectionEvent[] = [];
  const closed = { times: 0 };
  const driver: Driver = new Driver({
    connection,
    transport,
    handshakeTimeoutMs: 10_000,
    idleTimeoutMs: 0,
    fulfil: () => new Promise(() => {}),
    defer: (work) => work(),
    onProgress: () => {},
    ...options,
    onEvent: (event) => {
      assert.notEqual(events.at(-1)?.type, "ended", "an event after the end");
      events.push(event);
      listener(event, driver);
    },
    onClosed: () => void closed.times++,
  });
  driver.start();
  return { driver, connection, transport, events, closed };
}

function endOf(events: readonly ConnectionEvent[]): Ended | undefined {
  const last = events.at(-1);
  return last?.type === "ended" ? last.ended : undefined;
}

/** A server that waits for its ClientHello. */
function silentServer(): Connection {
  const shared = { provider: nodeProvider, random: systemRandom };
  return new Connection({
    ...shared,
    handshake: new ServerHandshake({
      ...shared,
      config: serverConfig({
        settings: [SecuritySetting.open],
        privateKey: testKey,
      }),
    }),
  });
}

function established(
  options: HandMadeOptions & { driver?: Partial<DriverOptions> } = {},
): Rig & { peer: HandMadePeer } {
  const { connection, peer } = HandMadePeer.meetServer({
    answersLate: true,
    ...options,
  });
  return Object.assign(rig(connection, options.driver), { peer });
}

/** Declares a test whose timers stand still unless ticked. */
function timed(
  name: string,
  use: (time: FakeTime) => void | Promise<void>,
): void {
  test(name, async () => {
    const time = new FakeTime();
    try {
      await use(time);
    } finally {
      time.restore();
    }
  });
}

timed("the handshake has its deadline, whatever comes meanwhile", (time) => {
  const server = rig(silentServer());
  for (let i = 0; i < 9; i++) {
    time.tick(1_000);
    server.transport.deliver(Uint8Array.of([1, 0, 0, 80][i] ?? 0));
  }
  time.tick(999);
  assert.deepEqual(server.transport.take(), []);
  time.tick(1);
  assert.deepEqual(framesOf(server.transport.take()), [
    { type: Alert, body: Uint8Array.of(AlertCode.timeout) },
  ]);
  assert.deepEqual(
    endOf(server.events),
    localAlert(AlertCode.timeout, "The handshake took too long"),
  );
  assert.deepEqual(server.transport.deeds, ["FIN"]);
  time.tick(1_000);
  assert.deepEqual(server.transport.deeds, ["FIN", "destroyed"]);
  assert.equal(server.closed.times, 1);
});

timed("an established connection has no deadline", (time) => {
  const { connection, transport } = established();
  time.tick(86_400_000);
  assert.equal(connection.ended, undefined);
  assert.deepEqual(transport.deeds, []);
});

const unknownFrame = Uint8Array.of(0x77, 0, 0, 0);

timed("the lingering read ends at EOF", (time) => {
  const { transport, connection, closed } = rig(silentServer());
  transport.deliver(unknownFrame);
  assert.deepEqual(transport.deeds, ["FIN"]);
  transport.handler.onEnd();
  transport.handler.onClose();
  assert.equal(connection.ended?.how, "alert");
  assert.equal(closed.times, 1);
  time.tick(60_000);
  assert.deepEqual(transport.deeds, ["FIN"]);
});

timed("the lingering read ends after a second", (time) => {
  const { transport } = rig(silentServer());
  transport.deliver(unknownFrame);
  time.tick(999);
  transport.deliver(new Uint8Array(1_000));
  assert.deepEqual(transport.deeds, ["FIN"]);
  time.tick(1);
  assert.deepEqual(transport.deeds, ["FIN", "destroyed"]);
});

timed("the lingering read ends after a mebibyte", () => {
  const { transport } = rig(silentServer());
  transport.deliver(unknownFrame);
  transport.deliver(new Uint8Array(1_048_576));
  assert.deepEqual(transport.deeds, ["FIN"]);
  transport.deliver(Uint8Array.of(0));
  assert.deepEqual(transport.deeds, ["FIN", "destroyed"]);
});

timed("last frames that nobody takes are given up after 5 s", (time) => {
  const { transport } = rig(silentServer());
  transport.flushesAtOnce = false;
  transport.deliver(unknownFrame);
  time.tick(4_999);
  assert.deepEqual(transport.deeds, ["FIN"]);
  time.tick(1);
  assert.deepEqual(transport.deeds, ["FIN", "destroyed"]);
});

timed("a second of lingering begins when the last frames are gone", (time) => {
  const { transport } = rig(silentServer());
  transport.flushesAtOnce = false;
  transport.deliver(unknownFrame);
  time.tick(4_900);
  transport.flush();
  time.tick(999);
  assert.deepEqual(transport.deeds, ["FIN"]);
  time.tick(1);
  assert.deepEqual(transport.deeds, ["FIN", "destroyed"]);
});

timed("an alert goes out though the transport is full", () => {
  const { connection, driver, transport, peer, events } = established();
  transport.hasRoom = false;
  connection.send(new Uint8Array(600_000));
  driver.pump();
  const sent = peer.open(transport.take());
  assert.ok(sent.every(({ type }) => (type & 0x7f) === Data));
  transport.deliver(unknownFrame);
  assert.deepEqual(peer.open(transport.take()), [
    { type: Alert, content: Uint8Array.of(AlertCode.unexpected_frame) },
  ]);
  assert.equal(endOf(events)?.how, "alert");
  assert.deepEqual(transport.deeds, ["FIN"]);
});

timed("5 s after the own close comes FIN, whatever arrives", (time) => {
  const { driver, transport, peer, events } = established();
  driver.close();
  assert.deepEqual(peer.open(transport.take()), [
    { type: Alert, content: CLOSE },
  ]);
  for (let i = 0; i < 4; i++) {
    time.tick(1_000);
    transport.deliver(peer.sealed(Data, Uint8Array.of(i)));
  }
  time.tick(999);
  assert.deepEqual(transport.deeds, []);
  time.tick(1);
  assert.deepEqual(transport.deeds, ["FIN"]);
  assert.deepEqual(transport.take(), []);
  assert.deepEqual(endOf(events), TRUNCATED);
  const data = events.filter(({ type }) => type === "data");
  assert.equal(data.length, 4);
});

timed(
  "a close waits for a transport that moves, and not for another",
  (time) => {
    const { connection, driver, transport, events } = established();
    transport.hasRoom = false;
    connection.send(new Uint8Array(1_000_000), { compress: false });
    driver.pump();
    driver.close();
    time.tick(4_900);
    transport.handler.onDrain();
    time.tick(4_999);
    assert.deepEqual(transport.deeds, []);
    time.tick(1);
    assert.deepEqual(transport.deeds, ["FIN"]);
    assert.deepEqual(
      endOf(events),
      localAlert(AlertCode.timeout, "Cannot close: the peer reads nothing"),
    );
  },
);

timed("an application that reads on holds up no close", (time) => {
  const { connection, driver, transport, events } = established();
  transport.hasRoom = false;
  connection.send(new Uint8Array(1_000_000), { compress: false });
  driver.pump();
  driver.close();
  time.tick(4_999);
  driver.stillAnswering();
  driver.close();
  time.tick(1);
  assert.equal(endOf(events)?.how, "alert");
});

timed("an application that answers puts off the close", (time) => {
  const { driver, transport, peer } = established();
  transport.deliver(peer.sealed(Alert, CLOSE));
  for (let i = 0; i < 5; i++) {
    time.tick(999);
    driver.stillAnswering();
  }
  time.tick(999);
  assert.deepEqual(transport.take(), []);
  time.tick(1);
  assert.equal(peer.open(transport.take()).length, 1);
});

timed("an application that is silent over a close is closed for", (time) => {
  const { transport, peer, events } = established();
  transport.deliver(peer.sealed(Alert, CLOSE));
  time.tick(999);
  assert.deepEqual(transport.take(), []);
  time.tick(1);
  assert.deepEqual(peer.open(transport.take()), [
    { type: Alert, content: CLOSE },
  ]);
  assert.deepEqual(endOf(events), CLEAN);
  assert.deepEqual(transport.deeds, ["FIN"]);
});

timed("FIN right behind a close changes nothing", () => {
  const { driver, transport, peer, events } = established();
  transport.deliver(peer.sealed(Alert, CLOSE));
  transport.handler.onEnd();
  assert.deepEqual(transport.deeds, []);
  driver.close();
  assert.deepEqual(peer.open(transport.take()), [
    { type: Alert, content: CLOSE },
  ]);
  assert.deepEqual(endOf(events), CLEAN);
});

timed("closes that cross are each other's answer", () => {
  const { driver, transport, peer, events } = established();
  driver.close();
  assert.equal(peer.open(transport.take()).length, 1);
  transport.deliver(peer.sealed(Alert, CLOSE));
  assert.deepEqual(transport.take(), []);
  assert.deepEqual(endOf(events), CLEAN);
  assert.deepEqual(transport.deeds, ["FIN"]);
});

timed("quiet both ways ends with a timeout, traffic does not", (time) => {
  const driver = { idleTimeoutMs: 4_000 };
  const { connection, transport, peer } = established({ driver });
  for (let i = 0; i < 5; i++) {
    time.tick(3_999);
    transport.deliver(peer.sealed(Ping));
  }
  assert.equal(peer.open(transport.take()).length, 5);
  time.tick(3_999);
  assert.equal(connection.ended, undefined);
  time.tick(1_001);
  assert.deepEqual(peer.open(transport.take()), [
    { type: Alert, content: Uint8Array.of(AlertCode.timeout) },
  ]);
  assert.deepEqual(
    connection.ended,
    localAlert(AlertCode.timeout, "Nothing was sent for too long"),
  );
});

timed(
  "reading stops while a need is unmet, and the deadline runs on",
  async (time) => {
    let supply: (answer: Supply) => void = () => {};
    const fulfil = (): Promise<Supply> =>
      new Promise((resolve) => supply = resolve);
    const connection = silentServer();
    const { transport, events } = rig(connection, { fulfil });
    const [hello, keyExchange, finished] = clientFlight();
    transport.deliver(hello);
    assert.equal(framesOf(transport.take()).length, 2);
    transport.deliver(keyExchange, finished);
    assert.deepEqual(transport.deeds, ["pause"]);
    time.tick(10_000);
    assert.deepEqual(framesOf(transport.take()), [
      { type: Alert, body: Uint8Array.of(AlertCode.timeout) },
    ]);
    assert.deepEqual(transport.deeds, ["pause", "resume", "FIN"]);
    const preMaster = new Uint8Array(48).fill(7);
    supply({ type: "decrypted", preMaster });
    await time.runMicrotasks();
    assert.deepEqual(preMaster, new Uint8Array(48));
    assert.deepEqual(transport.take(), []);
    assert.equal(endOf(events)?.how, "alert");
  },
);

timed("an end of input behind a pending need comes after it", async (time) => {
  let refuse: (error: unknown) => void = () => {};
  const fulfil = (): Promise<Supply> =>
    new Promise((_, reject) => refuse = reject);
  const connection = silentServer();
  const { transport } = rig(connection, { fulfil });
  const [hello, keyExchange, finished] = clientFlight();
  transport.deliver(hello, keyExchange, finished);
  transport.take();
  transport.handler.onEnd();
  assert.equal(connection.ended, undefined);
  refuse(new ProtocolError("busy", "Too many RSA operations are pending"));
  await time.runMicrotasks();
  assert.deepEqual(framesOf(transport.take()), [
    { type: Alert, body: Uint8Array.of(AlertCode.busy) },
  ]);
  assert.deepEqual(
    connection.ended,
    localAlert(AlertCode.busy, "Too many RSA operations are pending"),
  );
});

timed(
  "a need that fails for another reason is an internal error",
  async (time) => {
    const fulfil = (): Promise<Supply> =>
      Promise.reject(new TypeError("Cannot read known_hosts"));
    const connection = silentServer();
    const { transport } = rig(connection, { fulfil });
    const [hello, keyExchange, finished] = clientFlight();
    transport.deliver(hello, keyExchange, finished);
    await time.runMicrotasks();
    assert.deepEqual(
      connection.ended,
      localAlert(
        AlertCode.internal_error,
        "Cannot go on: TypeError: Cannot read known_hosts",
      ),
    );
  },
);

timed("a transport that is gone ends all, and its timers", (time) => {
  const driver = { idleTimeoutMs: 4_000 };
  const { transport, events, closed } = established({ driver });
  transport.handler.onClose();
  assert.deepEqual(endOf(events), TRUNCATED);
  assert.equal(closed.times, 1);
  time.tick(60_000);
  assert.deepEqual(transport.deeds, []);
});

timed(
  "reading stops at the application's wish, and goes on behind a batch",
  () => {
    const { driver, transport, peer, events } = established({ batchSize: 10 });
    driver.readsPaused = true;
    assert.deepEqual(transport.deeds, ["pause"]);
    const [a, b, c] = [1, 2, 3].map((byte) =>
      peer.sealed(Data, new Uint8Array(10).fill(byte))
    );
    transport.deliver(joinChunks([a, b, c]));
    assert.equal(bytesOf(events).length, 10);
    driver.readsPaused = false;
    assert.deepEqual(transport.deeds, ["pause", "resume"]);
    assert.deepEqual(
      bytesOf(events),
      Uint8Array.from([1, 2, 3].flatMap((byte) => Array(10).fill(byte))),
    );
  },
);

timed("what an event's listener does comes after the events before it", () => {
  const { connection, peer } = HandMadePeer.meetServer({
    answersLate: true,
    batchSize: 10,
  });
  const all = [1, 2, 3].map((byte) =>
    peer.sealed(Data, new Uint8Array(10).fill(byte))
  );
  connection.receive(joinChunks([...all, peer.sealed(Alert, CLOSE)]));
  // As an application that pings on the first bytes, and then closes.
  const listener = (event: ConnectionEvent, driver: Driver): void => {
    if (event.type === "data") connection.ping(Uint8Array.of(7));
    if (event.type === "peerClosed") driver.close();
    driver.pump();
  };
  const { transport, events } = rig(connection, {}, listener);
  assert.deepEqual(
    bytesOf(events),
    Uint8Array.from([1, 2, 3].flatMap((byte) => Array(10).fill(byte))),
  );
  assert.deepEqual(
    peer.open(transport.take()).map(({ type }) => type),
    [Ping, Ping, Ping, Alert],
  );
  assert.deepEqual(
    events.map(({ type }) => type),
    ["established", "data", "data", "data", "peerClosed", "ended"],
  );
});

timed("a Pong goes out though the application reads nothing", () => {
  const { transport, peer } = established();
  transport.deliver(peer.sealed(Ping, Uint8Array.of(1)));
  assert.deepEqual(peer.open(transport.take()), [
    { type: Pong, content: Uint8Array.of(1) },
  ]);
});

function bytesOf(events: readonly ConnectionEvent[]): Uint8Array {
  return new Uint8Array(joinChunks(
    events.flatMap((event) => event.type === "data" ? [...event.chunks] : []),
  ));
}

/** A client's frames, right in shape; nothing more is needed of them. */
function clientFlight(): Uint8Array[] {
  const [hello] = new ClientHandshake({
    provider: nodeProvider,
    random: systemRandom,
    config: clientConfig({
      serverName: "fesa.example",
      settings: [SecuritySetting.open],
    }),
  }).step({ type: "start" });
  if (hello.type !== "send") throw new TypeError("Expected a ClientHello");
  const keyExchange = new Uint8Array(4 + testKey.modulusBytes);
  keyExchange.set([FrameType.ClientKeyExchange, 0, 1, 0]);
  const finished = new Uint8Array(4 + 49);
  finished.set([FrameType.Protected, 0, 0, 49]);
  return [hello.frame, keyExchange, finished];
}
