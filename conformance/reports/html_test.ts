import assert from "node:assert/strict";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import type { ReportEvent } from "./event.ts";
import { htmlReporter } from "./html.ts";
import type { ReportedCase } from "./reported_case.ts";
import { HOSTILE, hostileCase, hostileRun } from "./test_hostile_run.ts";
import { caseOf, runOf } from "./test_run.ts";

const CHROMIUM = "/usr/bin/chromium";
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };
const MANY = 525;

// On CI the browser is there, and its absence is no reason to skip.
const skip = existsSync(CHROMIUM) || process.env.CI === "true"
  ? false
  : `no browser at ${CHROMIUM}: apt-get install chromium`;

test("the report in a browser, from disk", { skip }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "fesa-report-"));
  const write = (name: string, events: readonly ReportEvent[]): string => {
    const path = join(folder, name);
    writeFileSync(path, htmlOf(events));
    return pathToFileURL(path).href;
  };
  const hostile = write("hostile.html", hostileRun());
  const many = write("many.html", runOf(manyCases()));
  const browser = await launch();
  try {
    const { page, faults } = await openPage(browser);

    await t.test("it opens on what failed, and says how much", async () => {
      await page.goto(hostile);
      assert.equal(
        await page.locator(".statement").innerText(),
        "2 of 5 cases failed",
      );
      assert.deepEqual(await shownIds(page), ["frames/loud"]);
    });

    await t.test("a failure is told by bytes, field and sentence", async () => {
      await page.goto(`${hostile}#case=frames/loud`);
      const open = page.locator(".case[open]");
      assert.match(
        await open.locator(".sentences").innerText(),
        /^FRM-2 .*MUST/,
      );
      assert.equal(
        await open.locator(".expected p").innerText(),
        "a clear Alert malformed (0x02)",
      );
      const hello = open.locator(".message.target").first();
      const field = hello.locator("tr", { hasText: "ServerHello.maxFrame" });
      await field.hover();
      const lit = await hello.locator(".hex .lit").allInnerTexts();
      assert.equal(lit.join(" "), "00 10 00");
      assert.match(
        await hello.locator(".sentence").innerText(),
        /^NEG-11 A receiver MUST/,
      );
      // The field that a decoder refuses is told without being asked for.
      const wrong = hello.locator("tr.wrong");
      assert.match(await wrong.innerText(), /listed before/);
      assert.match(
        await open.locator(".message.target").nth(1).innerText(),
        /Opened, 9 bytes[^]*Ping \(0x11\)/,
      );
      assert.match(
        await open.locator(".again code").innerText(),
        /^fesa conform server --exec .* --filter frames\/loud --seed 7$/,
      );
    });

    await t.test("what a target says is text and nothing else", async () => {
      const open = page.locator(".case[open]");
      const observed = await open.locator(".observed p").textContent();
      assert.ok(observed?.includes("</script><img src=x onerror=alert(1)>"));
      assert.equal(await page.locator("img, b b, script[src]").count(), 0);
      assert.equal(await page.locator("script").count(), 2);
    });

    await t.test("verdicts, layers, cells and words choose cases", async () => {
      await page.goto(many);
      assert.equal(await shownCount(page), `${MANY} cases`);
      await page.locator("select[name=layer]").selectOption("keys");
      assert.match(await shownCount(page), /^65 of 525/);
      await page.locator("[type=search]").fill("CASE 11 keys");
      assert.deepEqual(await shownIds(page), ["keys/case-11"]);
      assert.match(page.url(), /#layer=keys&text=CASE\+11\+keys&case=/);
      await page.locator(".reset").click();
      assert.equal(await shownCount(page), `${MANY} cases`);
      const cell = page.getByRole("button", { name: /^client, channel, open/ });
      await cell.click();
      assert.match(await shownCount(page), /^\d+ of 525/);
      const ids = await shownIds(page);
      assert.ok(ids.length > 0 && ids.every((id) => id.startsWith("channel/")));
    });

    await t.test("an address brings back what was chosen", async () => {
      const url = page.url();
      const before = await shownIds(page);
      await page.goto("about:blank");
      await page.goto(url);
      assert.deepEqual(await shownIds(page), before);
      assert.equal(
        await page.locator("select[name=role]").inputValue(),
        "client",
      );
    });

    await t.test("a case opens from the keyboard", async () => {
      await page.goto(`${many}#text=case-7`);
      await page.locator(".case summary").first().focus();
      await page.keyboard.press("Enter");
      await page.locator(".case[open] .inside").waitFor();
      assert.equal(await page.locator(".case[open] .inside").count(), 1);
      assert.match(page.url(), /case=frames%2Fcase-7|case=frames\/case-7/);
    });

    await t.test("nothing is wider than a phone", async () => {
      await page.setViewportSize(PHONE);
      for (const url of [`${hostile}#case=frames/loud`, many]) {
        await page.goto("about:blank");
        await page.goto(url);
        const width = await page.evaluate(
          "document.documentElement.scrollWidth",
        );
        assert.ok(Number(width) <= PHONE.width, `${url} is ${width} wide`);
      }
    });

    await t.test("no error, no warning, no request", () => {
      assert.deepEqual(faults, []);
    });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
});

test("it stays small, however much failed", () => {
  const one = hostileCase();
  const cases = Array.from({ length: MANY }, (_, order) => ({
    ...one,
    order,
    id: `frames/case-${order}`,
    rows: one.rows.map((row) => ({
      ...row,
      transcript: Array.from({ length: 8 }, () => row.transcript ?? []).flat(),
    })),
  }));
  const size = htmlOf(runOf(cases)).length;
  assert.ok(size < 3_000_000, `${size} characters`);
  assert.ok(size > 1_000_000);
});

test("what a target says ends no script and stands in no markup", () => {
  const html = htmlOf(hostileRun());
  assert.equal(html.split("</script>").length, 3);
  assert.ok(!html.includes("<img"));
  const [, json] = /id="run">(.*)<\/script>/.exec(html) ?? [];
  const { cases } = JSON.parse(json) as { cases: ReportedCase[] };
  assert.ok(cases.some(({ rows }) => rows[0].observed === HOSTILE));
});

/** WCAG 2.2, level AA, for text of ordinary size. */
const LEAST_CONTRAST = 4.5;
const PAIRS = [
  ...["text", "soft", "link", "pass", "fail", "open"].flatMap((name) =>
    ["page", "card"].map((ground) => [name, ground])
  ),
  ["text", "sunk"],
  ["soft", "sunk"],
  ["text", "tint"],
  ["lit-text", "lit"],
  ["tester", "card"],
  ["target", "card"],
  ["text", "pass-ground"],
  ["text", "fail-ground"],
  ...["pass", "fail", "open", "known", "none"].map((name) => [
    name,
    `${name}-ground`,
  ]),
];

test("text stands out from its ground, light and dark", () => {
  const style = readFileSync(
    new URL("html/base.css", import.meta.url),
    "utf8",
  );
  const [, light, dark] = style.split(":root {");
  for (const [scheme, css] of Object.entries({ light, dark })) {
    const colour = (name: string): string => {
      const [, found] = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(css) ??
        [];
      assert.ok(found, `${scheme} has no ${name}`);
      return found;
    };
    for (const [name, ground] of PAIRS) {
      const ratio = contrast(colour(name), colour(ground));
      assert.ok(
        ratio >= LEAST_CONTRAST,
        `${scheme}: ${name} on ${ground} is ${ratio.toFixed(2)}`,
      );
    }
  }
});

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function htmlOf(events: readonly ReportEvent[]): string {
  let html = "";
  const reporter = htmlReporter((text) => html += text);
  for (const event of events) reporter.report(event);
  return html;
}

function manyCases(): ReportedCase[] {
  const layers = [
    "frames",
    "messages",
    "keys",
    "protection",
    "handshake",
    "identity",
    "channel",
    "transport",
  ];
  return Array.from({ length: MANY }, (_, order) =>
    caseOf({
      order,
      id: `${layers[Math.floor(order * layers.length / MANY)]}/case-${
        order % 132
      }`,
      role: order % 2 === 0 ? "server" : "client",
    }));
}

async function shownIds(page: Page): Promise<string[]> {
  return await page.locator(".case .names > code").allInnerTexts();
}

async function shownCount(page: Page): Promise<string> {
  return await page.locator(".shown").innerText();
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A page, and whatever it complains of or asks for beyond its disk. */
async function openPage(
  browser: Browser,
): Promise<{ page: Page; faults: string[] }> {
  const page = await browser.newPage({ viewport: DESK });
  const faults: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      faults.push(message.text());
    }
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("dialog", (dialog) => {
    faults.push(dialog.message());
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!/^(?:file|data|about):/.test(request.url())) {
      faults.push(request.url());
    }
  });
  return { page, faults };
}
