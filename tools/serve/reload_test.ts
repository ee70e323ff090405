import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { after, test } from "node:test";
import assert from "node:assert/strict";
import {
  type ThrowawayKeyName,
  throwawayKeyPem,
  throwawaySpki,
} from "../../conformance/tester/throwaway_keys.ts";
import {
  authority,
  certificate,
  dns,
  extension,
  names,
  type Parts,
  raw,
  seq,
  server,
  signer,
  text,
} from "../../src/identity/test_certificate.ts";
import { connect, type SecureChannel } from "../../src/node.ts";
import { withServe } from "../spawn_fesa.ts";

const folder = mkdtempSync(join(tmpdir(), "fesa-reload-test-"));
after(() => rmSync(folder, { recursive: true }));

const root = signer();
const anchor = certificate(authority("root", "root", root, root));
const HOST = "fesa.example";
const VALID = seq(text(23, "200101000000Z"), text(23, "491231235959Z"));
const PAST = seq(text(23, "200101000000Z"), text(23, "210101000000Z"));

function write(name: string, content: string | object): string {
  const path = join(folder, name);
  const text = typeof content === "string" ? content : JSON.stringify(content);
  writeFileSync(path, text);
  return path;
}

/** A certificate over a key, as the file that is configured. */
function writeCertificate(
  key: ThrowawayKeyName,
  changed: Partial<Parts> = {},
): void {
  const der = certificate({
    ...server(key, "root", root),
    spki: throwawaySpki(key),
    validity: VALID,
    ...changed,
  });
  const base64 = Buffer.from(der).toString("base64");
  write(
    "server.pem",
    `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
  );
}

function writeKey(key: ThrowawayKeyName): void {
  write("server.key", throwawayKeyPem(key));
}

function pinOf(key: ThrowawayKeyName): string {
  return createHash("sha256").update(throwawaySpki(key)).digest("hex");
}

async function exchange(channel: SecureChannel, text: string): Promise<void> {
  await channel.write(new TextEncoder().encode(text));
  assert.equal(new TextDecoder().decode(await channel.read()), text);
}

const skip = process.platform === "win32" && "there is no SIGHUP here";

test("SIGHUP reloads, and drops nobody", { skip }, async () => {
  const configuration = {
    secureConnection: { key: "server.key", certificate: "server.pem" },
    serverNames: [HOST],
  };
  const config = write("fesa.json", configuration);
  writeKey("rsa2048");
  writeCertificate("rsa2048");
  await withServe(["--config", config], async ({ child, next, end }) => {
    /** The next event but those of connections. */
    const told = async (): Promise<Record<string, unknown>> => {
      for (;;) {
        const event = await next();
        if (event.remote === undefined) return event;
      }
    };
    const hangUp = (): Promise<Record<string, unknown>> => {
      process.kill(child.pid!, "SIGHUP");
      return told();
    };
    /** The line that refuses; `what` is how it goes on after the file. */
    const refusals: string[] = [];
    const assertRefused = async (what: RegExp): Promise<void> => {
      const { event, message } = await hangUp();
      assert.equal(event, "notReloaded");
      assert.match(String(message), what);
      refusals.push(
        `Cannot reload: ${message}; what was there before stays in use\n`,
      );
    };
    const { port, pin } = await told();
    assert.equal(pin, pinOf("rsa2048"));
    const dial = (key: ThrowawayKeyName): Promise<SecureChannel> =>
      connect({
        host: "127.0.0.1",
        port: Number(port),
        serverName: HOST,
        identity: { trust: { anchors: [anchor] }, pin: pinOf(key) },
      });
    const early = await dial("rsa2048");
    await exchange(early, "before");

    writeCertificate("other2048");
    await assertRefused(
      /\/secureConnection\/certificate: .*: its first certificate is over another key than the server's$/,
    );
    await exchange(await dial("rsa2048"), "with the old one");

    writeKey("other2048");
    assert.deepEqual(await hangUp(), {
      event: "reloaded",
      settings: ["certified"],
      pin: pinOf("other2048"),
    });
    const late = await dial("other2048");
    await exchange(late, "with the new one");
    await exchange(early, "still");

    writeCertificate("other2048", { validity: PAST });
    await assertRefused(
      /no client would accept certificate 0: It was valid until 2021-01-01T00:00:00Z, judged at /,
    );
    const signing = extension(15, raw("03020780"), true);
    writeCertificate("other2048", { extensions: [names(dns(HOST)), signing] });
    await assertRefused(/certificate 0: Its keyUsage lacks keyEncipherment$/);
    write("server.pem", "-----BEGIN CERTIFICATE-----\n");
    await assertRefused(/server\.pem/);
    writeCertificate("other2048");
    write("fesa.json", { ...configuration, listen: { port: 1 } });
    await assertRefused(/\/listen is another than it listens on/);
    write("fesa.json", { ...configuration, setings: [] });
    await assertRefused(/\/setings is no key of a configuration$/);

    write("fesa.json", { ...configuration, settings: ["open", "certified"] });
    assert.deepEqual((await hangUp()).settings, ["open", "certified"]);
    await exchange(await dial("other2048"), "with both");
    await exchange(early, "and still");
    const { status, stderr } = await end();
    assert.deepEqual({ status, stderr }, {
      status: 0,
      stderr: refusals.join(""),
    });
    assert.deepEqual(await early.ended, { how: "clean" });
  });
});
