import type { ClientContext } from "../../runner/client_context.ts";
import { clientCase, serverCase } from "../../runner/case.ts";
import type { ServerContext } from "../../runner/server_context.ts";
import type { Ended, Event } from "../../contract/mod.ts";
import { concat, uint } from "../../tester/bytes.ts";
import { AlertCode, FrameType } from "../../tester/registry.ts";
import { alertOf } from "../../tester/received.ts";
import type { TesterClient } from "../../tester/tester_client.ts";
import type { TesterServer } from "../../tester/tester_server.ts";
import { Violation } from "../../tester/violation.ts";
import type { Tester } from "../both_roles.ts";

/** How the target reports an end to its application: `ended`. */
export const reported = [
  ...endings({
    name: "close-reported-clean",
    title: "An orderly close is reported as clean",
    requirements: ["END-2"],
    end: (peer) => peer.close(),
    expected: { how: "clean" },
  }),
  ...endings({
    name: "eof-reported-truncated",
    title: "EOF without a close is reported as a truncation",
    requirements: ["END-6"],
    end: (peer) => void peer.wire.finish(),
    expected: { how: "truncated" },
  }),
  ...endings({
    name: "cut-frame-reported-truncated",
    title: "EOF within a frame is reported as a truncation",
    requirements: ["END-6"],
    end(peer, t) {
      const frame = peer.seal(FrameType.Data, t.random(20));
      peer.sendBytes(frame.subarray(0, 17), "the first 17 bytes of {Data}");
      peer.wire.finish();
    },
    expected: { how: "truncated" },
  }),
  ...endings({
    name: "alert-reported",
    title: "A protected Alert is reported with its code, as authenticated",
    requirements: ["END-11"],
    end: (peer) => peer.send(FrameType.Alert, uint(0xee, 1)),
    expected: { how: "alert", code: 0xee, authenticated: true, local: false },
  }),
  ...endings({
    name: "own-alert-reported",
    title: "A fault is reported with the code that was sent, as local",
    requirements: ["END-14", "FRM-9"],
    async end(peer) {
      peer.send(FrameType.Data, new Uint8Array(0));
      await peer.expectAlert("malformed", "DAT-2");
    },
    expected: { how: "alert", code: AlertCode.malformed, local: true },
  }),
  serverCase({
    id: "channel/server-no-data-after-close",
    title: "Data behind a close is not delivered",
    requirements: ["END-5", "END-20"],
    needs: ["contract"],
    async run(t) {
      const peer = await t.establish();
      closeBetweenData(peer, t.random);
      await t.ended(peer);
      requireCount(await t.event(peer, isMoreOrEnd));
    },
  }),
  clientCase({
    id: "channel/client-no-data-after-close",
    title: "Data behind a close is not delivered",
    requirements: ["END-5", "END-20"],
    needs: ["contract"],
    async run(t) {
      const peer = await t.establish();
      closeBetweenData(peer, t.random);
      await t.ended(peer);
      requireCount(await t.event(peer, isMoreOrEnd));
    },
  }),
  serverCase({
    id: "channel/server-no-data-after-its-end",
    title: "What the application hands over after the end is not sent",
    requirements: ["END-21", "END-2"],
    needs: ["commands"],
    async run(t) {
      const peer = await t.establish();
      await t.established(peer);
      peer.sendAlert("close");
      await t.ended(peer);
      await t.command(peer, { do: "send", bytes: "6c617465" });
      await noDataAfterItsEnd(peer);
    },
  }),
  clientCase({
    id: "channel/client-no-data-after-its-end",
    title: "What the application hands over after the end is not sent",
    requirements: ["END-21", "END-2"],
    needs: ["commands"],
    async run(t) {
      const peer = await t.establish();
      await t.established(peer);
      peer.sendAlert("close");
      await t.ended(peer);
      t.command(peer, { do: "send", bytes: "6c617465" });
      await noDataAfterItsEnd(peer);
    },
  }),
  serverCase({
    id: "channel/server-data-after-own-close",
    title: "Data that comes after the target's own close is delivered",
    requirements: ["END-4", "END-20"],
    needs: ["commands"],
    async run(t) {
      const peer = await t.establish();
      await t.command(peer, { do: "close" });
      await dataBehindItsClose(peer, t.random);
      await t.ended(peer);
      requireData(await t.event(peer, isDataOrEnd));
    },
  }),
  clientCase({
    id: "channel/client-data-after-own-close",
    title: "Data that comes after the target's own close is delivered",
    requirements: ["END-4", "END-20"],
    needs: ["commands"],
    async run(t) {
      const peer = await t.establish();
      await t.established(peer);
      t.command(peer, { do: "close" });
      await dataBehindItsClose(peer, t.random);
      await t.ended(peer);
      requireData(await t.event(peer, isDataOrEnd));
    },
  }),
];

/** What the target still sends, its application told of the end. */
async function noDataAfterItsEnd(peer: Tester): Promise<void> {
  const seen = await peer.next();
  if (seen.kind === "fin" || seen.kind === "reset") return;
  const code = alertOf(seen)?.code;
  if (code === AlertCode.close) {
    return void await peer.expectEnd("FIN after both closes", "END-2");
  }
  throw peer.unexpected(seen, "END-21", "its close, and no Data");
}

const BEHIND_CLOSE = 100;

/** Data behind the target's close, then the close it waits for. */
async function dataBehindItsClose(
  peer: Tester,
  random: (size: number) => Uint8Array,
): Promise<void> {
  await peer.expectClose();
  peer.send(FrameType.Data, random(BEHIND_CLOSE));
  peer.sendAlert("close");
  await peer.expectEnd("FIN after both closes", "END-12");
}

/** The event of all the Data, or else the end. */
function isDataOrEnd(event: Event): event is MoreOrEnd {
  return event.event === "ended" ||
    (event.event === "data" && event.count === BEHIND_CLOSE);
}

function requireData(event: MoreOrEnd | undefined): void {
  if (event?.event === "data") return;
  throw new Violation(
    "END-4",
    `a "data" event of ${BEHIND_CLOSE} bytes before "ended"`,
    "none",
  );
}

const BEFORE_CLOSE = 10;

/** Data, a close, and more Data, in one piece. */
function closeBetweenData(
  peer: Tester,
  random: (size: number) => Uint8Array,
): void {
  const frames = [
    peer.seal(FrameType.Data, random(BEFORE_CLOSE)),
    peer.seal(FrameType.Alert, uint(AlertCode.close, 1)),
    peer.seal(FrameType.Data, random(20)),
  ];
  peer.sendBytes(concat(...frames), "{Data}, {close}, {Data}");
}

type MoreOrEnd = Extract<Event, { event: "data" | "ended" }>;

/** The event of Data behind the close, or else the end. */
function isMoreOrEnd(event: Event): event is MoreOrEnd {
  return event.event === "ended" ||
    (event.event === "data" && event.count > BEFORE_CLOSE);
}

function requireCount(event: MoreOrEnd | undefined): void {
  if (event?.event !== "data") return;
  throw new Violation(
    "END-5",
    `${BEFORE_CLOSE} bytes of Data, those before the close`,
    `${event.count} bytes`,
  );
}

interface Ending {
  readonly name: string;
  readonly title: string;
  readonly requirements: readonly string[];
  end(
    peer: Tester,
    t: { random(size: number): Uint8Array },
  ): void | Promise<void>;
  readonly expected: Partial<Ended>;
}

/** One way to end an Established channel, and what must be reported of it. */
function endings(ending: Ending) {
  const { name, title, requirements, end, expected } = ending;
  const shared = { title, requirements, needs: ["contract"] as const };
  const run = async <T extends ServerContext | ClientContext>(
    t: T,
    establish: () => Promise<Tester>,
    ended: (peer: Tester) => Promise<Ended>,
  ): Promise<void> => {
    const peer = await establish();
    await end(peer, t);
    requireEnded(await ended(peer), expected, requirements[0]);
  };
  return [
    serverCase({
      ...shared,
      id: `channel/server-${name}`,
      run: (t) =>
        run(t, () => t.establish(), (peer) => t.ended(peer as TesterClient)),
    }),
    clientCase({
      ...shared,
      id: `channel/client-${name}`,
      run: (t) =>
        run(t, () => t.establish(), (peer) => t.ended(peer as TesterServer)),
    }),
  ];
}

function requireEnded(
  ended: Ended,
  expected: Partial<Ended>,
  requirement: string,
): void {
  const differs = Object.entries(expected).some(([key, value]) =>
    ended[key] !== value
  );
  if (!differs) return;
  const { event: _, connection: __, ...observed } = ended;
  throw new Violation(
    requirement,
    `"ended" with ${JSON.stringify(expected)}`,
    JSON.stringify(observed),
  );
}
