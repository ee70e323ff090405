import { alertName, frameName } from "./frame.ts";
import { alertOf, innerName, type Received } from "./received.ts";
import { COMPRESSED_BIT } from "./registry.ts";

/**
 * The class of an observation and what tells it from others of its class
 * (spec/conformance.md), as `alert clear malformed`, `reply ServerHello` or
 * `reset`. Free of sizes and bytes: it is the same from run to run.
 */
export function observationOf(seen: Received): string {
  const alert = alertOf(seen);
  if (alert !== undefined) {
    const name = alertName(alert.code).replace(/ \(.*/, "");
    return `alert ${alert.form} ${name}`;
  }
  switch (seen.kind) {
    case "frame":
      return `reply ${frameName(seen.type)}`;
    case "inner":
      return `reply protected ${
        innerName(seen.compressed ? seen.type | COMPRESSED_BIT : seen.type)
      }`;
    case "garbage":
      return "garbage";
    case "fin":
      return "orderly-close";
    case "reset":
      return "reset";
    case "silence":
      return "silence";
  }
}
