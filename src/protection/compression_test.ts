import { Buffer } from "node:buffer";
import { constants, deflateRawSync } from "node:zlib";
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ProtocolError } from "../errors.ts";
import { MIN_MAX_FRAME } from "../schema/limits.ts";
import {
  compressionCapacity,
  createCompressor,
  createDecompressor,
} from "./compression.ts";

const MAX_FRAME = MIN_MAX_FRAME;
const CAPACITY = MAX_FRAME - 1024;

/** Content with much, little or nothing to compress, in parts. */
const part = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.string({ maxLength: 60 }).map((text) => Buffer.from(text)),
  fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.nat(80)).map(
    ([bytes, times]) => Buffer.concat(new Array<Uint8Array>(times).fill(bytes)),
  ),
);
const content = fc.array(part, { minLength: 1, maxLength: 4 })
  .filter((parts) => parts.some((part) => part.length > 0));

describe("decompress(compress(contents)) is contents", () => {
  for (const level of [1, 2, 6, 9]) {
    it(`level ${level}, with one context for all`, () => {
      fc.assert(
        fc.property(
          fc.array(content, { minLength: 1, maxLength: 8 }),
          fc.nat(50),
          (contents, cut) => {
            const compressor = createCompressor(level);
            const decompressor = createDecompressor(MAX_FRAME);
            for (const parts of contents) {
              const sealed = compressor.compress(parts);
              const received = [sealed.subarray(0, cut), sealed.subarray(cut)];
              assert.deepEqual(
                Buffer.concat(decompressor.decompress(received)),
                Buffer.concat(parts),
              );
            }
          },
        ),
      );
    });
  }

  it("over more than the window, in frames of many sizes", () => {
    const compressor = createCompressor(1);
    const decompressor = createDecompressor(1_048_576);
    const random = noise(1);
    for (const size of [1, 70_000, 3, 200_000, 65_536, 131_072, 1_047_552]) {
      for (const data of [random(size), new Uint8Array(size), rows(size)]) {
        const sealed = compressor.compress([data]);
        const opened = Buffer.concat(decompressor.decompress([sealed]));
        assert.equal(opened.equals(data), true);
      }
    }
  });
});

it("the context is kept: the same content again is smaller", () => {
  const compressor = createCompressor(6);
  const data = noise(2)(1000);
  const first = compressor.compress([data]).length;
  const second = compressor.compress([data]).length;
  assert.ok(first > 1000 && second < 50, `${first}, then ${second}`);
});

it("each direction and connection has its own context", () => {
  const data = noise(3)(1000);
  const one = createCompressor(6);
  one.compress([data]);
  const two = createDecompressor(MAX_FRAME);
  requireCode(
    "decompression_failed",
    () => two.decompress([one.compress([data])]),
  );
});

it("how a content is cut into parts changes nothing of what arrives", () => {
  const data = rows(3000);
  const parts = Array.from(data, (_, i) => data.subarray(i, i + 1));
  const sealed = createCompressor(6).compress([
    new Uint8Array(0),
    ...parts,
    new Uint8Array(0),
  ]);
  const opened = createDecompressor(MAX_FRAME).decompress([sealed]);
  assert.deepEqual(Buffer.concat(opened), Buffer.from(data));
});

it("what a decoder gives is not changed by what it decodes next", () => {
  const compressor = createCompressor(6);
  const decompressor = createDecompressor(MAX_FRAME);
  const first = decompressor.decompress([compressor.compress([rows(500)])]);
  const before = Buffer.concat(first);
  decompressor.decompress([compressor.compress([new Uint8Array(2000)])]);
  assert.deepEqual(Buffer.concat(first), before);
});

it("zlib's frames are decoded, its context kept", () => {
  const data = rows(2000);
  const decompressor = createDecompressor(MAX_FRAME);
  for (const dictionary of [undefined, Buffer.from(data)]) {
    // A dictionary stands for the context: the frame before this one.
    const sealed = flushed(data, dictionary);
    assert.deepEqual(
      Buffer.concat(decompressor.decompress([sealed])),
      Buffer.from(data),
    );
  }
});

it("incompressible content grows by less than its headroom", () => {
  const random = noise(4);
  for (let level = 1; level <= 9; level++) {
    const compressor = createCompressor(level);
    for (const maxFrame of [4096, 262_144]) {
      const size = compressionCapacity(maxFrame);
      // Cold, warm, and in many small parts.
      for (const piece of [size, size, 1000]) {
        const parts: Uint8Array[] = [];
        for (let left = size; left > 0; left -= piece) {
          parts.push(random(Math.min(left, piece)));
        }
        const { length } = compressor.compress(parts);
        assert.ok(length <= maxFrame - 512, `level ${level}: ${length}`);
      }
    }
  }
});

it("no content and no level but 1 to 9 are the caller's mistakes", () => {
  const compressor = createCompressor(1);
  assert.throws(() => compressor.compress([]), RangeError);
  assert.throws(() => compressor.compress([new Uint8Array(0)]), RangeError);
  for (const level of [0, 10, -1, 1.5, NaN]) {
    assert.throws(() => createCompressor(level), RangeError);
  }
});

describe("the bound", () => {
  it("C bytes are decompressed, C + 1 are frame_too_large", () => {
    for (const data of [new Uint8Array(CAPACITY + 1), noise(5)(CAPACITY + 1)]) {
      const most = data.subarray(0, CAPACITY);
      const opened = createDecompressor(MAX_FRAME).decompress([flushed(most)]);
      assert.deepEqual(Buffer.concat(opened), Buffer.from(most));
      requireCode("frame_too_large", () => {
        createDecompressor(MAX_FRAME).decompress([flushed(data)]);
      });
    }
  });

  it("it holds where C is more than one chunk, and a whole number of them", () => {
    const maxFrame = 2 * 65_536 + 1024;
    const data = new Uint8Array(2 * 65_536 + 1);
    const most = data.subarray(1);
    const opened = createDecompressor(maxFrame).decompress([flushed(most)]);
    assert.equal(Buffer.concat(opened).length, most.length);
    requireCode("frame_too_large", () => {
      createDecompressor(maxFrame).decompress([flushed(data)]);
    });
  });

  it("a bomb is refused before it is unpacked", () => {
    // What comes after the bound is no DEFLATE, and is never reached.
    const garbage = Uint8Array.of(0x06, 0x06, 0x06, 0x06);
    const bomb = Buffer.concat([flushed(new Uint8Array(50_000_000)), garbage]);
    assert.ok(bomb.length < 50_000);
    requireCode("frame_too_large", () => {
      createDecompressor(65_536).decompress([bomb]);
    });
    for (const maxFrame of [4096, 65_536 + 1024, 262_144]) {
      const over = new Uint8Array(maxFrame - 1024 + 300);
      const small = Buffer.concat([flushed(over), garbage]);
      requireCode("frame_too_large", () => {
        createDecompressor(maxFrame).decompress([small]);
      });
      requireCode("decompression_failed", () => {
        createDecompressor(maxFrame + 300).decompress([small]);
      });
    }
  });
});

describe("decompression_failed", () => {
  const rowsOf = flushed(rows(500));
  const failures: Record<string, Uint8Array> = {
    "nothing at all": new Uint8Array(0),
    "an empty stored block": Uint8Array.of(0, 0, 0, 0xff, 0xff),
    "a flush and nothing else": Uint8Array.of(0),
    "an empty fixed block": Uint8Array.of(0x02, 0x00),
    "an empty fixed block without a flush": Uint8Array.of(0x02),
    "a block type that does not exist": Uint8Array.of(0x06, 0, 0, 0),
    "a stored length and its complement that differ": Uint8Array.of(
      0x00,
      0x01,
      0x00,
      0xff,
      0xff,
      0x41,
    ),
    "a stored block cut short": Uint8Array.of(
      0x00,
      0x10,
      0x00,
      0xef,
      0xff,
      0x41,
    ),
    "a final stored block": Uint8Array.of(0x01, 0x01, 0x00, 0xfe, 0xff, 0x41),
    "a final fixed block": deflateRawSync(Buffer.from("fesa")),
    "a final block, and bytes after it": Buffer.concat([
      deflateRawSync(Buffer.from("fesa")),
      Buffer.from("and more"),
    ]),
    "a final block after one that is not": Buffer.concat([
      flushed(Buffer.from("fesa")),
      Uint8Array.of(0, 0, 0xff, 0xff),
      deflateRawSync(Buffer.from("fesa")),
    ]),
    "an empty final block after content": Buffer.concat([
      flushed(Buffer.from("fesa")),
      Uint8Array.of(0, 0, 0xff, 0xff),
      Uint8Array.of(0x01, 0, 0, 0xff, 0xff),
    ]),
    "a distance before the first byte": fixedMatch(3, [[1, 1]]),
    "a distance of 32768 into nothing": fixedMatch(29, [[13, 0x1fff]]),
    "a distance code that does not exist": fixedMatch(30, []),
    "text": Buffer.from("GET / HTTP/1.1\r\n\r\n"),
    "zlib's wrapping": Uint8Array.of(0x78, 0x9c, 0x03, 0x00, 0, 0, 0, 1),
    "gzip's": Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0),
  };
  for (const cut of [1, 2, 10, 100, rowsOf.length - 1]) {
    failures[`a content cut to ${cut} bytes`] = rowsOf.subarray(0, cut);
  }
  for (const [name, bytes] of Object.entries(failures)) {
    it(name, () => {
      requireCode("decompression_failed", () => {
        createDecompressor(MAX_FRAME).decompress([bytes]);
      });
    });
  }

  it("a distance past what was sent, at every fill of the window", () => {
    // A context of n bytes, then a match of 3 bytes at distance n + 1.
    for (const [n, code, extra] of [[1, 1, []], [3, 3, []], [4, 4, [[1, 0]]]]) {
      const distance = { code, extra } as {
        code: number;
        extra: [number, number][];
      };
      const decompressor = createDecompressor(MAX_FRAME);
      decompressor.decompress([flushed(new Uint8Array(n as number))]);
      requireCode("decompression_failed", () => {
        decompressor.decompress([fixedMatch(distance.code, distance.extra)]);
      });
      const again = createDecompressor(MAX_FRAME);
      again.decompress([flushed(new Uint8Array((n as number) + 1))]);
      const opened = again.decompress([
        fixedMatch(distance.code, distance.extra),
      ]);
      assert.deepEqual(Buffer.concat(opened), Buffer.alloc(3));
    }
  });
});

it("bits left over after the last block are no block boundary", () => {
  // The tail is read as matches, the end of the block, and a bit more: the
  // decoder stands between two blocks, but the content does not end there.
  const decompressor = createDecompressor(65_536);
  decompressor.decompress([flushed(new Uint8Array(20_000))]);
  requireCode("decompression_failed", () => {
    decompressor.decompress([swallowingBlock()]);
  });
});

it("more than one flush in a content is allowed: it ends at a boundary", () => {
  const sealed = Buffer.concat([
    flushed(Buffer.from("fe")),
    Uint8Array.of(0, 0, 0xff, 0xff),
    flushed(Buffer.from("sa")),
  ]);
  const opened = createDecompressor(MAX_FRAME).decompress([sealed]);
  assert.equal(Buffer.concat(opened).toString(), "fesa");
});

it("an end at a boundary is seen where it fills a chunk exactly", () => {
  const maxFrame = 262_144;
  for (const size of [65_536, 131_072, 65_535, 65_537]) {
    for (const data of [new Uint8Array(size), noise(6)(size)]) {
      const opened = createDecompressor(maxFrame).decompress([flushed(data)]);
      assert.equal(Buffer.concat(opened).equals(data), true);
    }
  }
});

it("whatever the bytes, a content within the bound or one of two codes", () => {
  const mutation = fc.tuple(fc.nat(), fc.nat(255));
  fc.assert(
    fc.property(content, fc.array(mutation), (parts, mutations) => {
      const bytes = Uint8Array.from(createCompressor(6).compress(parts));
      for (const [at, value] of mutations) bytes[at % bytes.length] = value;
      try {
        const { length } = Buffer.concat(
          createDecompressor(MAX_FRAME).decompress([bytes]),
        );
        assert.ok(length >= 1 && length <= CAPACITY);
      } catch (error) {
        assert.ok(error instanceof ProtocolError, String(error));
        assert.match(error.code, /^(decompression_failed|frame_too_large)$/);
      }
    }),
  );
});

/** What zlib itself makes of a content, its tail removed. */
function flushed(data: Uint8Array, dictionary?: Uint8Array): Uint8Array {
  const sealed = deflateRawSync(data, {
    finishFlush: constants.Z_SYNC_FLUSH,
    dictionary,
  });
  assert.equal(sealed.subarray(-4).toString("hex"), "0000ffff");
  return sealed.subarray(0, -4);
}

/**
 * A fixed block, not final: one match of 3 bytes with this distance code and
 * extra bits, the end of the block, then the 3 bits of the flush's stored block.
 */
function fixedMatch(code: number, extra: [number, number][]): Uint8Array {
  const distance = code.toString(2).padStart(5, "0") +
    extra.map(([size, value]) => number(size, value)).join("");
  const end = "0000000";
  return packed(
    number(1, 0) + number(2, 1) + "0000001" + distance + end + number(3, 0),
  );
}

/**
 * A dynamic block, cut so that 00 00 FF FF goes on with it: 15 zeros of matches
 * at distance 1, a zero that starts a match, a distance of 13 ones, the block's
 * end of two, and one bit left over.
 */
function swallowingBlock(): Uint8Array {
  // 258 literal and length codes, 28 distance codes, 18 code lengths: of these,
  // 18 (a run of zeros), 2 and 1 are used, at places 2, 15 and 17.
  let bits = number(1, 0) + number(2, 2);
  bits += number(5, 1) + number(5, 27) + number(4, 14);
  const sizes = new Map([[2, 1], [15, 2], [17, 2]]);
  for (let i = 0; i < 18; i++) bits += number(3, sizes.get(i) ?? 0);
  const one = "10", two = "11";
  const zeros = (count: number) => "0" + number(7, count - 11);
  // A match of 3 bytes is 0, the literal 65 is 10, the end of the block is 11.
  bits += zeros(65) + two + zeros(138) + zeros(52) + two + one;
  // Distance 1 is 0, and code 27, which has 12 extra bits, is 1.
  bits += one + zeros(26) + one;
  const match = "0", distance1 = "0";
  bits += (match + distance1).repeat(3) + match;
  assert.equal(bits.length % 8, 0);
  return packed(bits);
}

/** DEFLATE's numbers go from the low end, its codes from the high. */
function number(size: number, value: number): string {
  return Array.from({ length: size }, (_, i) => (value >> i) & 1).join("");
}

function packed(bits: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  Array.from(bits).forEach((bit, i) => bytes[i >> 3] |= Number(bit) << (i & 7));
  return bytes;
}

function requireCode(code: string, action: () => void): void {
  assert.throws(
    action,
    (error) => error instanceof ProtocolError && error.code === code,
  );
}

/** Bytes that don't compress, the same for the same seed: xorshift32. */
function noise(seed: number): (size: number) => Uint8Array {
  let state = seed * 0x9e3779b9 | 1;
  return (size) =>
    Uint8Array.from({ length: size }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state >>> 11;
    });
}

/** So many bytes of JSON rows. */
function rows(size: number): Uint8Array {
  let text = "";
  for (let i = 0; text.length < size; i++) {
    text += `{"id":${i},"name":"item ${i * 7919 % 1000}","price":${i / 4}}\n`;
  }
  return Buffer.from(text.slice(0, size));
}
