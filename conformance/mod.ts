/**
 * The conformance suite: runs cases against an implementation under test and
 * reports (spec/conformance.md).
 */
export { CASES } from "./cases/mod.ts";
export { runSuite, type SuiteOptions, type SuiteResult } from "./suite.ts";
