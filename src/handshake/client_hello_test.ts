import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { deploymentKey } from "../channel/test_keys.ts";
import { clientHello } from "../schema/codecs.ts";
import {
  ExtensionType,
  GREASE_U16,
  GREASE_U8,
  SecuritySetting,
} from "../schema/registries.ts";
import { clientConfig } from "./client_config.ts";
import { clientHelloOf } from "./client_hello.ts";

const { proprietary, open, certified } = SecuritySetting;
const deploymentKeyId = Uint8Array.of(7, 8);
const config = clientConfig({
  serverName: "fesa.example",
  settings: [proprietary, open, certified],
  deploymentKey,
  deploymentKeyId,
});

/** A source that gives `grease` for GREASE, and zeros otherwise. */
function random(grease: Uint8Array) {
  return (purpose: string, size: number): Uint8Array =>
    purpose === "GREASE" ? grease : new Uint8Array(size);
}

test("without GREASE the hello is the configuration", () => {
  const hello = clientHelloOf(
    { ...config, grease: false },
    (purpose, size) => {
      assert.equal(purpose, "client random");
      return new Uint8Array(size).fill(9);
    },
  );
  assert.deepEqual(hello, {
    versions: [1],
    random: new Uint8Array(32).fill(9),
    settings: config.settings,
    ciphers: config.ciphers,
    compressions: config.compressions,
    maxFrame: config.maxFrame,
    serverName: new TextEncoder().encode("fesa.example"),
    extensions: [
      { type: ExtensionType.deployment_key_id, data: deploymentKeyId },
    ],
  });
});

test("GREASE adds one value to each list and one extension, and no more", () => {
  const grease = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(fc.property(grease, (grease) => {
    const plain = clientHelloOf({ ...config, grease: false }, random(grease));
    const hello = clientHelloOf(config, random(grease));
    for (const list of ["versions", "ciphers"] as const) {
      requireOneMore(hello[list], plain[list], GREASE_U16);
    }
    for (const list of ["settings", "compressions"] as const) {
      requireOneMore(hello[list], plain[list], GREASE_U8);
    }
    const [own, extra, ...none] = hello.extensions;
    assert.deepEqual(own, plain.extensions[0]);
    assert.ok(GREASE_U16.includes(extra.type));
    assert.ok(extra.data.length <= 3);
    assert.deepEqual(none, []);
    assert.deepEqual(clientHello.decode(clientHello.encode(hello)), hello);
  }));
});

test("every place of a list and every size of the extension is drawn", () => {
  const places = new Set<number>();
  const sizes = new Set<number>();
  for (let byte = 0; byte < 256; byte++) {
    const hello = clientHelloOf(config, random(new Uint8Array(16).fill(byte)));
    places.add(hello.settings.findIndex((value) => GREASE_U8.includes(value)));
    sizes.add(hello.extensions[1].data.length);
  }
  assert.deepEqual([...places].sort(), [0, 1, 2, 3]);
  assert.deepEqual([...sizes].sort(), [0, 1, 2, 3]);
});

function requireOneMore(
  list: readonly number[],
  plain: readonly number[],
  pool: readonly number[],
): void {
  assert.deepEqual(list.filter((value) => !pool.includes(value)), plain);
  assert.equal(list.length, plain.length + 1);
}
