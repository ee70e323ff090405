/**
 * The gate: everything that must hold before a commit.
 *
 *     npm run ok [-- --except STEP,…] [-- STEP…]
 *     npx deno task ok [--except STEP,…] [STEP…]
 *
 * A line a step; what a failed one printed is printed. Exit status 1 where one
 * failed, 2 for a step that doesn't exist.
 */
import process from "node:process";
import { ok } from "./ok.ts";

process.exitCode = await ok(process.argv.slice(2));
