import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ProtocolError } from "../errors.ts";
import {
  nodeProvider as provider,
  systemRandom,
} from "../keys/node_provider.ts";
import { Cipher } from "../schema/registries.ts";
import { createOpener, type Opener } from "./opener.ts";
import { createSealer, protectedHeader } from "./sealer.ts";

/** What a sealer and an opener of the same secret are to each other. */

interface Frame {
  innerType: number;
  content: Uint8Array[];
  rekey: boolean;
}

const frame: fc.Arbitrary<Frame> = fc.record({
  innerType: fc.nat(255),
  content: fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.integer({ min: 0, max: 5000 }).map((n) => new Uint8Array(n).fill(n)),
    ),
    { maxLength: 4 },
  ),
  rekey: fc.boolean(),
});
const frames = fc.array(frame, { minLength: 1, maxLength: 6 });
/** Where to cut a body, as fractions of its length. */
const cuts = fc.array(fc.float({ min: 0, max: 1, noNaN: true }), {
  maxLength: 4,
});

for (const [name, cipher] of Object.entries(Cipher)) {
  describe(name, () => {
    it("open(seal(frames)) is frames, however the bodies are cut", () => {
      fc.assert(
        fc.property(frames, cuts, (frames, cuts) => {
          const { sealer, opener } = pair(cipher);
          for (const { innerType, content, rekey } of frames) {
            const sequence = sealer.sequence;
            assert.equal(opener.sequence, sequence);
            const body = bodyOf(sealer.seal(innerType, content));
            opener.judgeSize(body.length);
            const opened = opener.open(body.length, cut(body, cuts));
            assert.equal(opened.innerType, innerType);
            assert.deepEqual(
              Buffer.concat(opened.content),
              Buffer.concat(content),
            );
            assert.equal(
              opened.contentLength,
              Buffer.concat(content).length,
            );
            assert.equal(sealer.sequence, sequence + 1);
            if (rekey) {
              sealer.rekey();
              opener.rekey();
              assert.equal(sealer.sequence, 0);
            }
          }
        }),
      );
    });

    it("seal leaves the content as it was", () => {
      fc.assert(
        fc.property(frame, ({ innerType, content }) => {
          const before = content.map((part) => part.slice());
          pair(cipher).sealer.seal(innerType, content);
          assert.deepEqual(content, before);
        }),
      );
    });

    it("one bit of a body is bad_frame_protection", () => {
      const text = Uint8Array.from({ length: 20 }, (_, i) => i);
      const { sealer } = pair(cipher);
      const body = bodyOf(sealer.seal(0x10, [text]));
      for (let at = 0; at < body.length; at++) {
        for (let bit = 1; bit < 256; bit <<= 1) {
          const other = body.slice();
          other[at] ^= bit;
          requireBad(pair(cipher).opener, other);
        }
      }
    });

    it("one bit of any body is bad_frame_protection", () => {
      fc.assert(
        fc.property(
          frame,
          fc.nat(),
          fc.nat(7),
          cuts,
          (frame, at, bit, cuts) => {
            const { sealer, opener } = pair(cipher);
            const body = bodyOf(sealer.seal(frame.innerType, frame.content));
            body[at % body.length] ^= 1 << bit;
            requireBad(opener, body, cut(body, cuts));
          },
        ),
      );
    });

    it("a shorter or longer body is bad_frame_protection", () => {
      const { sealer } = pair(cipher);
      const body = bodyOf(sealer.seal(0x10, [new Uint8Array(64)]));
      for (let length = 0; length < body.length; length++) {
        requireBad(pair(cipher).opener, body.slice(0, length));
        requireBad(pair(cipher).opener, body.slice(body.length - length));
      }
      for (const extra of [1, 8, 16]) {
        const longer = Buffer.concat([body, new Uint8Array(extra)]);
        requireBad(pair(cipher).opener, Uint8Array.from(longer));
      }
    });

    it("a dropped, replayed, reordered or reflected frame is refused", () => {
      fc.assert(
        fc.property(frames, fc.nat(), (frames, at) => {
          const { sealer, opener } = pair(cipher);
          const bodies = frames.map(({ innerType, content }) =>
            bodyOf(sealer.seal(innerType, content))
          );
          // The frame at `open` is opened in the place of the one at `place`.
          const place = at % bodies.length;
          for (const body of bodies.slice(0, place)) {
            opener.open(body.length, [body]);
          }
          bodies.forEach((body, i) => {
            if (i !== place) requireBad(opener, body);
          });
          requireBad(pair(cipher, 9).opener, bodies[0]);
          const right = bodies[place];
          assert.equal(
            opener.open(right.length, [right]).innerType,
            frames[place].innerType,
          );
        }),
      );
    });

    it("a frame of the generation before or after is refused", () => {
      const { sealer, opener } = pair(cipher);
      const first = bodyOf(sealer.seal(0x10, [Uint8Array.of(1)]));
      sealer.rekey();
      const second = bodyOf(sealer.seal(0x10, [Uint8Array.of(1)]));
      requireBad(opener, second);
      opener.rekey();
      requireBad(opener, first);
      assert.equal(opener.open(second.length, [second]).innerType, 0x10);
    });

    it("every failure has the same message", () => {
      const { sealer } = pair(cipher);
      const body = bodyOf(sealer.seal(0x10, [new Uint8Array(64)]));
      const messages = new Set<string>();
      const bad = [body.slice(1), body.slice(8), body.slice(0, 3)];
      for (const at of [0, 9, body.length - 1]) {
        const other = body.slice();
        other[at] ^= 1;
        bad.push(other);
      }
      for (const other of bad) {
        messages.add(requireBad(pair(cipher).opener, other).message);
      }
      assert.equal(messages.size, 1);
    });

    it("erased keys neither seal nor open", () => {
      const { sealer, opener } = pair(cipher);
      const body = bodyOf(sealer.seal(0x10, [new Uint8Array(1)]));
      sealer.erase();
      opener.erase();
      assert.throws(() => sealer.seal(0x15, [new Uint8Array(1)]), TypeError);
      assert.throws(() => opener.open(body.length, [body]), TypeError);
      assert.throws(() => sealer.rekey(), TypeError);
      assert.throws(() => opener.rekey(), TypeError);
    });

    it("the secret is copied: its owner may erase it", () => {
      const secret = Buffer.alloc(32, 7);
      const options = { provider, cipher, secret, random: systemRandom };
      const sealer = createSealer(options);
      const opener = createOpener(options);
      secret.fill(0);
      sealer.rekey();
      opener.rekey();
      const body = bodyOf(sealer.seal(0x10, [new Uint8Array(1)]));
      assert.equal(opener.open(body.length, [body]).contentLength, 1);
    });
  });
}

it("an incomplete body is the caller's mistake", () => {
  const { opener } = pair(Cipher["AES-256-GCM"]);
  assert.throws(() => opener.open(50, [new Uint8Array(49)]), RangeError);
});

it("the header says Protected and the length", () => {
  assert.deepEqual([...protectedHeader(0x010203)], [0x20, 1, 2, 3]);
});

it("a private cipher that nobody configured is the caller's mistake", () => {
  assert.throws(() => pair(0xe001), RangeError);
  assert.throws(() => pair(0x7777), RangeError);
});

function pair(cipher: number, key = 7) {
  const secret = new Uint8Array(32).fill(key);
  const options = { provider, cipher, secret, random: systemRandom };
  return { sealer: createSealer(options), opener: createOpener(options) };
}

function bodyOf(frame: Uint8Array[]): Uint8Array {
  const whole = Buffer.concat(frame);
  assert.equal(whole.readUInt32BE(0), 0x20000000 + whole.length - 4);
  return Uint8Array.from(whole.subarray(4));
}

function cut(body: Uint8Array, cuts: number[]): Uint8Array[] {
  const places = cuts.map((at) => Math.floor(at * body.length));
  const sorted = [0, ...places.sort((a, b) => a - b), body.length];
  return sorted.slice(1).map((end, i) => body.subarray(sorted[i], end));
}

function requireBad(
  opener: Opener,
  body: Uint8Array,
  chunks: Uint8Array[] = [body],
): Error {
  const sequence = opener.sequence;
  let caught: unknown;
  try {
    opener.open(body.length, chunks);
  } catch (error) {
    caught = error;
  }
  assert.ok(caught instanceof ProtocolError, String(caught));
  assert.equal(caught.code, "bad_frame_protection");
  assert.equal(opener.sequence, sequence);
  return caught;
}
