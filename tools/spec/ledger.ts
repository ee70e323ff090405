import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { LAYERS } from "../../conformance/runner/case.ts";

/**
 * Why no case and no vector cites a requirement:
 *
 * - `untestable`: nothing that a black box shows depends on it;
 * - `out of scope`: it binds somebody other than an end, such as an operator;
 * - `implicit`: every case rests on it, or it permits what no case may refuse;
 * - `pending: <layer>`: it can be tested and isn't yet.
 */
export const FILED_AS = [
  "untestable",
  "out of scope",
  "implicit",
  ...LAYERS.map((layer) => `pending: ${layer}` as const),
] as const;
/** The reason in one word, for which `why` gives the grounds. */
export type FiledAs = typeof FILED_AS[number];

const Entry = z.strictObject({
  id: z.string().regex(/^[A-Z]{3}-[1-9][0-9]*$/),
  filed: z.enum(FILED_AS),
  why: z.string().min(1),
});
/** A requirement that nothing tests, and why. */
export type LedgerEntry = z.infer<typeof Entry>;

/** The ledger's entries with their lines, and what is wrong with its file. */
export interface Ledger {
  readonly entries: readonly (LedgerEntry & { readonly line: number })[];
  readonly problems: readonly string[];
}

/** The ledger's file in the directory of the pages. */
export const LEDGER_FILE = "ledger.json";

/** Reads the ledger of a directory; a directory without one has no entries. */
export function readLedger(directory: string): Ledger {
  const path = join(directory, LEDGER_FILE);
  if (!existsSync(path)) return { entries: [], problems: [] };
  const text = readFileSync(path, "utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse([`${LEDGER_FILE}: ${(error as Error).message}`]);
  }
  const parsed = z.array(Entry).safeParse(value);
  if (!parsed.success) {
    return refuse(
      parsed.error.issues.map(({ path, message }) =>
        `${LEDGER_FILE}: ${path.join(".")}: ${message}`
      ),
    );
  }
  const lines = text.split("\n");
  const entries = parsed.data.map((entry) => ({
    ...entry,
    line: 1 + lines.findIndex((line) => line.includes(`"${entry.id}"`)),
  }));
  return { entries, problems: twice(entries) };
}

function refuse(problems: readonly string[]): Ledger {
  return { entries: [], problems };
}

function twice(entries: Ledger["entries"]): string[] {
  const seen = new Set<string>();
  return entries.flatMap(({ id }) => {
    const known = seen.has(id);
    seen.add(id);
    return known ? [`${LEDGER_FILE}: ${id} is filed twice`] : [];
  });
}
