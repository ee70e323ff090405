/**
 * Makes `dist/`, of which `npm pack` then makes the package:
 *
 *     npm run build && npm pack
 */
import process from "node:process";
import { buildPackage } from "./build.ts";

try {
  await buildPackage();
} catch (error) {
  console.error(`Cannot build the package: ${(error as Error).message}`);
  process.exitCode = 1;
}
