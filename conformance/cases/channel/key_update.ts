import { concat, uint } from "../../tester/bytes.ts";
import { FrameType } from "../../tester/registry.ts";
import { NotApplicable, Violation } from "../../tester/violation.ts";
import { clientCase, serverCase } from "../../runner/case.ts";
import { bothRoles, type Tester } from "../both_roles.ts";

/** KeyUpdate, from the tester and asked of the target. */
export const keyUpdate = [
  ...bothRoles({
    layer: "channel",
    name: "key-update-followed",
    title: "The target follows a KeyUpdate, and its own key stays",
    requirements: ["KUP-2", "KUP-9", "KDF-8"],
    settings: "each",
    ciphers: "each",
    async run(_, peer) {
      for (let i = 0; i < 3; i++) {
        await update(peer, 0);
        await peer.ping(undefined, { requirement: "KUP-2" });
      }
    },
  }),
  ...bothRoles({
    layer: "channel",
    name: "key-update-requested",
    title: "A request is answered by a KeyUpdate before the next Pong",
    requirements: ["KUP-3", "KUP-2"],
    settings: "each",
    ciphers: "each",
    async run(t, peer) {
      const content = t.random(8);
      const before = peer.opener!.generation;
      peer.sendKeyUpdate(1);
      peer.send(FrameType.Ping, content);
      await peer.expectPong(content, { requirement: "KUP-3" });
      requireUpdate(peer, before);
    },
  }),
  ...bothRoles({
    layer: "channel",
    name: "key-update-not-requested",
    title: "A KeyUpdate(0) is not answered with one",
    requirements: ["KUP-4"],
    async run(_, peer) {
      if (await updatesOver(peer, false) > 0) {
        throw new NotApplicable("The target updates its keys by itself");
      }
      const answered = await updatesOver(peer, true);
      if (answered === 0) return;
      throw new Violation(
        "KUP-4",
        "no KeyUpdate in answer to KeyUpdate(0)",
        `${answered} in answer to 4`,
      );
    },
  }),
  ...bothRoles({
    layer: "channel",
    name: "key-update-reply-requests-nothing",
    title: "The answer to a request is a KeyUpdate with request 0",
    requirements: ["KUP-3"],
    async run(t, peer) {
      if (await updatesOver(peer, false) > 0) {
        throw new NotApplicable("The target updates its keys by itself");
      }
      const content = t.random(8);
      peer.sendKeyUpdate(1);
      peer.send(FrameType.Ping, content);
      for (;;) {
        const seen = await peer.next();
        if (seen.kind !== "inner") {
          throw peer.unexpected(seen, "KUP-3", "a KeyUpdate with request 0");
        }
        if (seen.type === FrameType.Ping) {
          peer.send(FrameType.Pong, seen.content);
        }
        if (seen.type !== FrameType.KeyUpdate) continue;
        if (seen.content[0] === 0) break;
        throw new Violation(
          "KUP-3",
          "a KeyUpdate with request 0",
          `request ${seen.content[0]}`,
        );
      }
      peer.opener!.update();
      await peer.expectPong(content, { requirement: "KUP-3" });
    },
  }),
  serverCase({
    id: "channel/server-key-update-fresh-key",
    title: "A request that finds the server's key unused is not answered",
    requirements: ["KUP-3", "KUP-11"],
    needs: ["contract"],
    // An echo would use the key between the two requests.
    config: (base) => ({ ...base, echo: false }),
    run: async (t) => twoRequests(await t.establish(), t.random),
  }),
  clientCase({
    id: "channel/client-key-update-fresh-key",
    title: "A request that finds the client's key unused is not answered",
    requirements: ["KUP-3", "KUP-11"],
    run: async (t) => twoRequests(await t.establish(), t.random),
  }),
  ...bothRoles({
    layer: "channel",
    name: "key-update-twice",
    title: "Two KeyUpdates in a row end the connection",
    requirements: ["KUP-5"],
    settings: "each",
    async run(_, peer) {
      peer.sendKeyUpdate(0);
      peer.sendKeyUpdate(0);
      await peer.expectAlert("unexpected_frame", "KUP-5");
    },
  }),
  ...bothRoles({
    layer: "channel",
    name: "key-update-request-2",
    title: "A KeyUpdate with request 2 is malformed",
    requirements: ["KUP-1"],
    async run(_, peer) {
      peer.send(FrameType.KeyUpdate, uint(2, 1));
      await peer.expectAlert("malformed", "KUP-1");
    },
  }),
  ...bothRoles({
    layer: "channel",
    name: "key-update-many",
    title: "Fifty generations of both ends' keys work",
    requirements: ["KUP-2", "KUP-3", "KDF-8"],
    async run(_, peer) {
      for (let i = 0; i < 50; i++) {
        await update(peer, 1);
        await peer.ping(undefined, { requirement: "KUP-3" });
      }
    },
  }),
];

/**
 * Two requests with nothing between them that is answered: the first makes the
 * target's key fresh, so that the second needs no answer. A second KeyUpdate in
 * a row is what the tester refuses anyway.
 */
async function twoRequests(
  peer: Tester,
  random: (size: number) => Uint8Array,
): Promise<void> {
  const content = random(8);
  const before = peer.opener!.generation;
  const pieces = [peer.seal(FrameType.KeyUpdate, uint(1, 1))];
  peer.sealer!.update();
  pieces.push(peer.seal(FrameType.Data, random(1)));
  pieces.push(peer.seal(FrameType.KeyUpdate, uint(1, 1)));
  peer.sealer!.update();
  pieces.push(peer.seal(FrameType.Ping, content));
  peer.sendBytes(
    concat(...pieces),
    "{KeyUpdate 1}, {Data}, {KeyUpdate 1}, {Ping}",
  );
  await peer.expectPong(content, { requirement: "KUP-11" });
  requireUpdate(peer, before);
}

/** Sends a KeyUpdate, never under a key that has sealed nothing. */
async function update(peer: Tester, request: 0 | 1): Promise<void> {
  while (peer.sealer!.sequence === 0n) await peer.ping();
  peer.sendKeyUpdate(request);
}

/** Demands that the target's key has changed since a generation. */
function requireUpdate(peer: Tester, before: number): void {
  if (peer.opener!.generation > before) return;
  throw new Violation(
    "KUP-3",
    "KeyUpdate before any other frame",
    "a Pong under the old key",
  );
}

/** How many KeyUpdates the target sends over four Pings. */
async function updatesOver(peer: Tester, asked: boolean): Promise<number> {
  const before = peer.opener!.generation;
  for (let i = 0; i < 4; i++) {
    if (asked) await update(peer, 0);
    await peer.ping();
  }
  return peer.opener!.generation - before;
}
