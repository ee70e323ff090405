import { test } from "node:test";
import assert from "node:assert/strict";
import { extensionFault, meaningFault } from "./meaning.ts";
import { Alert, ClientHello, ServerHello } from "./messages.ts";

const text = (name: string) => new TextEncoder().encode(name);

test("maxFrame is 4096 to 1048576, in either hello", () => {
  for (const hello of [ClientHello, ServerHello]) {
    const fault = (value: number) => meaningFault(hello, "maxFrame", value);
    for (const value of [4_096, 4_097, 262_144, 1_048_575, 1_048_576]) {
      assert.equal(fault(value), undefined);
    }
    for (const value of [0, 4_095, 1_048_577, 0xffffff]) {
      assert.equal(
        fault(value),
        `maxFrame is ${value}, expected 4096 to 1048576`,
      );
    }
  }
});

test("compressions hold 0, wherever in the list", () => {
  const fault = (value: number[]) =>
    meaningFault(ClientHello, "compressions", value);
  for (const value of [[0], [0, 1], [1, 0], [0x0b, 1, 0, 0xff]]) {
    assert.equal(fault(value), undefined);
  }
  for (const value of [[1], [0x0b, 1], [0xff]]) {
    assert.equal(fault(value), "compressions lacks 0");
  }
});

test("a server's name is free of 0x00–0x20, 0x41–0x5A and 0x7F–0xFF", () => {
  for (let byte = 0; byte <= 0xff; byte++) {
    const bad = byte <= 0x20 || byte >= 0x41 && byte <= 0x5a || byte >= 0x7f;
    const hex = `0x${byte.toString(16).padStart(2, "0")}`;
    for (const name of [[byte, 0x61], [0x61, byte, 0x61]]) {
      assert.equal(
        meaningFault(ClientHello, "serverName", Uint8Array.from(name)),
        bad ? `serverName has the byte ${hex}` : undefined,
      );
    }
  }
});

test("a server's name may be empty, and does not end in a dot", () => {
  const fault = (name: string) =>
    meaningFault(ClientHello, "serverName", text(name));
  const fine = ["", "fesa.example", ".a", "a..b", "192.0.2.1", "2001:db8::1"];
  for (const name of [...fine, "x".repeat(255), "_-*"]) {
    assert.equal(fault(name), undefined, name);
  }
  for (const name of [".", "fesa.example.", "a.."]) {
    assert.equal(fault(name), "serverName ends in a dot", name);
  }
});

test("a field without a bound of meaning has none to judge", () => {
  const faults: readonly [() => unknown, string][] = [
    [() => meaningFault(ClientHello, "random", new Uint8Array(32)), "random"],
    [() => meaningFault(ServerHello, "serverName", text("a")), "serverName"],
    [() => meaningFault(Alert, "code", 1), "code"],
  ];
  for (const [judge, field] of faults) {
    assert.throws(judge, {
      name: "RangeError",
      message: `Field ${field} has no bound of meaning`,
    });
  }
});

test("a deployment_key_id has 1 to 32 bytes", () => {
  for (const length of [1, 2, 31, 32]) {
    assert.equal(extensionFault(0x0001, new Uint8Array(length)), undefined);
  }
  for (const length of [0, 33, 65_531]) {
    assert.equal(
      extensionFault(0x0001, new Uint8Array(length)),
      `deployment_key_id has ${length} bytes, expected 1 to 32`,
    );
  }
});

test("the data of an unknown extension is never at fault", () => {
  for (const type of [0x0000, 0x0002, 0x0a0a, 0xffff]) {
    for (const length of [0, 33]) {
      assert.equal(extensionFault(type, new Uint8Array(length)), undefined);
    }
  }
});
