import { Marked, type RendererObject, type Tokens } from "marked";
import type { CoveredRequirement } from "../coverage.ts";
import { headingAnchors, type SpecPage } from "../page.ts";
import { coverageHtml, coverageKind, vectorUrl } from "./coverage_html.ts";
import { diagramSvg } from "./diagram_svg.ts";
import { escape } from "./escape.ts";

/** What a page may refer to beyond itself. */
export interface PageReferences {
  readonly requirements: ReadonlyMap<string, CoveredRequirement>;
  /** Vectors as `topic#id`. */
  readonly vectors: ReadonlySet<string>;
}

/**
 * The body of a page as HTML: an anchor for each requirement with what tests
 * it beside it, links between the pages' HTML, diagrams as SVG.
 */
export function pageHtml(page: SpecPage, references: PageReferences): string {
  const renderer = new PageRenderer(page, references);
  const marked = new Marked({ gfm: true, renderer: renderer.rules() });
  const source = page.lines
    .filter(({ text, code }) => code || !/^<!-- .* -->$/.test(text))
    .map(({ text }) => text)
    .join("\n");
  return marked.parse(source, { async: false });
}

/** Where a requirement stands on the site. */
export function requirementUrl({ id, section }: CoveredRequirement): string {
  return `${section.replace(/\.md#.*$/, "")}.html#${id}`;
}

const REQUIREMENT = /^\[([A-Z]{3}-[1-9][0-9]*)\] /;
const ID = /\b[A-Z]{3}-[1-9][0-9]*\b/g;
const KEYWORD = /\b(MUST NOT|MUST|SHOULD NOT|SHOULD|MAY)\b/g;

class PageRenderer {
  readonly #references: PageReferences;
  readonly #anchors: string[];
  #heading = "";
  #inLink = false;
  #inRequirement = false;

  constructor(page: SpecPage, references: PageReferences) {
    this.#references = references;
    this.#anchors = headingAnchors(page);
  }

  /** What differs from how marked renders by itself. */
  rules(): RendererObject {
    // Marked gives each rule its parser as `this`.
    // deno-lint-ignore no-this-alias
    const own = this;
    return {
      heading({ tokens, depth, text }) {
        const anchor = own.#anchors.shift() ?? "";
        own.#heading = text;
        const words = this.parser.parseInline(tokens);
        return `<h${depth} id="${anchor}">${words}${` <a class="here" href="#${anchor}" aria-label="link to this section">#</a>`}</h${depth}>\n`;
      },
      paragraph({ tokens }) {
        return own.#paragraph(tokens, () => this.parser.parseInline(tokens));
      },
      link({ href, tokens }) {
        own.#inLink = true;
        const words = this.parser.parseInline(tokens);
        own.#inLink = false;
        return `<a href="${escape(own.#target(href, tokens))}">${words}</a>`;
      },
      text(token) {
        return "tokens" in token && token.tokens !== undefined
          ? this.parser.parseInline(token.tokens)
          : own.#words(token.text);
      },
      codespan({ text }) {
        return own.#codeSpan(text);
      },
      code({ text, lang = "" }) {
        return own.#fence(text, lang);
      },
      table(token) {
        const cells = (row: Tokens.TableCell[], tag: string) =>
          row.map(({ tokens }) =>
            `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`
          ).join("");
        const rows = token.rows.map((row) => `<tr>${cells(row, "td")}</tr>`);
        return `<div class="scroll" tabindex="0"><table><thead><tr>${
          cells(token.header, "th")
        }</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>\n`;
      },
    };
  }

  #paragraph(tokens: Tokens.Generic[], render: () => string): string {
    const id = REQUIREMENT.exec(tokens[0]?.raw ?? "")?.[1];
    const requirement = id && this.#references.requirements.get(id);
    if (!requirement) return `<p>${render()}</p>\n`;
    this.#inRequirement = true;
    const sentence = render().replace(/^\[.*?\] /, "");
    this.#inRequirement = false;
    return `<div class="requirement ${coverageKind(requirement)}" id="${id}">` +
      `<p><a class="id" href="#${id}">${id}</a> ${sentence}</p>` +
      `${coverageHtml(requirement)}</div>\n`;
  }

  /** Text with its requirements linked, and the words of obligation marked. */
  #words(text: string): string {
    const plain = escape(text);
    const marked = this.#inRequirement
      ? plain.replace(KEYWORD, "<b>$1</b>")
      : plain;
    if (this.#inLink) return marked;
    return marked.replace(ID, (id) => {
      const requirement = this.#references.requirements.get(id);
      return requirement === undefined
        ? id
        : `<a href="${requirementUrl(requirement)}">${id}</a>`;
    });
  }

  /** A link to a page leads to its HTML; one named by an id, to that id. */
  #target(href: string, tokens: Tokens.Generic[]): string {
    const only = tokens.length === 1 ? tokens[0].raw : "";
    const requirement = this.#references.requirements.get(only);
    if (requirement !== undefined) return requirementUrl(requirement);
    return href.replace(/^README\.md(?=#|$)/, "index.md")
      .replace(/^([\w-]+)\.md(?=#|$)/, "$1.html");
  }

  #codeSpan(text: string): string {
    const code = `<code>${escape(text)}</code>`;
    if (this.#inLink || !this.#references.vectors.has(text)) return code;
    const [topic, id] = text.split(/#(.*)/s);
    return `<a href="${vectorUrl(topic, id)}">${code}</a>`;
  }

  #fence(text: string, lang: string): string {
    switch (lang) {
      case "diagram":
        return `<figure class="diagram"><div class="scroll" tabindex="0">${
          diagramSvg(text, `Diagram: ${this.#heading}`)
        }</div><details><summary>as text</summary><pre>${
          escape(text)
        }</pre></details></figure>\n`;
      case "fesa-frame":
      case "fesa-plain":
        return `<pre class="bytes" tabindex="0">${
          text.split("\n").map(exampleLine).join("\n")
        }</pre>\n`;
      default:
        return `<pre tabindex="0"><code>${escape(text)}</code></pre>\n`;
    }
  }
}

/** Bytes, and what they are in another colour. */
function exampleLine(line: string): string {
  const [, bytes, what] = /^(.*?)(?: {2,}(.*))?$/.exec(line) ?? [];
  if (what === undefined) return `<span>${escape(line)}</span>`;
  const gap = line.slice(bytes.length, line.length - what.length);
  return `<span>${escape(bytes)}</span>${gap}<i>${escape(what)}</i>`;
}
