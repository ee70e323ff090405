import { escape } from "./escape.ts";

/** One page of the site, as its navigation names it. */
export interface SitePage {
  /** Its file, such as `frames.html`. */
  readonly file: string;
  readonly title: string;
  /** Its sections, shown while the reader is on it. */
  readonly sections: readonly {
    readonly anchor: string;
    readonly title: string;
  }[];
}

/** A whole HTML document around a page's body. Needs nothing from a network. */
export function shell(
  page: SitePage,
  pages: readonly SitePage[],
  body: string,
): string {
  const navigation = pages.map((other) => navigationItem(other, page)).join("");
  const index = pages.findIndex(({ file }) => file === page.file);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(page.title)} – FESA Secure Channel Protocol</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="style.css">
<script defer src="search_index.js"></script>
<script defer src="search.js"></script>
</head>
<body>
<a class="skip" href="#content">To the text</a>
<header>
<a class="home" href="index.html">FESA Secure Channel Protocol</a>
<form class="search" role="search">
<input type="search" placeholder="Search" aria-label="Search the specification" autocomplete="off">
<ol class="results" hidden></ol>
</form>
</header>
<details class="pages narrow"><summary>Pages</summary><nav aria-label="Pages"><ul>${navigation}</ul></nav></details>
<div class="columns">
<nav class="pages wide" aria-label="All pages"><ul>${navigation}</ul></nav>
<main id="content">
${body}
<p class="turn">${turn(pages[index - 1], "←", "")}${
    turn(pages[index + 1], "", "→")
  }</p>
</main>
</div>
</body>
</html>
`;
}

function navigationItem(page: SitePage, current: SitePage): string {
  const here = page.file === current.file;
  const sections = page.sections.map(({ anchor, title }) =>
    `<li><a href="#${anchor}">${escape(title)}</a></li>`
  ).join("");
  const list = here && sections !== "" ? `<ul>${sections}</ul>` : "";
  const mark = here ? ' aria-current="page"' : "";
  return `<li><a href="${page.file}"${mark}>${
    escape(page.title)
  }</a>${list}</li>`;
}

function turn(
  page: SitePage | undefined,
  before: string,
  after: string,
): string {
  if (page === undefined) return "<span></span>";
  const words = [before, escape(page.title), after].filter(Boolean).join(" ");
  return `<a href="${page.file}">${words}</a>`;
}
