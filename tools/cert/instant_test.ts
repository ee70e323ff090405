import { test } from "node:test";
import assert from "node:assert/strict";
import { instant, readInstant } from "./instant.ts";

for (
  const [text, expected] of [
    ["2026-06-15T12:00:00Z", "2026-06-15T12:00:00Z"],
    ["2026-06-15t12:00:00.999z", "2026-06-15T12:00:00Z"],
    ["2026-06-15 12:00:00+02:00", "2026-06-15T10:00:00Z"],
    ["2024-02-29", "2024-02-29T00:00:00Z"],
    ["0", "1970-01-01T00:00:00Z"],
    ["-1", "1969-12-31T23:59:59Z"],
    ["1302825600", "2011-04-15T00:00:00Z"],
    ["253402300799", "9999-12-31T23:59:59Z"],
  ]
) {
  test(`${text} is ${expected}`, () => {
    assert.equal(instant(readInstant("--at", text)), expected);
  });
}

for (
  const text of [
    "",
    "now",
    "2026-06-15T12:00Z",
    "2026-06-15T12:00:00",
    "2026-02-29T00:00:00Z",
    "2026-06-15T24:00:00Z",
    "2026-06-15T12:00:00+25:00",
    "1302825600.5",
    "0x10",
    "1302825600000",
  ]
) {
  test(`"${text}" is no time`, () => {
    assert.throws(() => readInstant("--at", text), {
      name: "UsageError",
      message:
        `Cannot use --at ${text}: expected a time such as 2026-06-15T12:00:00Z, or seconds since 1970`,
    });
  });
}
