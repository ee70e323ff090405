import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { concat, fromHex, uint } from "./bytes.ts";
import { spkiOfCertificate } from "./der.ts";
import { makeChain } from "./certificates.ts";
import {
  type ClientHello,
  encodeClientHello,
  encodeServerCertificate,
  encodeServerHello,
} from "./hello.ts";
import {
  parseClientHello,
  parseServerCertificate,
  parseServerHello,
} from "./parse.ts";
import { throwawaySpki } from "./throwaway_keys.ts";
import { Violation } from "./violation.ts";

const HELLO: ClientHello = {
  versions: [1, 0x0a0a],
  random: new Uint8Array(32).fill(7),
  settings: [3],
  ciphers: [1, 2],
  compressions: [0],
  maxFrame: 262_144,
  serverName: Uint8Array.of(0x61),
  extensions: [{ type: 1, data: Uint8Array.of(9) }],
};
const BODY = encodeClientHello(HELLO);

const SERVER = {
  version: 1,
  random: new Uint8Array(32).fill(8),
  setting: 2,
  cipher: 1,
  compression: 0,
  maxFrame: 4096,
  extensions: [],
};

function refused(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof Violation) return error.requirement;
    throw error;
  }
  return "accepted";
}

test("a ClientHello is read as it was written", () => {
  assert.deepEqual(parseClientHello(BODY), HELLO);
});

test("a ServerHello is read as it was written", () => {
  assert.deepEqual(parseServerHello(encodeServerHello(SERVER)), SERVER);
});

test("no part of a hello is a hello", () => {
  fc.assert(
    fc.property(fc.nat({ max: BODY.length - 1 }), (size) => {
      const part = BODY.subarray(0, size);
      assert.match(refused(() => parseClientHello(part)), /^FRM-[67]$/);
    }),
  );
});

const BAD: readonly [string, string, Uint8Array][] = [
  ["a trailing byte", "FRM-6", concat(BODY, uint(0, 1))],
  ["a duplicate", "FRM-7", encodeClientHello({ ...HELLO, ciphers: [1, 1] })],
  ["an empty list", "FRM-7", encodeClientHello({ ...HELLO, settings: [] })],
  ["half a version", "FRM-6", concat(uint(3, 1), BODY.subarray(1))],
];

for (const [what, requirement, body] of BAD) {
  test(`${what} in a ClientHello goes against ${requirement}`, () => {
    assert.equal(refused(() => parseClientHello(body)), requirement);
  });
}

test("certificates are read as they were written, and bounded", () => {
  const one = Uint8Array.of(1, 2, 3);
  const parse = (count: number) =>
    parseServerCertificate(
      encodeServerCertificate(new Array<Uint8Array>(count).fill(one)),
    );
  assert.deepEqual(parse(2), [one, one]);
  assert.equal(parse(10).length, 10);
  assert.equal(refused(() => parse(0)), "FRM-7");
  assert.equal(refused(() => parse(11)), "FRM-7");
  const empty = encodeServerCertificate([new Uint8Array()]);
  assert.equal(refused(() => parseServerCertificate(empty)), "FRM-7");
});

test("the key of a certificate is found in it", async () => {
  const { chain } = await makeChain("a.example", "rsa2048");
  assert.deepEqual(
    spkiOfCertificate(chain[0].der),
    throwawaySpki("rsa2048"),
  );
  assert.throws(() => spkiOfCertificate(fromHex("300100")), TypeError);
});
