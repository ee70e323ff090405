import { table } from "../spec/table.ts";
import type { Topic } from "./topic.ts";

const FIRST = "<!-- generated:topics -->";
const LAST = "<!-- /generated -->";

/** The README with the table of these topics between its markers. */
export function withTopics(readme: string, topics: readonly Topic[]): string {
  const start = readme.indexOf(FIRST);
  const end = readme.indexOf(LAST, start);
  if (start < 0 || end < 0) {
    throw new Error(`README.md has no ${FIRST} and ${LAST}`);
  }
  const rows = topics.map(({ path, minimum, summary }) => [
    `\`${path}\``,
    String(minimum),
    summary,
  ]);
  return readme.slice(0, start + FIRST.length) + "\n\n" +
    table(["file", "at least", "what is in it"], rows) + "\n\n" +
    readme.slice(end);
}
