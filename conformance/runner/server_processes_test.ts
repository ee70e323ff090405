import assert from "node:assert/strict";
import { test } from "node:test";
import { baseServerConfiguration } from "./base_configuration.ts";
import { RefusedWords } from "./required_words.ts";
import { ServerProcesses } from "./server_processes.ts";
import { FIRST_ROW } from "./setup.ts";

/** Refuses commands, and listens where nobody asks for them. */
const COMMAND = `read line; case "$line" in
  *'"commands"'*) echo '{"event":"unsupported","word":"commands"}'; exit 89;;
  *) echo '{"event":"listening","port":1}'; sleep 60;;
esac`;

test("a server that did without a word is none for who needs it", async () => {
  const words = new RefusedWords();
  const processes = new ServerProcesses(COMMAND, words, 20_000);
  const base = await baseServerConfiguration(FIRST_ROW, {
    settings: ["open"],
    deflate: false,
  });
  const wanted = { ...base, requires: ["open", "commands"] };
  try {
    const [plain, commanded] = await Promise.allSettled([
      processes.running(wanted, ["open"]),
      processes.running(wanted, ["open", "commands"]),
    ]);
    assert.equal(plain.status, "fulfilled");
    assert.deepEqual(plain.value.configuration.requires, ["open"]);
    assert.equal(commanded.status, "rejected");
    assert.equal(commanded.reason.name, "NotApplicable");
    assert.equal(
      commanded.reason.message,
      "The implementation does not support commands",
    );
  } finally {
    await processes.stop();
  }
});
