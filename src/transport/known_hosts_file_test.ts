import {
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import {
  scriptEnvironment,
  startArguments,
  withScript,
} from "../../tools/gate/run_script.ts";
import { ProtocolError } from "../errors.ts";
import { SecuritySetting } from "../schema/registries.ts";
import { knownHostsFile } from "./known_hosts_file.ts";

const { open, certified } = SecuritySetting;
const ONE = { spkiSha256: "1".repeat(64), strongest: open };
const OTHER = { spkiSha256: "2".repeat(64), strongest: open };

describe("known hosts in a file", () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "fesa-known-hosts-"));
    path = join(folder, "known_hosts");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("a file that is not there knows nobody", async () => {
    const hosts = knownHostsFile(path);
    assert.equal(await hosts.lookup("fesa.example", 1), undefined);
    assert.deepEqual(await readdir(folder), []);
  });

  it("what is remembered is there for the next process, and private", async () => {
    await knownHostsFile(path).remember("fesa.example", 1, ONE);
    const hosts = knownHostsFile(path);
    assert.deepEqual(await hosts.lookup("FESA.example", 1), ONE);
    assert.equal(await hosts.lookup("fesa.example", 2), undefined);
    assert.equal((await stat(path)).mode & 0o077, 0);
    assert.deepEqual(await readdir(folder), ["known_hosts"]);
  });

  it("all of what is remembered at once is there", async () => {
    const hosts = knownHostsFile(path);
    const ports = Array.from({ length: 20 }, (_, i) => i + 1);
    await Promise.all(ports.map((port) => hosts.remember("a", port, ONE)));
    for (const port of ports) {
      assert.deepEqual(await hosts.lookup("a", port), ONE);
    }
  });

  it("all of what several processes remember at once is there", async () => {
    const program = `import { knownHostsFile } from "{ROOT}src/node.ts";
import process from "node:process";
const [path, name] = process.argv.slice(2);
const hosts = knownHostsFile(path);
console.log("ready");
process.stdin.once("data", async () => {
  for (let port = 1; port <= 15; port++) {
    await hosts.remember(name, port, ${JSON.stringify(ONE)});
  }
  process.exit();
});`;
    const names = ["a", "b", "c"];
    await withScript(program, async (script) => {
      const children = names.map((name) =>
        spawn(
          process.execPath,
          [...startArguments(), script, path, name],
          { env: scriptEnvironment(), stdio: ["pipe", "pipe", "inherit"] },
        )
      );
      const ends = children.map((child) => once(child, "close"));
      await Promise.all(children.map(({ stdout }) => once(stdout, "data")));
      for (const { stdin } of children) stdin.write("go");
      for (const end of ends) assert.deepEqual(await end, [0, null]);
    });
    const text = await readFile(path, "utf8");
    const servers = text.split("\n").slice(1, -1).map((line) =>
      line.split(" ")[0]
    );
    const expected = names.flatMap((name) =>
      Array.from({ length: 15 }, (_, i) => `${name}:${i + 1}`)
    );
    assert.deepEqual(servers.toSorted(), expected.toSorted());
    assert.deepEqual(await readdir(folder), ["known_hosts"]);
  });

  it("a setting only rises, and a key stays", async () => {
    const hosts = knownHostsFile(path);
    await hosts.remember("a", 1, { ...ONE, strongest: certified });
    await hosts.remember("a", 1, ONE);
    await assert.rejects(
      hosts.remember("a", 1, OTHER),
      (error) =>
        error instanceof ProtocolError && error.code === "key_not_trusted",
    );
    const known = await hosts.lookup("a", 1);
    assert.deepEqual(known, { ...ONE, strongest: certified });
    await hosts.remember("b", 1, OTHER);
    assert.deepEqual(await hosts.lookup("b", 1), OTHER);
  });

  it("a corrupt file refuses every server, and stays as it is", async () => {
    await writeFile(path, "fesa-known-hosts/1\nfesa.example\n");
    await assert.rejects(knownHostsFile(path).lookup("a", 1), {
      name: "TypeError",
      message:
        `Cannot read ${path}, line 2: it is not an entry; restore the file, or remove it to trust every server anew`,
    });
    for (const text of ["", "fesa-known-hosts/1", "something else\n"]) {
      await writeFile(path, text);
      const hosts = knownHostsFile(path);
      await assert.rejects(hosts.lookup("a", 1), TypeError);
      await assert.rejects(hosts.remember("a", 1, ONE), TypeError);
      assert.equal(await readFile(path, "utf8"), text);
    }
  });

  it("a folder that is not there can't be written to", async () => {
    const hosts = knownHostsFile(join(folder, "none", "known_hosts"));
    await assert.rejects(hosts.remember("a", 1, ONE), TypeError);
  });

  it("a file that can't be read is not one without entries", async () => {
    await assert.rejects(knownHostsFile(folder).lookup("a", 1), TypeError);
  });
});
