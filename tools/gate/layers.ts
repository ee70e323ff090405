import { posix } from "node:path";
import { importsOf } from "./imports.ts";

/**
 * The rooms of `src/`, lowest first. A file imports from its own room, from
 * lower ones, and from rooms of its rank as long as those don't import back.
 */
const RANKS: readonly (readonly string[])[] = [
  ["wire"],
  ["schema"],
  ["errors.ts"],
  ["frames", "keys", "protection", "identity"],
  ["handshake"],
  ["channel"],
  ["mod.ts"],
  ["transport"],
  ["node.ts"],
];

/** Files below `transport/` that stand for a platform: its cryptography. */
const PLATFORM_FILE = /^src\/keys\/node_\w+\.ts$/;

/** What everything outside `src/` may import of it. */
const PUBLIC = ["src/mod.ts", "src/node.ts"];

/**
 * Rooms outside `src/` that may reach deeper: through seams of the layers, to
 * look at `src/`, to write a file of it.
 */
const PRIVILEGED = /^(conformance\/mutants|tools\/(codec|gate))\//;

/**
 * The imports that point up, out of their room or at a platform, one line
 * each, as "src/wire/a.ts:3 imports src/keys/b.ts: why not"; empty when all
 * is well. `sources` maps each file's path to its text.
 */
export function layerFaults(
  sources: Readonly<Record<string, string>>,
): string[] {
  const edges = Object.entries(sources).flatMap(([file, source]) =>
    importsOf(source).map(({ specifier, line }) => ({
      file,
      line,
      target: resolve(file, specifier),
    }))
  );
  const faults = edges.flatMap((edge) => {
    const fault = edge.file.startsWith("src/")
      ? faultInside(edge)
      : faultOutside(edge);
    return fault === null
      ? []
      : [`${edge.file}:${edge.line} imports ${edge.target}: ${fault}`];
  });
  return [...faults, ...mutualRooms(edges), ...impureReach(edges)];
}

interface Edge {
  readonly file: string;
  readonly line: number;
  /** A path in the project, or the bare specifier of a package. */
  readonly target: string;
}

function resolve(file: string, specifier: string): string {
  return specifier.startsWith(".")
    ? posix.join(posix.dirname(file), specifier)
    : specifier;
}

function faultInside({ file, target }: Edge): string | null {
  if (isTest(file)) return null;
  if (isTest(target)) {
    return "only tests and other test_*.ts may import what is made for tests";
  }
  if (!target.startsWith("src/")) return platformFault(file, target);
  const from = rankOf(file);
  const to = rankOf(target);
  if (from < 0) return `${roomOf(file)} is no room of src/ that the gate knows`;
  if (to < 0) return `${roomOf(target)} is no room of src/ that the gate knows`;
  if (PLATFORM_FILE.test(target) && isPure(file)) return PLATFORM_FAULT;
  return to > from
    ? `imports go down only, and ${roomOf(target)} is above ${roomOf(file)}`
    : null;
}

function platformFault(file: string, target: string): string | null {
  if (/^(conformance|tools|vectors|bench)\//.test(target)) {
    return "src/ imports nothing outside itself";
  }
  if (!/^(node|jsr|npm|https?):/.test(target)) return null;
  return isPure(file) ? PLATFORM_FAULT : null;
}

const PLATFORM_FAULT = "only transport/ and platform files may";

function isPure(file: string): boolean {
  return rankOf(file) < rankOf("src/transport/") && !PLATFORM_FILE.test(file);
}

function faultOutside({ file, target }: Edge): string | null {
  if (!target.startsWith("src/") || PUBLIC.includes(target)) return null;
  if (PRIVILEGED.test(file) || (isTest(file) && isTest(target))) return null;
  return `outside src/ only ${PUBLIC.join(" and ")} may be imported`;
}

/** Two rooms of one rank that import each other. */
function mutualRooms(edges: readonly Edge[]): string[] {
  const pairs = new Map<string, Edge>();
  for (const edge of edges) {
    if (!edge.file.startsWith("src/") || !edge.target.startsWith("src/")) {
      continue;
    }
    if (isTest(edge.file) || roomOf(edge.file) === roomOf(edge.target)) {
      continue;
    }
    pairs.set(`${roomOf(edge.file)} ${roomOf(edge.target)}`, edge);
  }
  return [...pairs].flatMap(([pair, edge]) => {
    const [from, to] = pair.split(" ");
    const back = pairs.get(`${to} ${from}`);
    if (back === undefined || rankOf(edge.file) !== rankOf(edge.target)) {
      return [];
    }
    return from < to
      ? [
        `${from} and ${to} import each other: ${edge.file}:${edge.line} and ${back.file}:${back.line}`,
      ]
      : [];
  });
}

/** What `src/mod.ts` reaches, however far, must be free of any platform. */
function impureReach(edges: readonly Edge[]): string[] {
  const reached = new Set(["src/mod.ts"]);
  const faults: string[] = [];
  for (const file of reached) {
    for (const edge of edges.filter((edge) => edge.file === file)) {
      if (edge.target.startsWith("node:")) {
        faults.push(
          `src/mod.ts reaches ${edge.target} through ${file}:${edge.line}: it must run on any platform`,
        );
      } else if (edge.target.startsWith("src/")) reached.add(edge.target);
    }
  }
  return faults;
}

function roomOf(file: string): string {
  return file.split("/")[1] ?? file;
}

function rankOf(file: string): number {
  return RANKS.findIndex((rooms) => rooms.includes(roomOf(file)));
}

/** A test, or `test_*.ts`: what several tests share. */
function isTest(file: string): boolean {
  return /_test\.ts$|\/test_\w+\.ts$/.test(file);
}
