import assert from "node:assert/strict";
import { test } from "node:test";
import { marked } from "marked";
import { githubReporter } from "./github.ts";
import type { ReportEvent } from "./event.ts";
import { failedCase, runOf } from "./test_run.ts";
import { hostileRun } from "./test_hostile_run.ts";

test("a failure is one workflow command, nothing of a target a second", () => {
  const { commands } = reported(hostileRun());
  const lines = commands.trimEnd().split("\n");
  assert.deepEqual(
    lines.map((line) => /^::(\w+) title=([^:,]*)::/.exec(line)?.slice(1)),
    [
      ["error", "frames/loud%3A A frame of a type that doesn't exist"],
      ["error", "channel/better%3A A server that says nothing"],
      ["warning", "identity/dark%3A A server that says nothing"],
    ],
  );
  assert.match(lines[0], /%0Aexpected: a clear Alert malformed \(0x02\)%0A/);
  // What the runner makes of it again is what was meant.
  assert.ok(unescaped(lines[0]).includes("::error::%0A"));
});

test("what is too much for the runner is left out of annotations alone", () => {
  const cases = Array.from({ length: 60 }, (_, order) => ({
    ...failedCase(),
    order,
    id: `frames/case-${order}`,
  }));
  const { commands, summary } = reported(runOf(cases));
  assert.equal(commands.trimEnd().split("\n").length, 10);
  assert.equal(summary.match(/<details>/g)?.length, 50);
  assert.match(summary, /^and 10 more$/m);
});

test("the step summary is Markdown in which a target's text is text", () => {
  const { summary } = reported(hostileRun());
  assert.match(summary, /^## ❌ FESA conformance: 1 of 6 passed$/m);
  assert.match(summary, /^\| frames \| 1 passed, 1 failed \|$/m);
  const html = marked.parse(summary, { async: false });
  assert.ok(!/<img|<script|<\/script>/.test(html));
  assert.ok(html.includes("&lt;/script&gt;&lt;img"));
  assert.equal(html.match(/<table>/g)?.length, 4);
  assert.match(html, /<code>fesa conform server &#45;&#45;exec/);
});

function reported(
  events: readonly ReportEvent[],
): { readonly commands: string; readonly summary: string } {
  let commands = "";
  let summary = "";
  const reporter = githubReporter(
    (text) => commands += text,
    (text) => summary += text,
  );
  for (const event of events) reporter.report(event);
  return { commands, summary };
}

function unescaped(command: string): string {
  return command.replace(/^::.*?::/, "").replaceAll("%0A", "\n")
    .replaceAll("%0D", "\r").replaceAll("%25", "%");
}
