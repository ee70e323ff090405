import assert from "node:assert/strict";
import { test } from "node:test";
import { Command, Configuration, Event, jsonSchema } from "./mod.ts";

const server = {
  contract: "fesa-control/1",
  role: "server",
  host: "127.0.0.1",
  port: 0,
  settings: [2],
  ciphers: [1],
  compressions: [0],
  minimumRsaBits: 2048,
  maxFrame: 262144,
  serverNames: [],
  echo: true,
  requires: ["open", "aes"],
};

test("a server's configuration parses with what is optional left out", () => {
  assert.deepEqual(Configuration.parse(server), server);
});

test("a configuration of another contract is refused", () => {
  const parsed = Configuration.safeParse({ ...server, contract: "other/1" });
  assert.deepEqual(parsed.error?.issues.map((issue) => issue.path), [[
    "contract",
  ]]);
});

test("upper-case hex is refused in a command", () => {
  const parsed = Command.safeParse({ do: "send", bytes: "FF" });
  assert.deepEqual(parsed.error?.issues.map((issue) => issue.path), [[
    "bytes",
  ]]);
});

test("an ended event keeps fields the contract does not name", () => {
  const ended = { event: "ended", how: "truncated", detail: "EOF" };
  assert.deepEqual(Event.parse(ended), ended);
});

test("every line of the contract has a JSON Schema", () => {
  const { configuration, command, event } = jsonSchema() as unknown as Record<
    string,
    { anyOf?: unknown[]; oneOf?: unknown[] }
  >;
  for (
    const [schema, count] of [[configuration, 2], [command, 5], [event, 7]]
  ) {
    const branches = schema as typeof command;
    assert.equal((branches.oneOf ?? branches.anyOf)?.length, count);
  }
});
