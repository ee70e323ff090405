import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The top folder of the checkout, with its final slash. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

const SOURCE_ROOMS = ["bench", "conformance", "src", "tools", "vectors"];

/**
 * Every TypeScript file of the project, relative to `root`, with `/` between
 * the parts, sorted.
 */
export function sourceFiles(root: string = ROOT): string[] {
  return SOURCE_ROOMS.flatMap((room) => roomFiles(room, root))
    .filter((file) => file.endsWith(".ts"))
    .sort();
}

/** Every file of a top folder, in the same form; none, without the folder. */
export function roomFiles(room: string, root: string = ROOT): string[] {
  return existsSync(root + room) ? walk(root, room) : [];
}

/** Every test file, in the same form. */
export function testFiles(root: string = ROOT): string[] {
  return sourceFiles(root).filter((file) => file.endsWith("_test.ts"));
}

function walk(root: string, folder: string): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap(
    (entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.name.startsWith(".") || entry.name === "node_modules") {
        return [];
      }
      return entry.isDirectory() ? walk(root, path) : [path];
    },
  );
}
