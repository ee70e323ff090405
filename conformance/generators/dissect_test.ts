import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  Alert,
  ClientHello,
  FRAMES,
  layoutOf,
  ServerHello,
} from "../../src/mod.ts";
import { dissect, type Piece, piecesOf } from "./dissect.ts";
import { sample } from "./sample.ts";
import { spell } from "./spell.ts";
import { messageOf } from "./valid.ts";

const bodies = fc.oneof(...FRAMES.map(({ message }) => {
  const layout = layoutOf(message);
  return messageOf(message, { longest: 500 }).map((value) => ({
    layout,
    body: spell(layout, value),
  }));
}));

test("the pieces of a message are its bytes, without gap or overlap", () => {
  fc.assert(fc.property(bodies, ({ layout, body }) => {
    const root = dissect(layout, body);
    assert.deepStrictEqual([root.start, root.end], [0, body.length]);
    for (const piece of piecesOf(root)) {
      if (!hasParts(piece)) continue;
      let at = piece.content;
      for (const child of piece.children) {
        assert.equal(child.start, at, child.path);
        at = child.end;
      }
      assert.equal(at, piece.end, piece.path);
    }
  }));
});

test("each piece has its path, and the lists it is in", () => {
  const layout = layoutOf(ServerHello);
  const root = dissect(layout, spell(layout, sample(layout)));
  const places = piecesOf(root).map(({ path, start, content, end, lists }) =>
    `${path} ${start} ${content} ${end} ${lists.length}`
  );
  assert.deepStrictEqual(places, [
    "ServerHello 0 0 48 0",
    "ServerHello.version 0 0 2 0",
    "ServerHello.random 2 2 34 0",
    "ServerHello.setting 34 34 35 0",
    "ServerHello.cipher 35 35 37 0",
    "ServerHello.compression 37 37 38 0",
    "ServerHello.maxFrame 38 38 41 0",
    "ServerHello.extensions 41 43 48 0",
    "ServerHello.extensions[0] 43 43 48 1",
    "ServerHello.extensions[0].type 43 43 45 1",
    "ServerHello.extensions[0].data 45 47 48 1",
  ]);
});

test("a body that ends early or late is the caller's mistake", () => {
  const mistakes: readonly [typeof Alert, number[], string][] = [
    [Alert, [], "Alert.code ends after byte 0"],
    [Alert, [1, 2], "Alert ends at byte 1 of 2"],
  ];
  for (const [schema, body, message] of mistakes) {
    assert.throws(() => dissect(layoutOf(schema), Uint8Array.from(body)), {
      name: "RangeError",
      message,
    });
  }
  assert.throws(() => dissect(layoutOf(ClientHello), Uint8Array.of(9, 0)), {
    name: "RangeError",
    message: "ClientHello.versions ends after byte 2",
  });
});

function hasParts({ layout }: Piece): boolean {
  return layout.kind === "struct" || layout.kind === "vector";
}
