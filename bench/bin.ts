/**
 * Measures this implementation against its peers, in the same run:
 *
 *     npm run bench [-- SECTION…]
 *
 * On Node, the platform for speed. Compiled by `tsc` first, as it would be
 * published: `tsx` names every function at run time, which costs small
 * closures dearly and nothing else.
 */
import process from "node:process";
import { bench } from "./bench.ts";

process.exitCode = await bench(process.argv.slice(2));
