/**
 * Runs every `*_test.ts`, on the platform it is started on.
 *
 *     npm test [-- FILTER…]
 *     npx deno task test [FILTER…]
 *
 * A filter is a part of a test file's path. Exit status 1 where a test failed,
 * where none ran, and where a filter matches no file.
 */
import process from "node:process";
import { runTests } from "./run_tests.ts";

process.exitCode = await runTests(process.argv.slice(2));
