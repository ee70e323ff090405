import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ClientHello,
  codec,
  extensionFault,
  FRAMES,
  layoutOf,
  meaningFault,
  ServerHello,
} from "../../src/mod.ts";
import { enumerateIllegal } from "./enumerate_illegal.ts";
import { spell } from "./spell.ts";
import { messageOf } from "./valid.ts";

const hellos = fc.oneof(...[ClientHello, ServerHello].map((schema) => {
  const layout = layoutOf(schema);
  return fc.record({
    schema: fc.constant(schema),
    body: messageOf(schema, { longest: 400 }).map((value) =>
      spell(layout, value)
    ),
    illegal: fc.constantFrom(...enumerateIllegal(layout)),
  });
}));

test("an illegal message parses, and has the one fault of meaning it says", () => {
  fc.assert(
    fc.property(hellos, ({ schema, body, illegal }) => {
      const was = codec(schema).decode(body);
      if (isFull(was, illegal.field)) fc.pre(false);
      const now = codec(schema).decode(illegal.mutate(body));
      assert.deepStrictEqual(faultsIn(was), []);
      assert.deepStrictEqual(faultsIn(now), [illegal.field.split(".")[1]]);
    }),
    { numRuns: 300 },
  );
});

test("a ClientHello has these bounds of meaning, a ServerHello some of them", () => {
  const ids = (schema: typeof ClientHello | typeof ServerHello) =>
    enumerateIllegal(layoutOf(schema)).map(({ id }) => id.split(".")[1]);
  const range = ["zero", "one-under", "one-over", "largest"];
  const keyId = ["empty", "too-long"];
  const common = [
    ...keyId.map((kind) => `extensions/deployment-key-id-${kind}`),
  ];
  assert.deepStrictEqual(ids(ClientHello), [
    "compressions/without-0",
    ...range.map((kind) => `maxFrame/${kind}`),
    ...["00", "20", "41", "5a", "7f", "80", "ff"]
      .map((byte) => `serverName/byte-${byte}`),
    "serverName/dot",
    ...common,
  ]);
  assert.deepStrictEqual(ids(ServerHello), [
    ...range.map((kind) => `maxFrame/${kind}`),
    ...common,
  ]);
});

test("other messages have no bound of meaning", () => {
  const hellos = ["ClientHello", "ServerHello"];
  for (const { name, message } of FRAMES) {
    if (hellos.includes(name)) continue;
    assert.deepStrictEqual(enumerateIllegal(layoutOf(message)), []);
  }
});

test("a name without room for another byte is the caller's mistake", () => {
  const [illegal] = enumerateIllegal(layoutOf(ClientHello))
    .filter(({ id }) => id === "ClientHello.serverName/dot");
  const value = fc.sample(messageOf(ClientHello), { numRuns: 1, seed: 1 })[0];
  const serverName = new Uint8Array(254).fill(0x61);
  const body = spell(layoutOf(ClientHello), { ...value, serverName });
  assert.throws(() => illegal.mutate(body), {
    name: "RangeError",
    message:
      "Cannot make ClientHello.serverName/dot: ClientHello.serverName is full",
  });
});

type Hello = Readonly<Record<string, unknown>>;

/** The fields of a hello that break a bound of meaning, in wire order. */
function faultsIn(hello: Hello): string[] {
  const schema = "serverName" in hello ? ClientHello : ServerHello;
  const bounded = schema === ClientHello
    ? ["compressions", "maxFrame", "serverName"]
    : ["maxFrame"];
  const extensions = hello.extensions as { type: number; data: Uint8Array }[];
  return [
    ...bounded.filter((name) => meaningFault(schema, name, hello[name])),
    ...extensions.some(({ type, data }) => extensionFault(type, data))
      ? ["extensions"]
      : [],
  ];
}

function isFull(hello: Hello, field: string): boolean {
  const name = hello.serverName as Uint8Array | undefined;
  return field.endsWith("serverName") && name !== undefined &&
    name.length > 253;
}
