import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  ClientHello,
  codec,
  DecodeError,
  FRAMES,
  KeyUpdate,
  layoutOf,
  ServerCertificate,
  type WireStruct,
} from "../../src/mod.ts";
import { dissect, piecesOf } from "./dissect.ts";
import { enumerateFaults } from "./enumerate_faults.ts";
import { spell } from "./spell.ts";
import { messageOf } from "./valid.ts";

const messages = FRAMES.map(({ message }) => message as WireStruct);

const faulty = fc.oneof(...messages.map((schema) => {
  const layout = layoutOf(schema);
  return fc.record({
    schema: fc.constant(schema),
    body: messageOf(schema, { longest: 200 }).map((value) =>
      spell(layout, value)
    ),
    single: fc.constantFrom(...enumerateFaults(layout)),
  });
}));

test("every fault can be given to any message, and is found where it was made", () => {
  fc.assert(
    fc.property(faulty, ({ schema, body, single }) => {
      fc.pre(!hasFullList(schema, body));
      const { bytes, answer } = single.mutate(body);
      assert.equal(answer.fault, single.fault);
      assert.deepStrictEqual(answerOf(schema, bytes), answer);
    }),
    { numRuns: 600 },
  );
});

test("a fault does not touch the body it is given to", () => {
  fc.assert(fc.property(faulty, ({ schema, body, single }) => {
    fc.pre(!hasFullList(schema, body));
    const before = body.slice();
    single.mutate(body);
    assert.deepStrictEqual(body, before);
  }));
});

test("ids and descriptions are each one of a kind, and the same every time", () => {
  const all = messages.flatMap((schema) => enumerateFaults(layoutOf(schema)));
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  const says = new Set(all.map(({ description }) => description));
  assert.equal(says.size, all.length);
  const again = messages.flatMap((schema) => enumerateFaults(layoutOf(schema)));
  assert.deepStrictEqual(again.map(({ id }) => id), all.map(({ id }) => id));
});

test("every field of a ClientHello has its faults", () => {
  const layout = layoutOf(ClientHello);
  const fields = new Set(enumerateFaults(layout).map(({ field }) => field));
  assert.deepStrictEqual(
    [...fields].map((f) => f.slice("ClientHello".length)),
    [
      "",
      ".versions",
      ".versions[]",
      ".random",
      ".settings",
      ".ciphers",
      ".ciphers[]",
      ".compressions",
      ".maxFrame",
      ".serverName",
      ".extensions",
      ".extensions[].type",
      ".extensions[].data",
    ],
  );
});

test("a ServerCertificate and a KeyUpdate have these faults", () => {
  assert.deepStrictEqual(list(ServerCertificate), [
    "ServerCertificate/trailing: trailing",
    "ServerCertificate.certificates/cut-before: truncated",
    "ServerCertificate.certificates/cut-in-length: truncated",
    "ServerCertificate.certificates/cut-inside: truncated",
    "ServerCertificate.certificates/length-one-over: truncated",
    "ServerCertificate.certificates/length-one-under: truncated",
    "ServerCertificate.certificates/length-zero: length",
    "ServerCertificate.certificates/length-largest: truncated",
    "ServerCertificate.certificates/empty: length",
    "ServerCertificate.certificates/odd: truncated",
    "ServerCertificate.certificates/too-many: count",
    "ServerCertificate.certificates.item/list-ends-in-length: truncated",
    "ServerCertificate.certificates.item/list-ends-inside: truncated",
    "ServerCertificate.certificates.item/length-one-over: truncated",
    "ServerCertificate.certificates.item/length-one-under: truncated",
    "ServerCertificate.certificates.item/length-zero: length",
    "ServerCertificate.certificates.item/length-largest: truncated",
    "ServerCertificate.certificates.item/empty: length",
  ]);
  assert.deepStrictEqual(list(KeyUpdate), [
    "KeyUpdate/trailing: trailing",
    "KeyUpdate.request/cut-before: truncated",
    "KeyUpdate.request/unknown: value",
    "KeyUpdate.request/unknown-largest: value",
  ]);
});

test("a list that is full has no room for a duplicate", () => {
  const [duplicate] = enumerateFaults(layoutOf(ClientHello))
    .filter(({ id }) => id === "ClientHello.settings/duplicate");
  const [hello] = fc.sample(messageOf(ClientHello), { numRuns: 1, seed: 1 });
  const settings = Array.from({ length: 255 }, (_, i) => i);
  const body = spell(layoutOf(ClientHello), { ...hello, settings });
  assert.throws(() => duplicate.mutate(body), {
    name: "RangeError",
    message: "Cannot make ClientHello.settings/duplicate: " +
      "the message has no room for it",
  });
});

test("an item is made longer where one more would fill its list", () => {
  const layout = layoutOf(ServerCertificate);
  const [under] = enumerateFaults(layout)
    .filter(({ id }) => id.endsWith("certificates.item/length-one-under"));
  const certificates = Array.from({ length: 9 }, () => Uint8Array.of(0));
  const { bytes, answer } = under.mutate(spell(layout, { certificates }));
  assert.equal(answer.fault, "truncated");
  assert.deepStrictEqual(answerOf(ServerCertificate, bytes), answer);
});

function hasFullList(schema: WireStruct, body: Uint8Array): boolean {
  return piecesOf(dissect(layoutOf(schema), body)).some(
    ({ layout, children }) =>
      layout.kind === "vector" && children.length === layout.maxItems,
  );
}

function list(schema: WireStruct): string[] {
  return enumerateFaults(layoutOf(schema)).map(({ id, fault }) =>
    `${id}: ${fault}`
  );
}

function answerOf(schema: WireStruct, body: Uint8Array): unknown {
  try {
    return { accepted: codec(schema).decode(body) };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const { fault, offset, path } = error;
    return { fault, offset, path };
  }
}
