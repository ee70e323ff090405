/** A program and its arguments. */
export interface CommandLine {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * What `--exec 'CMD'` starts: CMD's words, quotes and backslashes as in a
 * shell; by /bin/sh where CMD uses more of a shell than that.
 */
export function commandLine(command: string): CommandLine {
  if (/[|&;<>()$`\n*?~#]|^\s*\w+=/.test(command)) {
    return { file: "/bin/sh", args: ["-c", command] };
  }
  const words: string[] = [];
  const word = /((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+)/g;
  for (const [match] of command.matchAll(word)) {
    words.push(
      match.replace(
        /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g,
        (_, double, single, escaped) =>
          double?.replace(/\\(["\\])/g, "$1") ?? single ?? escaped,
      ),
    );
  }
  const [file, ...args] = words;
  if (file === undefined) throw new RangeError("Cannot start an empty command");
  return { file, args };
}
