import { test } from "node:test";
import assert from "node:assert/strict";
import { codec } from "../wire/codec.ts";
import { testAgreement } from "../wire/test_agreement.ts";
import * as codecs from "./codecs.ts";
import * as messages from "./messages.ts";

testAgreement("messages", [
  { fast: codecs.clientHello, plain: codec(messages.ClientHello) },
  { fast: codecs.serverHello, plain: codec(messages.ServerHello) },
  { fast: codecs.serverKey, plain: codec(messages.ServerKey) },
  { fast: codecs.serverCertificate, plain: codec(messages.ServerCertificate) },
  { fast: codecs.clientKeyExchange, plain: codec(messages.ClientKeyExchange) },
  { fast: codecs.finished, plain: codec(messages.Finished) },
  { fast: codecs.keyUpdate, plain: codec(messages.KeyUpdate) },
  { fast: codecs.alert, plain: codec(messages.Alert) },
]);

test("byte strings of a decoded value are views of the input", () => {
  const body = new Uint8Array(32).fill(1);
  const { verify } = codecs.finished.decode(body);
  body.fill(0);
  assert.deepStrictEqual(verify, new Uint8Array(32));
});

test("the order of keys, and keys that are not the value's own, don't matter", () => {
  const { alert, serverHello } = codecs;
  const hello = {
    extensions: [],
    maxFrame: 4096,
    compression: 0,
    cipher: 1,
    setting: 2,
    random: new Uint8Array(32),
    version: 1,
  };
  const plain = codec(messages.ServerHello);
  assert.deepStrictEqual(serverHello.encode(hello), plain.encode(hello));
  const inherits = Object.create({ code: 7, stranger: 1 });
  assert.deepStrictEqual(alert.encode(inherits), Uint8Array.of(7));
  inherits.other = 1;
  assert.throws(() => alert.encode(inherits), {
    name: "RangeError",
    message: "Alert.other: no field",
  });
});
