/**
 * The control contract `fesa-control/1`: the lines a runner and an
 * implementation under test exchange (spec/conformance.md).
 */
export * from "./command.ts";
export * from "./configuration.ts";
export * from "./event.ts";
export * from "./json_schema.ts";
