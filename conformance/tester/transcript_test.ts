import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat } from "./bytes.ts";
import { frame } from "./frame.ts";
import { FrameWalk } from "./frame_walk.ts";
import { Transcript } from "./transcript.ts";

test("frames are found wherever the stream is cut", () => {
  const bodies = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 6 });
  const cuts = fc.infiniteStream(fc.integer({ min: 1, max: 9 }));
  fc.assert(fc.property(bodies, cuts, (bodies, sizes) => {
    const frames = bodies.map((body) => frame(0x10, body));
    const stream = concat(...frames);
    const walk = new FrameWalk();
    const starts: number[] = [];
    for (let at = 0; at < stream.length;) {
      const [size] = [...sizes.take(1)];
      const piece = stream.subarray(at, at + size);
      const walked = walk.take(piece);
      const [first = piece.length] = walked.starts;
      assert.equal(walked.continued, first);
      starts.push(...walked.starts.map((start) => at + start));
      at += piece.length;
    }
    let at = 0;
    assert.deepEqual(
      starts,
      frames.map(({ length }) => (at += length) - length),
    );
  }));
});

test("what was sealed is found in what is sent, joined and cut", () => {
  const transcript = new Transcript();
  const one = frame(0x20, Uint8Array.of(1, 2, 3));
  const two = frame(0x20, Uint8Array.of(4, 5, 6));
  transcript.sealed(one, Uint8Array.of(0x11));
  transcript.sealed(two, Uint8Array.of(0x13, 0));
  const both = concat(one, two);
  transcript.add(">", "both", both);
  transcript.add(">", "a part", both.subarray(0, 3));
  transcript.add(">", "the rest", both.subarray(3));
  const [joined, , rest] = transcript.entries;
  assert.deepEqual(joined.plaintexts?.map(({ start, size }) => [start, size]), [
    [0, 1],
    [7, 2],
  ]);
  assert.equal(rest.continued, 4);
  assert.deepEqual(rest.plaintexts?.map(({ start }) => start), [4]);
});

test("another connection begins with a frame, whatever the last one left", () => {
  const transcript = new Transcript();
  transcript.connect();
  transcript.add(">", "half a frame", Uint8Array.of(1, 0, 0, 9, 9));
  transcript.connect();
  transcript.add(">", "a frame", frame(0x15, Uint8Array.of(0)));
  assert.deepEqual(
    transcript.entries.map(({ text, continued }) => [text, continued]),
    [["half a frame", 0], ["connection 2", undefined], ["a frame", 0]],
  );
});

test("of a long conversation the beginning and the end are kept", () => {
  const transcript = new Transcript();
  for (let i = 0; i < 500; i++) transcript.add(">", String(i));
  const texts = transcript.entries.map(({ text }) => text);
  assert.equal(texts[0], "0");
  assert.equal(texts.at(-1), "499");
  assert.equal(texts.length, 81);
  assert.equal(texts[16], "420 messages left out");
  assert.equal(transcript.lastSent, "499");
});

test("of long bytes the first are kept, and how many there were", () => {
  const transcript = new Transcript();
  transcript.add("<", "much", new Uint8Array(1_000_000), new Uint8Array(9_000));
  const [{ bytes, size, plaintexts }] = transcript.entries;
  assert.deepEqual([bytes?.length, size], [4_096, 1_000_000]);
  assert.deepEqual(
    plaintexts?.map(({ bytes, size }) => [bytes.length, size]),
    [[4_096, 9_000]],
  );
});
