import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { sampleSite, withSiteOnDisk } from "./sample_site.ts";

const CHROMIUM = "/usr/bin/chromium";
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };
/** WCAG 2.2, level AA, for text of ordinary size. */
const LEAST_CONTRAST = 4.5;

// On CI the browser is there, and its absence is no reason to skip.
const skip = existsSync(CHROMIUM) || process.env.CI === "true"
  ? false
  : `no browser at ${CHROMIUM}: apt-get install chromium`;

test("the site in a browser, from disk", { skip }, async (t) => {
  const { files, coverage } = sampleSite();
  const names = [...files.keys()].filter((name) => name.endsWith(".html"));
  await withSiteOnDisk(files, async (directory) => {
    const url = (name: string) => pathToFileURL(`${directory}/${name}`).href;
    const browser = await launch();
    try {
      await t.test("no page reports an error or asks a network", async () => {
        const { page, faults } = await openPage(browser, "light", DESK);
        for (const name of names) await page.goto(url(name));
        assert.deepEqual(faults, []);
        await page.close();
      });

      await t.test("every internal link resolves", async () => {
        const { page } = await openPage(browser, "light", DESK);
        const links: string[] = [];
        const places = new Set<string>();
        for (const name of files.keys()) places.add(url(name));
        for (const name of names) {
          await page.goto(url(name));
          const found = await page.evaluate(linksAndAnchors);
          links.push(...found.links);
          for (const id of found.ids) places.add(`${url(name)}#${id}`);
        }
        const broken = links.filter((link) =>
          link.startsWith("file:") && !places.has(decodeURI(link)) &&
          !places.has(link)
        );
        assert.ok(links.length > 1000);
        assert.deepEqual([...new Set(broken)], []);
        await page.close();
      });

      await t.test("the search finds a requirement, and leads to it", async () => {
        const { page, faults } = await openPage(browser, "light", DESK);
        await page.goto(url("index.html"));
        await page.keyboard.press("/");
        await page.keyboard.type("fin-7");
        assert.match(await firstResult(page), /^FIN-7 A receiver MUST answer/);
        await page.keyboard.press("Enter");
        await page.waitForURL(/handshake\.html#FIN-7$/);
        const requirement = page.locator("#FIN-7");
        assert.match(await requirement.innerText(), /^FIN-7/);
        assert.ok(await isInView(page, "#FIN-7"));
        await page.keyboard.press("/");
        await page.keyboard.type("Protected before Established longer shorter");
        assert.match(await firstResult(page), /^FIN-7 /);
        assert.deepEqual(faults, []);
        await page.close();
      });

      await t.test("beside a requirement is what tests it", async () => {
        const { page } = await openPage(browser, "light", DESK);
        const tested = coverage.requirements.find(({ cases, vectors }) =>
          cases.length > 0 && vectors.length > 0
        );
        assert.ok(tested);
        await page.goto(url(tested.section.replace(/\.md#.*/, ".html")));
        const place = page.locator(`#${tested.id}`);
        await place.locator("summary").click();
        const shown = await place.locator("details[open] a").allInnerTexts();
        assert.deepEqual(shown, [
          ...tested.cases.map(({ id }) => id),
          ...tested.vectors.map(({ topic, id }) => `${topic}#${id}`),
        ]);
        await page.close();
      });

      await t.test("nothing is wider than a phone, and all can be reached", async () => {
        const { page } = await openPage(browser, "light", PHONE);
        for (const name of names) {
          await page.goto(url(name));
          const { width, size } = await page.evaluate(widthAndTextSize);
          assert.ok(width <= PHONE.width, `${name} is ${width} wide`);
          assert.ok(size >= 16, `${name} has text of ${size} px`);
        }
        await page.getByText("Pages", { exact: true }).click();
        const link = page.locator(".pages.narrow a", { hasText: /^Frames$/ });
        await link.click();
        await page.waitForURL(/frames\.html$/);
        await page.close();
      });

      for (const scheme of ["light", "dark"] as const) {
        await t.test(`text stands out from its ground: ${scheme}`, async () => {
          const { page } = await openPage(browser, scheme, DESK);
          for (const name of names) {
            await page.goto(url(name));
            const { dark, faint } = await page.evaluate(
              faintTexts,
              LEAST_CONTRAST,
            );
            assert.equal(dark, scheme === "dark", name);
            assert.deepEqual(faint, [], name);
          }
          await page.close();
        });
      }
    } finally {
      await browser.close();
    }
  });
});

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
  colorScheme: "light" | "dark",
  viewport: { width: number; height: number },
): Promise<{ page: Page; faults: string[] }> {
  const page = await browser.newPage({ colorScheme, viewport });
  const faults: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      faults.push(`${page.url()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error}`));
  page.on(
    "requestfailed",
    (request) => faults.push(`failed: ${request.url()}`),
  );
  page.on("request", (request) => {
    if (!/^(?:file|data):/.test(request.url())) faults.push(request.url());
  });
  return { page, faults };
}

async function firstResult(page: Page): Promise<string> {
  return await page.locator(".results li a").first().innerText();
}

async function isInView(page: Page, selector: string): Promise<boolean> {
  const box = await page.locator(selector).boundingBox();
  const height = page.viewportSize()?.height ?? 0;
  return box !== null && box.y >= 0 && box.y + box.height <= height;
}

// The functions below run in the browser, and may use nothing from outside.

function linksAndAnchors() {
  const { document } = globalThis as unknown as BrowserGlobals;
  return {
    links: [...document.querySelectorAll("a[href]")].map(({ href }) => href),
    ids: [...document.querySelectorAll("[id]")].map(({ id }) => id),
  };
}

function widthAndTextSize() {
  const { document, getComputedStyle } =
    globalThis as unknown as BrowserGlobals;
  return {
    width: document.documentElement.scrollWidth,
    size: parseFloat(getComputedStyle(document.body).fontSize),
  };
}

/** Texts whose colour is too near to what is behind them. */
function faintTexts(least: number) {
  const { document, getComputedStyle } =
    globalThis as unknown as BrowserGlobals;
  const faint = new Set<string>();
  const ground = getComputedStyle(document.body).backgroundColor;
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(({ nodeType, data }) =>
      nodeType === 3 && data?.trim() !== ""
    );
    const style = getComputedStyle(element);
    if (!own || style.opacity === "0" || style.display === "none") continue;
    const isSvg = element.namespaceURI.endsWith("svg");
    if (isSvg && element.tagName !== "text") continue;
    const colour = isSvg ? style.fill : style.color;
    const behind = groundOf(element);
    const ratio = contrast(luminance(colour), luminance(behind));
    if (ratio < least) {
      faint.add(
        `${element.tagName}.${element.className}: ${colour} on ${behind}`,
      );
    }
  }
  return { dark: luminance(ground) < 0.5, faint: [...faint] };

  function groundOf(element: BrowserElement): string {
    for (let at: BrowserElement | null = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (backgroundColor !== "rgba(0, 0, 0, 0)") return backgroundColor;
    }
    return "rgb(255, 255, 255)";
  }

  function luminance(colour: string): number {
    const [r, g, b] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
      const value = Number(part) / 255;
      return value <= 0.04045
        ? value / 12.92
        : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(a: number, b: number): number {
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }
}

/** As much of the DOM as is used here: it is no library of this project. */
interface BrowserElement {
  readonly id: string;
  readonly href: string;
  readonly tagName: string;
  readonly className: string;
  readonly namespaceURI: string;
  readonly scrollWidth: number;
  readonly parentElement: BrowserElement | null;
  readonly childNodes: Iterable<{ nodeType: number; data?: string }>;
}

interface BrowserGlobals {
  readonly document: {
    readonly body: BrowserElement;
    readonly documentElement: BrowserElement;
    querySelectorAll(selector: string): Iterable<BrowserElement>;
  };
  getComputedStyle(element: BrowserElement): Record<
    "color" | "fill" | "backgroundColor" | "fontSize" | "opacity" | "display",
    string
  >;
}
