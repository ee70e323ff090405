import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Reporter } from "./event.ts";
import { pageData } from "./page_data.ts";
import { atTheEnd, type RunRecord } from "./run_record.ts";

/**
 * One HTML file that needs nothing else: what a run found, to look through
 * and to show to others. What a target said is in it as data alone: the page
 * makes text of it, never markup, and allows no script but its own.
 */
export function htmlReporter(write: (text: string) => void): Reporter {
  return atTheEnd((run) => write(htmlReport(run)));
}

/** The file's styles; what is for some screens alone comes last. */
const STYLES = [
  "base.css",
  "header.css",
  "matrix.css",
  "filters.css",
  "case.css",
  "message.css",
  "media.css",
];

/** The file's scripts, in the order in which they use each other. */
const SCRIPTS = [
  "element.js",
  "words.js",
  "header.js",
  "matrix.js",
  "filters.js",
  "message.js",
  "case.js",
  "page.js",
];

/** The whole document of a run. */
export function htmlReport(run: RunRecord): string {
  const style = STYLES.map(asset).join("\n");
  const script = `"use strict";\n(() => {\n${
    SCRIPTS.map(scriptPart).join("\n")
  }\n})();\n`;
  const policy = [
    "default-src 'none'",
    `style-src '${digest(style)}'`,
    `script-src '${digest(script)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>FESA conformance</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<noscript>This report needs JavaScript, of which it holds all: nothing is loaded.</noscript>
<script type="application/json" id="run">${embedded(pageData(run))}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** JSON that ends no script, whatever is in it. */
function embedded(data: unknown): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** A module without its imports and exports: all stand in one scope here. */
function scriptPart(name: string): string {
  return asset(name).replaceAll(/^import\s[^;]*;\n/gm, "")
    .replaceAll(/^export /gm, "");
}

function asset(name: string): string {
  return readFileSync(new URL(`html/${name}`, import.meta.url), "utf8");
}

function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
