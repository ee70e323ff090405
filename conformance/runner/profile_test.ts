import assert from "node:assert/strict";
import { test } from "node:test";
import { parseJsonText } from "./json_file.ts";
import { absentWords, Profile } from "./profile.ts";
import { RefusedWords } from "./required_words.ts";
import { REQUIRED_WORDS } from "../contract/mod.ts";

const REFUSED: readonly [string, unknown, RegExp][] = [
  ["a misspelt key", { setting: ["open"] }, /^\/setting: there is no such key/],
  ["a key of a limit", { limits: { frame: 1 } }, /^\/limits\/frame: there is/],
  ["no settings", { settings: [] }, /^\/settings: /],
  ["an unknown cipher", { ciphers: ["aes", "des"] }, /^\/ciphers\/1: /],
  ["an RSA size", { rsaBits: [2048, 2000] }, /^\/rsaBits\/1: /],
  [
    "a setting twice",
    { settings: ["open", "open"] },
    /^\/settings\/1: open is/,
  ],
  [
    "open without a cipher of it",
    { settings: ["open"], ciphers: ["chacha20"] },
    /^\/ciphers: open needs aes or 3des/,
  ],
  [
    "chacha20 without proprietary",
    { settings: ["open"], ciphers: ["aes", "chacha20"] },
    /^\/settings: chacha20 needs proprietary/,
  ],
  [
    "3des with proprietary alone",
    { settings: ["proprietary"], ciphers: ["3des"] },
    /^\/settings: 3des needs open or certified/,
  ],
  [
    "RSA keys with proprietary alone",
    { settings: ["proprietary"], rsaBits: [2048] },
    /^\/rsaBits: RSA keys need open or certified/,
  ],
  ["no RSA-2048", { rsaBits: [3072] }, /^\/rsaBits: .*KEX-3/],
  ["no compression 0", { compressions: [1] }, /^\/compressions: 0 \(none\)/],
  ["a chain without a key", { certificate: "a.pem" }, /^\/certificate: .* key/],
  [
    "a key id without a key",
    { deploymentKeyId: "00" },
    /^\/deploymentKeyId: it needs deploymentKeyFile/,
  ],
  [
    "a deviation without a reason",
    { deviations: { a: "" } },
    /^\/deviations\/a/,
  ],
];

for (const [what, profile, message] of REFUSED) {
  test(`a profile with ${what} is refused with its place`, () => {
    assert.throws(
      () => parseJsonText(JSON.stringify(profile), "profile p", Profile),
      (error: Error) => {
        assert.ok(error instanceof RangeError);
        const prefix = "Cannot use profile p: ";
        assert.equal(error.message.slice(0, prefix.length), prefix);
        assert.match(error.message.slice(prefix.length), message);
        return true;
      },
    );
  });
}

test("a list that is there is the whole of what there is", () => {
  const profile = parseJsonText(
    JSON.stringify({
      settings: ["open"],
      ciphers: ["aes"],
      rsaBits: [2048],
      compressions: [0],
      features: ["commands"],
    }),
    "profile",
    Profile,
  );
  assert.deepEqual(absentWords(profile), [
    "proprietary",
    "certified",
    "3des",
    "chacha20",
    "deflate",
    "rsa1024",
    "rsa3072",
    "rsa4096",
    "crl",
    "tofu",
  ]);
  assert.deepEqual(absentWords({}), []);
});

test("what was refused, one word or all, makes a profile that is accepted", () => {
  for (const refused of [...REQUIRED_WORDS.map((word) => [word]), []]) {
    const words = new RefusedWords();
    for (const word of refused) words.add(word);
    const found = words.profile();
    const read = parseJsonText(JSON.stringify(found), "profile", Profile);
    assert.deepEqual(read, found);
    for (const word of refused) {
      assert.ok(absentWords(read).includes(word), `${word} is not absent`);
    }
  }
});
