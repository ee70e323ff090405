import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { UsageError } from "../../usage_error.ts";
import { sampleSite, withSiteOnDisk } from "./sample_site.ts";
import { serveSite } from "./serve_site.ts";
import { writeSite } from "./write_site.ts";

const { files, coverage, citations } = sampleSite();
const documents = [...files].filter(([name]) => name.endsWith(".html"));

test("every requirement has its anchor, once, on the page of its section", () => {
  const places = documents.flatMap(([name, text]) =>
    [...text.matchAll(/ id="([A-Z]{3}-\d+)"/g)].map((match) =>
      `${name}#${match[1]}`
    )
  );
  assert.deepEqual(
    places.sort(),
    coverage.requirements.map(({ id, section }) =>
      `${section.replace(/\.md#.*/, ".html")}#${id}`
    ).sort(),
  );
});

test("every case and vector has its place", () => {
  for (const { id } of citations.cases) {
    assert.ok(files.get("cases.html")?.includes(`id="${id}"`), id);
  }
  for (const { topic, id } of citations.vectors) {
    assert.ok(files.get("vectors.html")?.includes(`id="${topic}/${id}"`), id);
  }
});

test("no document asks for anything that isn't beside it", () => {
  for (const [name, text] of documents) {
    const asked = [
      ...text.matchAll(/<(?:link|script|img)[^>]*?(?:href|src)="([^"]*)"/g),
    ]
      .map((match) => match[1]).filter((url) => !url.startsWith("data:"));
    assert.ok(asked.length > 0);
    for (const url of asked) assert.ok(files.has(url), `${name}: ${url}`);
    assert.doesNotMatch(text, /@import|url\(/);
  }
});

test("the site is served to this machine alone", async () => {
  const site = await serveSite(files, 0);
  try {
    assert.match(site.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    const index = await fetch(site.url);
    assert.equal(index.status, 200);
    assert.equal(index.headers.get("content-type"), "text/html; charset=utf-8");
    assert.equal(await index.text(), files.get("index.html"));
    const style = await fetch(`${site.url}style.css`);
    assert.equal(style.headers.get("content-type"), "text/css; charset=utf-8");
    await style.body?.cancel();
    for (const path of ["none.html", "..%2fpackage.json", "%ff"]) {
      const absent = await fetch(site.url + path);
      assert.equal(absent.status, 404, path);
      await absent.body?.cancel();
    }
    const post = await fetch(site.url, { method: "POST", body: "" });
    assert.equal(post.status, 405);
    await post.body?.cancel();
  } finally {
    await site.close();
  }
});

test("a site is written over a site, and over nothing else", async () => {
  await withSiteOnDisk(files, (directory) => {
    writeSite(directory, files);
    assert.ok(readdirSync(directory).includes("index.html"));
    return Promise.resolve();
  });
  const directory = mkdtempSync(join(tmpdir(), "fesa-site-"));
  try {
    writeFileSync(join(directory, "mine.txt"), "mine");
    assert.throws(
      () => writeSite(directory, files),
      (error) =>
        error instanceof UsageError &&
        error.message ===
          `Cannot write the site to ${directory}: it holds other files, name an empty directory with --out`,
    );
    assert.deepEqual(readdirSync(directory), ["mine.txt"]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
