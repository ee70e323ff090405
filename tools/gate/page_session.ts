/** A command that a page shows behind `$`, and what it says is printed. */
export interface PageStep {
  readonly command: string;
  readonly printed: string;
}

/** The steps of each of a page's `console` blocks, in their order. */
export function sessionsOf(page: string): PageStep[][] {
  return blocksOf(page, "console").map((session) =>
    session.split(/^\$ /m).slice(1).map((step) => {
      const [command, ...lines] = step.trimEnd().split("\n");
      return { command, printed: lines.join("\n") };
    })
  );
}

/** The texts of a page's fenced blocks of one language. */
export function blocksOf(page: string, language: string): string[] {
  const blocks = page.matchAll(/^```(\w+)\n([^]*?)^```$/gm);
  return [...blocks].filter(([, name]) => name === language)
    .map(([, , text]) => text);
}

/**
 * What a step says is printed, as a pattern of the whole: a line `…` stands for
 * any lines, or none, and `…` within a line for any text of it.
 */
export function patternOf(printed: string): RegExp {
  const lines = printed.split("\n").filter((line) => line !== "");
  const source = lines.map((line) =>
    line === "…"
      ? "(?:.*\\n)*?"
      : `${line.split("…").map(escape).join(".*")}\\n\\n?`
  );
  return new RegExp(`^${source.join("")}$`);
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
