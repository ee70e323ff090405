import { describe, it } from "node:test";
import assert from "node:assert/strict";
import { nodeProvider, systemRandom } from "../keys/node_provider.ts";
import { joinChunks } from "../protection/chunk_list.ts";
import type { KeyUse } from "../protection/generation.ts";
import { createOpener } from "../protection/opener.ts";
import { createSealer } from "../protection/sealer.ts";
import { AlertCode, Cipher, FrameType } from "../schema/registries.ts";
import { Sender } from "./sender.ts";
import { framesOf } from "./test_peer.ts";

/** The limits of a key, reached by counters that start near them. */
const LIMIT = 2 ** 20;
const { Alert, Data, KeyUpdate, Ping } = FrameType;
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
const ONE = Uint8Array.of(1);

/** A sender whose key was used, and what opens its frames. */
function sender(
  cipher: number,
  use: KeyUse,
  keyUpdateAfterFrames: number = LIMIT,
): { sender: Sender; take: () => number[] } {
  const shared = {
    provider: nodeProvider,
    random: systemRandom,
    secret: new Uint8Array(32).fill(7),
    cipher,
    use,
  };
  const sender = new Sender({ compressionLevel: 1, keyUpdateAfterFrames });
  const sealer = createSealer(shared);
  sender.install(sealer);
  sender.establish(4_096);
  const opener = createOpener(shared);
  return {
    sender,
    take: () =>
      framesOf(sender.take()).map(({ body }) => {
        opener.judgeSize(body.length);
        const { innerType } = opener.open(body.length, [body]);
        if (innerType === KeyUpdate) opener.rekey();
        return innerType;
      }),
  };
}

for (const name of ["AES-256-GCM", "ChaCha20-Poly1305"] as const) {
  const at = (sequence: number) =>
    sender(Cipher[name], { sequence, blocks: 0 });

  describe(`${name}, at the end of a key`, () => {
    it("the last frame but one is Data, the last a KeyUpdate", () => {
      const { sender, take } = at(LIMIT - 2);
      for (let i = 0; i < 3; i++) {
        sender.write(ONE, false);
        sender.fill(Infinity);
      }
      assert.deepEqual(take(), [Data, KeyUpdate, Data, Data]);
    });

    it("the last is an Alert, if there is one to send", () => {
      const { sender, take } = at(LIMIT - 2);
      sender.finished(new Uint8Array(32));
      sender.alert(AlertCode.aborted);
      assert.deepEqual(take(), [FrameType.Finished, Alert]);
    });

    it("an update that is asked for finds its place", () => {
      const { sender, take } = at(LIMIT - 1);
      assert.equal(sender.keyUpdate(true), true);
      assert.equal(sender.keyUpdate(true), false);
      sender.probe(Ping, ONE, false);
      assert.deepEqual(take(), [KeyUpdate, Ping]);
    });
  });
}

describe("3DES, at the end of a key", () => {
  /** So many blocks are left. */
  const left = (blocks: number) =>
    sender(TDES, { sequence: 9, blocks: LIMIT - blocks });

  it("a frame that leaves one block goes first, a longer one behind", () => {
    // One byte of type, six of content and one of padding: one block.
    const fits = left(2);
    fits.sender.probe(Ping, new Uint8Array(6), false);
    fits.sender.probe(Ping, new Uint8Array(6), false);
    assert.deepEqual(fits.take(), [Ping, KeyUpdate, Ping]);
    const tooLong = left(2);
    tooLong.sender.probe(Ping, new Uint8Array(7), false);
    assert.deepEqual(tooLong.take(), [KeyUpdate, Ping]);
  });

  it("a whole frame of Data waits for the next key", () => {
    const { sender, take } = left(513);
    sender.write(new Uint8Array(4_096), false);
    sender.fill(Infinity);
    assert.deepEqual(take(), [KeyUpdate, Data]);
  });
});

describe("a sender", () => {
  it("sends alerts in clear until its Finished is sealed", () => {
    const { sender } = senderAt(0);
    sender.alert(2);
    assert.deepEqual(
      joinChunks(sender.take()),
      Uint8Array.of(0x15, 0, 0, 1, 2),
    );
    sender.finished(new Uint8Array(32));
    sender.alert(2);
    assert.deepEqual(
      framesOf(sender.take()).map(({ type }) => type),
      [FrameType.Protected, FrameType.Protected],
    );
  });

  it("counts Pongs until they are taken", () => {
    const { sender } = senderAt(1);
    sender.probe(Ping, ONE, false);
    for (let i = 0; i < 3; i++) sender.probe(FrameType.Pong, ONE, true);
    assert.equal(sender.pongsWaiting, 3);
    sender.take();
    assert.equal(sender.pongsWaiting, 0);
  });

  it("compresses no more than C bytes in a frame", () => {
    const { sender } = senderAt(1);
    sender.write(new Uint8Array(7_000), true);
    sender.fill(Infinity);
    assert.equal(framesOf(sender.take()).length, 3);
    sender.write(new Uint8Array(7_000), false);
    sender.fill(Infinity);
    assert.equal(framesOf(sender.take()).length, 2);
  });

  it("seals nothing after its end, and drops what waits", () => {
    const { sender } = senderAt(1);
    sender.write(ONE, false);
    sender.end();
    assert.equal(sender.isEmpty, true);
    const none = { name: "TypeError" };
    assert.throws(() => sender.probe(Ping, ONE, false), none);
    assert.throws(() => sender.probe(Ping, ONE, true), none);
    assert.equal(sender.keyUpdate(true), false);
  });

  it("refuses to update keys after less than a frame", () => {
    for (const keyUpdateAfterFrames of [0, -1, 0.5, NaN, Infinity]) {
      assert.throws(
        () => new Sender({ compressionLevel: 1, keyUpdateAfterFrames }),
        {
          name: "RangeError",
          message:
            `keyUpdateAfterFrames is ${keyUpdateAfterFrames}: a whole number from 1 on`,
        },
      );
    }
    assert.throws(
      () => new Sender({ compressionLevel: 0, keyUpdateAfterFrames: 1 }),
      {
        name: "RangeError",
        message: "Cannot compress at level 0: 1 to 9 allowed",
      },
    );
  });

  function senderAt(sequence: number) {
    return sender(Cipher["AES-256-GCM"], { sequence, blocks: 0 });
  }
});
