import { test } from "node:test";
import assert from "node:assert/strict";
import { joinChunks } from "../protection/chunk_list.ts";
import { AlertCode, FrameType } from "../schema/registries.ts";
import type { Connection } from "./connection.ts";
import type { ConnectionEvent, Ended } from "./events.ts";
import { HandMadePeer, type SealedMessage } from "./test_peer.ts";

/**
 * "Every message in every state" of spec/channel.md, row by row, and the rules
 * of its section Close.
 */
const { Alert, Data, Finished, KeyUpdate, Ping, Pong } = FrameType;
const CLOSE: SealedMessage = {
  type: Alert,
  content: Uint8Array.of(AlertCode.close),
};
const CLEAN: Ended = { how: "clean" };
const TRUNCATED: Ended = { how: "truncated" };
const PINGED = Uint8Array.of(1, 2, 3);

function received(code: number, authenticated: boolean): Ended {
  return { how: "alert", code, local: false, authenticated };
}

function fault(code: number, message: string): Ended {
  return { how: "alert", code, local: true, authenticated: false, message };
}

type Meeting = ReturnType<typeof HandMadePeer.meetServer>;

/** An end in a state, whose Ping `PINGED` is unanswered. */
function established(): Meeting {
  const meeting = HandMadePeer.meetServer({
    answersLate: true,
    deflate: false,
  });
  meeting.connection.ping(PINGED);
  meeting.peer.take();
  meeting.connection.takeEvents();
  return meeting;
}

function closing(): Meeting {
  const meeting = established();
  meeting.connection.close();
  assert.deepEqual(meeting.peer.take(), [CLOSE]);
  meeting.connection.takeEvents();
  return meeting;
}

function draining(): Meeting {
  const meeting = established();
  meeting.peer.send(CLOSE.type, CLOSE.content);
  assert.deepEqual(meeting.connection.takeEvents(), [{ type: "peerClosed" }]);
  return meeting;
}

/** What an end tells, sends and has come to. */
interface Outcome {
  readonly events: readonly ConnectionEvent[];
  readonly sent: readonly SealedMessage[];
}

const NOTHING: Outcome = { events: [], sent: [] };

function ended(ended: Ended, ...sent: SealedMessage[]): Outcome {
  return { events: [{ type: "ended", ended }], sent };
}

function alertOf(code: number): SealedMessage {
  return { type: Alert, content: Uint8Array.of(code) };
}

const { aborted, unexpected_frame: UNEXPECTED } = AlertCode;
const SECOND_FINISHED = fault(
  UNEXPECTED,
  "Cannot accept an inner Finished in ESTABLISHED: expected Protected",
);
const CLEAR_FRAME = fault(
  UNEXPECTED,
  "Cannot accept Alert in ESTABLISHED: expected Protected",
);

const ROWS: readonly {
  readonly arrives: string;
  readonly give: (meeting: Meeting) => void;
  readonly established: Outcome;
  readonly closing: Outcome;
}[] = [
  {
    arrives: "Data",
    give: ({ peer }) => peer.send(Data, Uint8Array.of(9)),
    established: {
      events: [{ type: "data", chunks: [Uint8Array.of(9)] }],
      sent: [],
    },
    closing: {
      events: [{ type: "data", chunks: [Uint8Array.of(9)] }],
      sent: [],
    },
  },
  {
    arrives: "Ping",
    give: ({ peer }) => peer.send(Ping, Uint8Array.of(9)),
    established: {
      events: [],
      sent: [{ type: Pong, content: Uint8Array.of(9) }],
    },
    closing: NOTHING,
  },
  {
    arrives: "Pong",
    give: ({ peer }) => peer.send(Pong, PINGED),
    established: { events: [{ type: "pong", content: PINGED }], sent: [] },
    closing: { events: [{ type: "pong", content: PINGED }], sent: [] },
  },
  {
    arrives: "KeyUpdate that requests one",
    give: ({ peer }) => {
      peer.updateKeys(1);
      peer.send(Data, Uint8Array.of(9));
    },
    established: {
      events: [{ type: "data", chunks: [Uint8Array.of(9)] }],
      sent: [{ type: KeyUpdate, content: Uint8Array.of(0) }],
    },
    closing: {
      events: [{ type: "data", chunks: [Uint8Array.of(9)] }],
      sent: [],
    },
  },
  {
    arrives: "close",
    give: ({ peer }) => peer.send(CLOSE.type, CLOSE.content),
    established: { events: [{ type: "peerClosed" }], sent: [] },
    closing: {
      events: [{ type: "peerClosed" }, { type: "ended", ended: CLEAN }],
      sent: [],
    },
  },
  {
    arrives: "another Alert",
    give: ({ peer }) => peer.send(Alert, Uint8Array.of(aborted)),
    established: ended(received(aborted, true)),
    closing: ended(received(aborted, true)),
  },
  {
    arrives: "an Alert of a code that nobody knows",
    give: ({ peer }) => peer.send(Alert, Uint8Array.of(0xfe)),
    established: ended(received(0xfe, true)),
    closing: ended(received(0xfe, true)),
  },
  {
    arrives: "Finished",
    give: ({ peer }) => peer.send(Finished, new Uint8Array(32)),
    established: ended(SECOND_FINISHED, alertOf(UNEXPECTED)),
    closing: ended(SECOND_FINISHED),
  },
  {
    arrives: "a clear frame",
    give: ({ connection }) => connection.receive(Uint8Array.of(0x15, 0, 0, 1)),
    established: ended(CLEAR_FRAME, alertOf(UNEXPECTED)),
    closing: ended(CLEAR_FRAME),
  },
  {
    arrives: "EOF",
    give: ({ connection }) => connection.receiveEnd(),
    established: ended(TRUNCATED),
    closing: ended(TRUNCATED),
  },
  {
    arrives: "the loss of the transport",
    give: ({ connection }) => connection.transportLost(),
    established: ended(TRUNCATED),
    closing: ended(TRUNCATED),
  },
];

for (const { arrives, give, ...states } of ROWS) {
  for (
    const [name, state] of [
      ["established", established],
      ["closing", closing],
    ] as const
  ) {
    test(`${arrives} in ${name}`, () => {
      const meeting = state();
      give(meeting);
      assert.deepEqual(outcomeOf(meeting), states[name]);
    });
  }

  if (arrives === "the loss of the transport") continue;
  test(`${arrives} in draining changes nothing`, () => {
    const meeting = draining();
    const { connection } = meeting;
    give(meeting);
    assert.deepEqual(outcomeOf(meeting), NOTHING);
    connection.send(Uint8Array.of(7));
    connection.close();
    assert.deepEqual(outcomeOf(meeting), {
      events: [{ type: "ended", ended: CLEAN }],
      sent: [{ type: Data, content: Uint8Array.of(7) }, CLOSE],
    });
  });
}

test("the loss of the transport in draining is a clean end all the same", () => {
  const { connection } = draining();
  connection.transportLost();
  assert.deepEqual(connection.ended, CLEAN);
});

test("after its end nothing changes any more, and nothing is sent", () => {
  for (const { give } of ROWS) {
    const meeting = closing();
    meeting.peer.send(CLOSE.type, CLOSE.content);
    outcomeOf(meeting);
    give(meeting);
    meeting.connection.fail("aborted", "Too late");
    meeting.connection.closeExpired();
    meeting.connection.close();
    assert.deepEqual(outcomeOf(meeting), NOTHING);
    assert.deepEqual(meeting.connection.ended, CLEAN);
  }
});

test("close comes behind all that was written, and only then", () => {
  const { connection, peer } = HandMadePeer.meetServer({ deflate: false });
  connection.send(new Uint8Array(600_000));
  connection.close();
  const sent = [...peer.take(1), ...peer.take(1), ...peer.take(1)];
  assert.deepEqual(
    sent.map(({ type, content }) => [type, content.length]),
    [[Data, 262_144], [Data, 262_144], [Data, 75_712], [Alert, 1]],
  );
  assert.equal(connection.hasOutput, false);
});

test("Pings and KeyUpdate requests are answered until close is sent", () => {
  const { connection, peer } = HandMadePeer.meetServer({ deflate: false });
  connection.send(new Uint8Array(300_000));
  connection.close();
  peer.take(1);
  peer.send(Ping);
  peer.updateKeys(1);
  assert.deepEqual(
    peer.take().map(({ type }) => type),
    [Pong, KeyUpdate, Data, Alert],
  );
});

test("after close the application can send nothing more", () => {
  const { connection } = closing();
  const closed = (what: string) => ({
    name: "TypeError",
    message: `Cannot ${what}: the channel is closed`,
  });
  assert.throws(() => connection.send(PINGED), closed("send"));
  assert.throws(() => connection.ping(PINGED), closed("ping"));
  assert.throws(() => connection.updateKeys(true), closed("updateKeys"));
});

test("5 s without the peer's close are a truncation", () => {
  const meeting = closing();
  meeting.connection.closeExpired();
  assert.deepEqual(outcomeOf(meeting), ended(TRUNCATED));
});

test("the own close gives way to a fault that came before it", () => {
  const { connection, peer } = HandMadePeer.meetServer();
  connection.close();
  connection.receive(Uint8Array.of(0x77, 0, 0, 0));
  assert.deepEqual(peer.take(), [alertOf(UNEXPECTED)]);
  assert.equal(connection.ended?.how, "alert");
});

test("what was sealed goes out before the alert, what was not is dropped", () => {
  const { connection, peer } = HandMadePeer.meetServer({ deflate: false });
  peer.send(Ping);
  connection.send(Uint8Array.of(1));
  connection.fail("aborted", "Enough");
  assert.deepEqual(peer.take(), [
    { type: Pong, content: new Uint8Array(0) },
    alertOf(aborted),
  ]);
  assert.equal(connection.queued, 0);
});

test("Data that came in one piece with a fault is delivered before it", () => {
  const { connection, peer } = HandMadePeer.meetServer();
  connection.takeEvents();
  connection.receive(joinChunks([
    peer.sealed(Data, Uint8Array.of(1)),
    peer.sealed(Data, Uint8Array.of(2)),
    Uint8Array.of(0x77, 0, 0, 0),
    peer.sealed(Data, Uint8Array.of(3)),
  ]));
  assert.deepEqual(
    connection.takeEvents().map(({ type }) => type),
    ["data", "data", "ended"],
  );
});

test("bytes behind the peer's close are not even parsed", () => {
  const { connection, peer } = HandMadePeer.meetServer();
  connection.takeEvents();
  connection.receive(
    joinChunks([
      peer.sealed(Alert, CLOSE.content),
      Uint8Array.of(0x77, 1, 2, 3),
    ]),
  );
  connection.receive(new Uint8Array(100));
  assert.deepEqual(outcomeOf({ connection, peer }), {
    events: [{ type: "peerClosed" }, { type: "ended", ended: CLEAN }],
    sent: [CLOSE],
  });
});

/** Output first: taking it may end the connection. */
function outcomeOf(
  { connection, peer }: { connection: Connection; peer: HandMadePeer },
): Outcome {
  const sent = peer.take();
  const events = connection.takeEvents().map((event): ConnectionEvent =>
    event.type === "data"
      ? { ...event, chunks: [new Uint8Array(joinChunks(event.chunks))] }
      : event
  );
  return { events, sent };
}
