import { test } from "node:test";
import assert from "node:assert/strict";
import { ProtocolError } from "../errors.ts";
import type { Opener } from "../protection/opener.ts";
import {
  type AlertName,
  Cipher,
  Compression,
  FrameType,
} from "../schema/registries.ts";
import { judgeHeader, judgeInner, type Reading } from "./judge.ts";

const { ClientHello, ServerHello, ServerKey, ServerCertificate } = FrameType;
const { ClientKeyExchange, Finished, Data, Ping, Pong } = FrameType;
const { KeyUpdate, Alert, Protected } = FrameType;
const AES = Cipher["AES-256-GCM"];
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];
const MAX_FRAME = 4_096;

function reading(options: Partial<Reading> = {}): Reading {
  return {
    state: "WAIT_FINISHED",
    accepts: [Protected],
    clearAlert: true,
    cipher: AES,
    opener: undefined,
    afterKeyUpdate: false,
    ...options,
  };
}

function established(
  options: Partial<Reading> & { compression?: number } = {},
): Reading {
  const { compression = Compression.deflate } = options;
  return reading({
    state: "ESTABLISHED",
    clearAlert: false,
    session: { compression, maxFrame: MAX_FRAME },
    ...options,
  });
}

function codeOf(judge: () => unknown): AlertName | "accepted" {
  try {
    judge();
    return "accepted";
  } catch (error) {
    assert.ok(error instanceof ProtocolError, String(error));
    return error.code;
  }
}

test("the longest body of each clear frame passes, and no more", () => {
  const rows = [
    [ClientHello, 16_384],
    [ServerHello, 16_384],
    [ServerKey, 1_024],
    [ServerCertificate, 65_535],
    [ClientKeyExchange, 512],
    [Alert, 1],
  ];
  for (const [type, most] of rows) {
    const waiting = reading({ accepts: [type] });
    const header = (length: number) =>
      codeOf(() => judgeHeader(waiting, type, length));
    assert.equal(header(0), "accepted");
    assert.equal(header(most), "accepted");
    assert.equal(header(most + 1), "frame_too_large");
    assert.equal(header(0xffffff), "frame_too_large");
  }
});

test("before Established a Protected frame has the size of a Finished", () => {
  for (const [cipher, size] of [[AES, 49], [TDES, 80], [0xe000, 49]]) {
    const header = (length: number) =>
      codeOf(() => judgeHeader(reading({ cipher }), Protected, length));
    assert.equal(header(size), "accepted");
    for (const shorter of [0, 15, 16, 48, size - 1]) {
      assert.equal(header(shorter), "bad_frame_protection");
    }
    for (const longer of [size + 1, 81, 88, 0xffffff]) {
      assert.equal(header(longer), "frame_too_large");
    }
  }
});

test("when Established it is up to L, and of a possible size", () => {
  const rows: readonly [number, number, AlertName | "accepted"][] = [
    [AES, 15, "bad_frame_protection"],
    [AES, 16, "accepted"],
    [AES, 17, "accepted"],
    [AES, 4_113, "accepted"],
    [AES, 4_114, "frame_too_large"],
    [TDES, 47, "bad_frame_protection"],
    [TDES, 48, "accepted"],
    [TDES, 49, "bad_frame_protection"],
    [TDES, 56, "accepted"],
    [TDES, 4_143, "bad_frame_protection"],
    [TDES, 4_144, "accepted"],
    [TDES, 4_145, "frame_too_large"],
  ];
  for (const [cipher, length, expected] of rows) {
    const judge = () => judgeHeader(established({ cipher }), Protected, length);
    assert.equal(codeOf(judge), expected, `${length} bytes`);
  }
});

test("the key's limit is judged behind the size", () => {
  const usedUp = {
    judgeSize: () => {
      throw new ProtocolError("key_limit", "Used up");
    },
  } as unknown as Opener;
  const judge = (length: number) => () =>
    judgeHeader(established({ opener: usedUp }), Protected, length);
  assert.equal(codeOf(judge(17)), "key_limit");
  assert.equal(codeOf(judge(15)), "bad_frame_protection");
  assert.equal(codeOf(judge(4_114)), "frame_too_large");
});

test("the type is judged before the size", () => {
  for (const type of [0x00, 0x07, Data, Finished, 0x90, 0xff]) {
    for (const length of [0, 0xffffff]) {
      const judge = () => judgeHeader(reading(), type, length);
      assert.equal(codeOf(judge), "unexpected_frame");
    }
  }
});

test("a clear Alert passes until a Protected frame was opened", () => {
  assert.equal(codeOf(() => judgeHeader(reading(), Alert, 1)), "accepted");
  const opened = reading({ clearAlert: false });
  assert.equal(
    codeOf(() => judgeHeader(opened, Alert, 1)),
    "unexpected_frame",
  );
});

test("before Established nothing but a Finished of 32 bytes is inside", () => {
  for (let type = 0; type <= 0xff; type++) {
    const judge = () => judgeInner(reading(), type, 32);
    const expected = type === Finished ? "accepted" : "unexpected_frame";
    assert.equal(codeOf(judge), expected, `type ${type}`);
  }
  for (const length of [0, 31, 33]) {
    const judge = () => judgeInner(reading(), Finished, length);
    assert.equal(codeOf(judge), "malformed");
  }
});

test("when Established five types are, three of them compressed too", () => {
  const plain = [Data, Ping, Pong, KeyUpdate, Alert];
  const withDeflate = [...plain, 0x90, 0x91, 0x92];
  for (
    const [compression, accepted] of [
      [Compression.none, plain],
      [Compression.deflate, withDeflate],
    ] as const
  ) {
    for (let type = 0; type <= 0xff; type++) {
      const awaitedPong = { compressed: type >= 0x80 };
      const state = established({ compression, awaitedPong });
      const judge = () => judgeInner(state, type, 1);
      const expected = accepted.includes(type as typeof Data)
        ? "accepted"
        : "unexpected_frame";
      assert.equal(codeOf(judge), expected, `type ${type}`);
    }
  }
});

test("the sizes of what is inside", () => {
  const awaitedPong = { compressed: false };
  const rows: readonly [number, number, AlertName | "accepted"][] = [
    [Data, 0, "malformed"],
    [Data, 1, "accepted"],
    [Data, MAX_FRAME, "accepted"],
    [Data, MAX_FRAME + 1, "frame_too_large"],
    [Ping, 0, "accepted"],
    [Ping, MAX_FRAME + 1, "frame_too_large"],
    [Pong, 0, "accepted"],
    [Pong, MAX_FRAME + 1, "frame_too_large"],
    [0x90, 0, "malformed"],
    [0x91, 0, "malformed"],
    [0x90, MAX_FRAME, "accepted"],
    [0x91, MAX_FRAME + 1, "frame_too_large"],
    [KeyUpdate, 0, "malformed"],
    [KeyUpdate, 2, "malformed"],
    [KeyUpdate, MAX_FRAME + 1, "malformed"],
    [Alert, 0, "malformed"],
    [Alert, 2, "malformed"],
  ];
  for (const [type, length, expected] of rows) {
    const judge = () => judgeInner(established({ awaitedPong }), type, length);
    assert.equal(codeOf(judge), expected, `type ${type}, ${length} bytes`);
  }
});

test("a KeyUpdate behind another is refused, before its size", () => {
  const state = established({ afterKeyUpdate: true });
  for (const length of [0, 1]) {
    const judge = () => judgeInner(state, KeyUpdate, length);
    assert.equal(codeOf(judge), "unexpected_frame");
  }
  assert.equal(codeOf(() => judgeInner(state, Ping, 0)), "accepted");
});

test("a Pong needs a Ping, and its compression", () => {
  const rows: readonly [
    Reading["awaitedPong"],
    number,
    AlertName | "accepted",
  ][] = [
    [undefined, Pong, "unexpected_frame"],
    [undefined, 0x92, "unexpected_frame"],
    [{ compressed: false }, Pong, "accepted"],
    [{ compressed: false }, 0x92, "unexpected_frame"],
    [{ compressed: true }, Pong, "unexpected_frame"],
    [{ compressed: true }, 0x92, "accepted"],
  ];
  for (const [awaitedPong, type, expected] of rows) {
    const judge = () => judgeInner(established({ awaitedPong }), type, 1);
    assert.equal(codeOf(judge), expected);
  }
});

test("what is found inside is taken apart", () => {
  const state = established();
  assert.deepEqual(judgeInner(state, Data, 1), {
    type: Data,
    compressed: false,
  });
  assert.deepEqual(judgeInner(state, 0x90, 1), {
    type: Data,
    compressed: true,
  });
});
