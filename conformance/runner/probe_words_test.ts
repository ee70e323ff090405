import assert from "node:assert/strict";
import { test } from "node:test";
import { ExecClientTarget } from "./exec_client.ts";
import { ExecServerTarget } from "./exec_server.ts";
import { profileFaults } from "./profile_faults.ts";

/** Refuses 3des, tofu and rsa1024, and starts with any other word. */
const COMMAND = `read line; case "$line" in
  *'"requires":["3des"]'*|*'"requires":["tofu"]'*|*'"requires":["rsa1024"]'*)
    word=\${line##*requires\\":[\\"}; word=\${word%%\\"*};
    echo "{\\"event\\":\\"unsupported\\",\\"word\\":\\"$word\\"}"; exit 89;;
  *'"role":"server"'*) echo '{"event":"listening","port":1}'; sleep 60;;
  *) echo '{"event":"ended","how":"truncated"}';;
esac`;

for (
  const target of [
    new ExecServerTarget(COMMAND, { implementation: "x", features: ["tofu"] }),
    new ExecClientTarget(COMMAND, { implementation: "x", features: ["tofu"] }),
  ]
) {
  const { role } = target.description;
  test(`a ${role} that is asked makes its profile, by what it refuses`, async () => {
    await target.probe();
    await target.stop();
    assert.deepEqual(target.found, {
      implementation: "x",
      roles: [role],
      settings: ["open", "certified", "proprietary"],
      ciphers: ["aes", "chacha20"],
      rsaBits: [2048, 3072, 4096],
      compressions: [0, 1],
      features: [],
    });
    assert.deepEqual(profileFaults(target.found), []);
  });
}

test("what starts with no word at all is not asked for all of them", async () => {
  const target = new ExecServerTarget("exit 1;", {});
  await target.probe();
  await target.stop();
  assert.deepEqual(target.found.features, ["crl", "tofu", "commands"]);
});
