import { test } from "node:test";
import assert from "node:assert/strict";
import { readSubject } from "./subject_name.ts";

for (
  const [text, expected] of [
    ["Example root", [{ CN: ["Example root"] }]],
    ["C=SE,O=Example\\, Ltd,CN=a\\=b", [
      { C: ["SE"] },
      { O: ["Example, Ltd"] },
      { CN: ["a=b"] },
    ]],
    [" cn = Gr\u00fcn ", [{ CN: ["Gr\u00fcn"] }]],
    ["OU=#1,OU=\\\\2", [{ OU: ["#1"] }, { OU: ["\\2"] }]],
  ] as const
) {
  test(`${text} is a name`, () => {
    assert.deepEqual(readSubject(text).toJSON(), expected);
  });
}

for (
  const [text, fault] of [
    ["", "CN is empty"],
    ["CN=", "CN is empty"],
    [
      "CN=a,b",
      "expected TYPE=VALUE,… of CN, O, OU, L, ST, C, or a common name alone",
    ],
    ["C=Sweden,CN=a", "C is longer than 2 characters"],
    ["C=se,CN=a", "C is a country's two capital letters"],
    [`CN=${"a".repeat(65)}`, "CN is longer than 64 characters"],
    ["CN=a\u001b[2J", "CN holds a control character"],
  ]
) {
  test(`${JSON.stringify(text).slice(0, 20)} is refused`, () => {
    assert.throws(() => readSubject(text), {
      name: "UsageError",
      message: `Cannot use --name ${text}: ${fault}`,
    });
  });
}
