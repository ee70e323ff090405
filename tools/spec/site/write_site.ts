import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../../usage_error.ts";

/** In every site that was written, so that only such a folder is written to. */
const MARK = "search_index.js";

/**
 * Writes a site's files under a directory, which is new, empty, or a site
 * written before.
 *
 * @throws UsageError when it holds anything else.
 */
export function writeSite(
  directory: string,
  files: ReadonlyMap<string, string>,
): void {
  const inside = existsSync(directory) ? readdirSync(directory) : [];
  if (inside.length > 0 && !inside.includes(MARK)) {
    throw new UsageError(
      `Cannot write the site to ${directory}: it holds other files, name an empty directory with --out`,
    );
  }
  for (const [path, text] of files) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
