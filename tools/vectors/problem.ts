/** What is wrong with a file of vectors, and where in it. */
export interface FormatProblem {
  readonly file: string;
  /** A JSON pointer (RFC 6901). */
  readonly pointer: string;
  readonly message: string;
}

/** A place in a JSON value, key by key. */
export type JsonPath = readonly PropertyKey[];

/** A place in a file, and what is wrong there. */
export type Finding = readonly [path: JsonPath, message: string];

/** A file of vectors that can't be used; its message has a line a problem. */
export class BadVectors extends Error {
  override readonly name = "BadVectors";
  readonly problems: readonly FormatProblem[];

  constructor(problems: readonly FormatProblem[]) {
    super(problems.map(problemText).join("\n"));
    this.problems = problems;
  }
}

/** `messages/messages.json#/vectors/3/id: …`. */
export function problemText({ file, pointer, message }: FormatProblem): string {
  return `${file}#${pointer}: ${message}`;
}

/** A finding, as a problem of a file. */
export function problemOf(
  file: string,
  [path, message]: Finding,
): FormatProblem {
  return { file, pointer: pointerOf(path), message };
}

function pointerOf(path: JsonPath): string {
  return path.map((part) =>
    `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`
  ).join("");
}
