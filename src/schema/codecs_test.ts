import { test } from "node:test";
import assert from "node:assert/strict";
import { layoutOf } from "../wire/vocabulary.ts";
import * as codecs from "./codecs.ts";
import { FRAMES } from "./frames.ts";

/** Frames whose body is bytes as they come: nobody needs a codec for them. */
const PLAIN = ["Data", "Ping", "Pong"];

test("every message but plain bytes has its codec, under its own name", () => {
  const messages = FRAMES.map(({ message }) => layoutOf(message))
    .filter(({ name }) => !PLAIN.includes(name))
    .map((layout) => [
      layout.name[0].toLowerCase() + layout.name.slice(1),
      layout,
    ]);
  const layouts = Object.entries(codecs).map(([name, { layout }]) => [
    name,
    layout,
  ]);
  assert.deepStrictEqual(
    Object.fromEntries(layouts),
    Object.fromEntries(messages),
  );
});
