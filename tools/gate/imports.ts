/** One import of a file: what it names, and the line it ends on. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
}

const FROM =
  /^(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']|^import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

/**
 * What a formatted TypeScript file imports: statements, which begin their
 * line, re-exports, types, and `import("…")` with a literal.
 */
export function importsOf(source: string): Import[] {
  return [...withoutComments(source).matchAll(FROM)].map((match) => ({
    specifier: match[1] ?? match[2] ?? match[3] ?? "",
    line: source.slice(0, match.index + match[0].length).split("\n").length,
  }));
}

/** Comments made blank, so that an example in one imports nothing. */
function withoutComments(source: string): string {
  return source.replace(
    /^\s*\/\*[^]*?\*\/|^\s*\/\/.*$/gm,
    (comment) => comment.replace(/[^\n]/g, " "),
  );
}
