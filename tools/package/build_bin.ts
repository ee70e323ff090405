/**
 * Makes `dist/`, of which `npm pack` then makes the package:
 *
 *     npm run build && npm pack
 */
import process from "node:process";
import { buildPackage } from "./build.ts";

const { ok, output } = await buildPackage("dist");
if (!ok) {
  console.error(`Cannot build the package:\n${output.trim()}`);
  process.exitCode = 1;
}
