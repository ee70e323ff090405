import { test } from "node:test";
import assert from "node:assert/strict";
import type { z } from "zod";
import { assertType, type IsExact } from "@std/testing/types";
import {
  bytes,
  closedEnum,
  layoutOf,
  struct,
  u8,
  vector,
  type WireStruct,
  type WireType,
} from "./vocabulary.ts";
import type { Layout, StructLayout } from "./layout.ts";

test("values infer as what they are", () => {
  const message = struct("Message", {
    kind: closedEnum("Kind", 1, { a: 1 }),
    list: vector(struct("Item", { data: bytes({ prefix: 1 }) }), { prefix: 1 }),
  });
  type Message = z.infer<typeof message>;
  assertType<
    IsExact<Message, { kind: number; list: { data: Uint8Array }[] }>
  >(true);
  assertType<typeof message extends WireStruct ? true : false>(true);
  assertType<z.ZodNumber extends WireType ? true : false>(false);
  assert.ok(message.safeParse({ kind: 1, list: [] }).success);
});

test("a struct's layout is known to be a struct's", () => {
  const one = layoutOf(struct("One", { a: u8() }));
  const number = layoutOf(u8());
  assertType<IsExact<typeof one, StructLayout>>(true);
  assertType<IsExact<typeof number, Layout>>(true);
  assert.deepStrictEqual([one.name, number.kind], ["One", "uint"]);
});
