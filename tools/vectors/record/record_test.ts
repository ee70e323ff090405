import assert from "node:assert/strict";
import { test } from "node:test";
import { TesterClient } from "../../../conformance/tester/tester_client.ts";
import { Transcript } from "../../../conformance/tester/transcript.ts";
import { Wire } from "../../../conformance/tester/wire.ts";
import {
  AlertCode,
  Cipher,
  type SecureChannel,
  SecuritySetting,
} from "../../../src/node.ts";
import { SERVER_NAME } from "../make/handshake.ts";
import { recordingOf } from "./recording.ts";
import { echo, echoed, testClient } from "./test_conversation.ts";
import { faultsOf, recorded, replayed } from "./test_recording.ts";

const { proprietary, open, certified } = SecuritySetting;
const AES = Cipher["AES-256-GCM"];
const TDES = Cipher["3DES-EDE-CBC-HMAC-SHA-256"];

/** Data, a Ping, new keys that are asked for, compressed Data, `close`. */
async function ordinary(channel: SecureChannel, compress: boolean) {
  await echoed(channel, "fesa fesa fesa", compress);
  await channel.ping(new TextEncoder().encode("ping"), { compress });
  assert.equal(channel.updateKeys({ request: true }), true);
  await echoed(channel, "fesa fesa fesa", compress);
  await channel.close();
}

for (
  const [name, setting, cipher, compress] of [
    ["proprietary", proprietary, Cipher["ChaCha20-Poly1305"], true],
    ["open with AES", open, AES, false],
    ["open with 3DES", open, TDES, false],
    ["certified with AES", certified, AES, true],
    ["certified with 3DES", certified, TDES, false],
  ] as const
) {
  test(`${name}: a live session verifies and replays`, async () => {
    const server = {
      algorithm: cipher === TDES ? TDES : AES,
      deflateSettings: compress ? [setting] : [],
    };
    const recorder = await recorded(server, async (port) => {
      const channel = await testClient(port, setting, {
        compressions: compress ? [0, 1] : [0],
      });
      await ordinary(channel, compress);
    });
    const vector = recordingOf(recorder)!;
    assert.equal(recorder.trouble, undefined);
    assert.deepEqual(vector.expect, { result: "accept" });
    assert.equal(vector.setting, setting);
    assert.equal(vector.cipher, cipher);
    assert.equal(vector.drives, "client");
    assert.equal(vector.secrets!.client.generations.length, 3);
    const names = vector.steps.map(({ name }) => name);
    assert.equal(names.filter((name) => name === "KeyUpdate").length, 2);
    assert.equal(
      names.filter((name) => name === "compressed Data").length,
      compress ? 4 : 0,
    );
    assert.deepEqual(await faultsOf(vector), []);
    assert.deepEqual(await replayed(vector, server), {
      address: "pass: Data echoed",
      server: "pass",
      client: "pass",
    });
  });
}

test("what both applications do is played with commands alone", async () => {
  const recorder = await recorded({
    onChannel: async (channel) => {
      await channel.write(new TextEncoder().encode("greeting"));
      await channel.ping();
      channel.updateKeys({ request: true });
      await echo(channel);
    },
  }, async (port) => {
    const channel = await testClient(port, open);
    await channel.read();
    await ordinary(channel, false);
  });
  const vector = recordingOf(recorder)!;
  assert.equal(vector.drives, "both");
  assert.deepEqual(await faultsOf(vector), []);
  const { address, ...others } = await replayed(vector);
  assert.match(address, /^not-applicable: the server sends a \w+ of itself$/);
  assert.deepEqual(others, { server: "pass", client: "pass" });
});

/** A client that may do what it likes. */
async function tester(port: number, setting: number = open) {
  return new TesterClient(await Wire.connect("127.0.0.1", port, 5_000), {
    setting,
    cipher: AES,
    compressions: [0],
    serverName: SERVER_NAME,
    patience: 5_000,
    random: (size) => crypto.getRandomValues(new Uint8Array(size)),
    transcript: new Transcript(),
  });
}

test("a stream that ends within a frame is a truncation", async () => {
  const recorder = await recorded({}, async (port) => {
    const client = await (await tester(port)).until("Established");
    await client.ping();
    client.wire.write(client.seal(0x10, new Uint8Array(40)).subarray(0, 20));
    client.wire.finish();
    await client.expectEnd("FIN");
  });
  const vector = recordingOf(recorder)!;
  assert.deepEqual(vector.expect, { result: "truncated", by: "client" });
  assert.equal(vector.steps.at(-1)!.cut, true);
  assert.deepEqual(await faultsOf(vector), []);
  assert.deepEqual(await replayed(vector), {
    address: "pass",
    server: "pass",
    client: "not-applicable: it is the client's stream that is cut",
  });
});

test("an application that gives up is an Alert", async () => {
  const recorder = await recorded({}, async (port) => {
    const channel = await testClient(port, open);
    await echoed(channel, "fesa");
    await channel.abort();
  });
  const vector = recordingOf(recorder)!;
  assert.deepEqual(vector.expect, {
    result: "alert",
    codes: [AlertCode.aborted],
  });
  assert.deepEqual(await faultsOf(vector), []);
  const { address, ...others } = await replayed(vector);
  // Whether the echo comes before the Alert is a race of the two.
  assert.match(address, /^pass: /);
  assert.deepEqual(others, { server: "pass", client: "pass" });
});

test("a ClientKeyExchange without a secret is kept as such", async () => {
  const recorder = await recorded({}, async (port) => {
    const client = await (await tester(port)).until("ClientKeyExchange");
    client.sendKeyExchange(new Uint8Array(256).fill(1));
    client.sendFinished();
    await client.expectAlert("bad_frame_protection", "KEX-9");
    client.wire.leave();
  });
  const vector = recordingOf(recorder)!;
  assert.equal(recorder.trouble, undefined);
  assert.deepEqual(vector.expect, {
    result: "alert",
    codes: [AlertCode.bad_frame_protection],
  });
  assert.equal(vector.inputs.preMaster, undefined);
  assert.equal(vector.secrets, undefined);
  assert.deepEqual(vector.steps[3].fault, {
    kind: "undecryptable",
    about: "It does not decrypt",
  });
  assert.deepEqual(await faultsOf(vector), []);
  assert.deepEqual(await replayed(vector), {
    address: "pass",
    server: "pass",
    client: "not-applicable: the fault is the client's own",
  });
});

test("a wrong verify, and a frame that does not open, are faults", async () => {
  for (
    const [kind, code, edit] of [
      ["verify", AlertCode.bad_finished, undefined],
      [
        "unopened",
        AlertCode.bad_frame_protection,
        (body: Uint8Array) => body.with(0, body[0] ^ 1),
      ],
    ] as const
  ) {
    const recorder = await recorded({}, async (port) => {
      const client = await (await tester(port)).until("Finished");
      client.sendFinished(edit ? client.verify : new Uint8Array(32), { edit });
      await client.expectAlert(
        edit ? "bad_frame_protection" : "bad_finished",
        "FIN-3",
      );
      client.wire.leave();
    });
    const vector = recordingOf(recorder)!;
    assert.equal(vector.steps.find(({ fault }) => fault)?.fault?.kind, kind);
    assert.deepEqual(vector.expect, { result: "alert", codes: [code] });
    assert.deepEqual(await faultsOf(vector), []);
    assert.equal((await replayed(vector)).address, "pass");
  }
});
