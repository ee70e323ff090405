import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import assert from "node:assert/strict";
import { ROOT } from "../tools/gate/project_files.ts";
import { runScript } from "../tools/gate/run_script.ts";
import { makeDemo } from "../tools/serve/demo.ts";

/** The one example in the documentation of a file. */
function exampleOf(file: string): string {
  const source = readFileSync(`${ROOT}src/${file}`, "utf8");
  const examples = [...source.matchAll(/ \* ```ts\n((?: \*.*\n)+?) \* ```\n/g)];
  assert.equal(examples.length, 1, `examples in ${file}`);
  return examples[0][1].replaceAll(/^ \* ?/gm, "");
}

/** An example as it stands, with our source in the place of the package. */
function runExample(text: string): ReturnType<typeof runScript> {
  return runScript(
    text.replaceAll('"fesa-secure-channel/node"', '"{ROOT}src/node.ts"'),
  );
}

test("the example of the module runs", () => {
  assert.deepEqual(runExample(exampleOf("node.ts")), {
    status: 0,
    stdout: "hello\n",
    stderr: "",
  });
});

test("the examples of listen, connect and the channel run, in that order", async () => {
  const demo = await makeDemo("127.0.0.1");
  const folder = JSON.stringify(dirname(demo.trustFile));
  const result = runExample(`
    import { readFileSync } from "node:fs";
    import process from "node:process";
    import { connect, listen, readPem, SecuritySetting }
      from "fesa-secure-channel/node";
    process.chdir(${folder});
    ${exampleOf("transport/listen.ts")}
    ${exampleOf("transport/connect.ts")}
    ${exampleOf("transport/secure_channel.ts")}
    await server.close();
  `);
  demo.remove();
  assert.deepEqual(result, {
    status: 0,
    stdout: "5 bytes back\nthe end: clean\n",
    stderr: "",
  });
});
