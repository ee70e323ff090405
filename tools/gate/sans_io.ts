/**
 * The machines of the protocol own no clock, no timer and no randomness:
 * those are arguments. Platform files may reach for them, transport must.
 */
const GLOBALS: readonly (readonly [RegExp, string])[] = [
  [/\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/, "a clock"],
  [/\bset(Timeout|Interval|Immediate)\(|\bqueueMicrotask\(/, "a timer"],
  [/\bMath\.random\(|\bgetRandomValues\(|\brandomUUID\(/, "randomness"],
];

/**
 * The lines of pure files that take a clock, a timer or randomness from the
 * globals, as "src/a.ts:3 takes a clock from the globals: …".
 */
export function sansIoFaults(
  sources: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(sources).filter(([file]) => isMachine(file)).flatMap(
    ([file, source]) =>
      source.split("\n").flatMap((line, index) =>
        isComment(line) ? [] : GLOBALS
          .filter(([pattern]) => pattern.test(line))
          .map(([, what]) =>
            `${file}:${
              index + 1
            } takes ${what} from the globals: below transport/ it must be an argument`
          )
      ),
  );
}

function isMachine(file: string): boolean {
  return file.startsWith("src/") && !file.startsWith("src/transport/") &&
    file !== "src/node.ts" && !/_test\.ts$|\/test_\w+\.ts$/.test(file) &&
    !/^src\/keys\/node_\w+\.ts$/.test(file);
}

function isComment(line: string): boolean {
  return /^\s*(\/\/|\/?\*)/.test(line);
}
