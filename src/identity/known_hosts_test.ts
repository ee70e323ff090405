import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { SecuritySetting } from "../schema/registries.ts";
import {
  formatKnownHosts,
  knownHostKey,
  parseKnownHosts,
} from "./known_hosts.ts";

const HASH = "0123456789abcdef".repeat(4);
const HEAD = "fesa-known-hosts/1\n";

it("a file has a line for each server", () => {
  const text =
    `${HEAD}[2001:db8::1]:7443 open ${HASH}\nfesa.example:7443 certified ${HASH}\n`;
  const hosts = parseKnownHosts(text);
  assert.deepEqual(hosts.get("fesa.example:7443"), {
    spkiSha256: HASH,
    strongest: SecuritySetting.certified,
  });
  assert.deepEqual(
    hosts.get("[2001:db8::1]:7443")?.strongest,
    SecuritySetting.open,
  );
  assert.equal(formatKnownHosts(hosts), text);
});

it("names compare without case", () => {
  assert.equal(
    knownHostKey("Fesa.Example", 1),
    knownHostKey("fesa.example", 1),
  );
});

it("parse(format(hosts)) is hosts", () => {
  const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()).filter((name) =>
    name === name.toLowerCase()
  );
  const entry = fc.record({
    spkiSha256: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) =>
      Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
    ),
    strongest: fc.constantFrom(SecuritySetting.open, SecuritySetting.certified),
  }, { noNullPrototype: true });
  const port = fc.integer({ min: 1, max: 65535 });
  fc.assert(
    fc.property(fc.array(fc.tuple(host, port, entry)), (entries) => {
      const hosts = new Map(
        entries.map(([name, port, entry]) => [knownHostKey(name, port), entry]),
      );
      assert.deepEqual(
        new Map([...parseKnownHosts(formatKnownHosts(hosts))].sort()),
        new Map([...hosts].sort()),
      );
    }),
  );
});

it("what would not be read again is not written", () => {
  for (const key of ["a b:1", "a\nb:1", ":1", "a", "A:1"]) {
    const entry = { spkiSha256: HASH, strongest: SecuritySetting.open };
    assert.throws(() => formatKnownHosts(new Map([[key, entry]])), TypeError);
  }
});

describe("anything else is corrupt, and never an empty memory", () => {
  const line = `fesa.example:7443 open ${HASH}\n`;
  for (
    const [name, text] of [
      ["nothing at all", ""],
      ["another head", `fesa-known-hosts/2\n${line}`],
      ["a last line that is cut off", (HEAD + line).slice(0, -1)],
      ["an empty line", `${HEAD}\n${line}`],
      [
        "a setting without a key",
        `${HEAD}fesa.example:7443 proprietary ${HASH}\n`,
      ],
      [
        "a hash that is cut off",
        `${HEAD}fesa.example:7443 open ${HASH.slice(1)}\n`,
      ],
      ["upper case", `${HEAD}FESA.example:7443 open ${HASH}\n`],
      ["no port", `${HEAD}fesa.example open ${HASH}\n`],
      ["a port that is none", `${HEAD}fesa.example:65536 open ${HASH}\n`],
      [
        "a port of another spelling",
        `${HEAD}fesa.example:07443 open ${HASH}\n`,
      ],
      ["a server that stands twice", HEAD + line + line],
      ["carriage returns", (HEAD + line).replaceAll("\n", "\r\n")],
    ]
  ) {
    it(name, () => {
      assert.throws(() => parseKnownHosts(text), {
        name: "TypeError",
        message: /^Cannot read known hosts, line \d+: /,
      });
    });
  }
});
