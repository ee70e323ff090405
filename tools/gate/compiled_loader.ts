/**
 * Has Node run the project's modules as they were compiled beforehand, under
 * the names of their sources: so that what a module reads beside itself is
 * there. For `--import`, as compiled itself; Node has it call these functions
 * on a thread of their own.
 */
import { readFile } from "node:fs/promises";
import { type LoadHook, register, type ResolveHook } from "node:module";
import { isMainThread } from "node:worker_threads";

if (isMainThread) register(import.meta.url);

/** Where this module stands in what was compiled, and so what is around it. */
const BUILT = new URL("../../", import.meta.url).href;
const SOURCES = new URL("../", BUILT).href;
/** A package that is made of modules of the project (tsconfig.json). */
const STAND_INS = "@std/testing/";

/** The source that is meant: what is compiled names what is compiled. */
export const resolve: ResolveHook = (specifier, context, next) => {
  if (specifier.startsWith(STAND_INS)) {
    const name = specifier.slice(STAND_INS.length);
    return module(new URL(`tools/std_testing/${name}.ts`, SOURCES));
  }
  const parent = context.parentURL;
  if (parent === undefined || !isSource(parent) || !specifier.startsWith(".")) {
    return next(specifier, context);
  }
  return module(new URL(specifier.replace(/\.js$/, ".ts"), parent));
};

/** What it was compiled to; what a test has written is compiled now. */
export const load: LoadHook = async (url, context, next) => {
  if (isSource(url)) {
    const path = url.slice(SOURCES.length).replace(/ts$/, "js");
    return compiled(await readFile(new URL(BUILT + path), "utf8"));
  }
  if (!/\.m?ts$/.test(url)) return next(url, context);
  const { transform } = await import("esbuild");
  const text = await readFile(new URL(url), "utf8");
  const { code } = await transform(text, { loader: "ts" });
  return compiled(code);
};

function compiled(source: string): Awaited<ReturnType<LoadHook>> {
  return { format: "module", source, shortCircuit: true };
}

function isSource(url: string): boolean {
  return url.startsWith(SOURCES) && url.endsWith(".ts") &&
    !url.includes("/node_modules/");
}

function module({ href }: URL): ReturnType<typeof resolve> {
  return { url: href, format: "module", shortCircuit: true };
}
