import { test } from "node:test";
import assert from "node:assert/strict";
import { namesFrom } from "./host_names.ts";
import { isWithin, readTrees } from "./permitted_names.ts";

for (
  const [host, value] of [
    ["FESA.Example", "fesa.example"],
    ["*.fesa.example", "*.fesa.example"],
    ["localhost", "localhost"],
    ["b\u00fccher.example", "xn--bcher-kva.example"],
    ["*.b\u00fccher.example", "*.xn--bcher-kva.example"],
    ["xn--bcher-kva.example", "xn--bcher-kva.example"],
    ["a_b.example", "a_b.example"],
  ]
) {
  test(`--host ${host} is ${value}`, () => {
    assert.deepEqual(namesFrom({ host: [host] }), [{ type: "dns", value }]);
  });
}

for (
  const [ip, value] of [
    ["192.0.2.1", "192.0.2.1"],
    ["2001:DB8::1", "2001:db8:0:0:0:0:0:1"],
    ["::", "0:0:0:0:0:0:0:0"],
    ["::ffff:192.0.2.1", "0:0:0:0:0:ffff:c000:201"],
    ["fe80:1:2:3:4:5:6:7", "fe80:1:2:3:4:5:6:7"],
  ]
) {
  test(`--ip ${ip} is ${value}`, () => {
    assert.deepEqual(namesFrom({ ip: [ip] }), [{ type: "ip", value }]);
  });
}

test("a name is asked for once", () => {
  const host = ["a.example", "A.example"];
  const ip = ["::1", "0:0::1"];
  assert.equal(namesFrom({ host, ip }).length, 2);
});

const LABELS =
  "expected labels of letters, digits and hyphens, with dots between";
const WILDCARD =
  "a wildcard is the whole left-most label, as in *.fesa.example";
for (
  const [host, fault] of [
    ["", "it is no name of a host"],
    ["192.0.2.1", "it is an IP address: use --ip"],
    ["::1", "it is an IP address: use --ip"],
    ["a..example", LABELS],
    ["a.example.", LABELS],
    ["-a.example", LABELS],
    ["a b.example", LABELS],
    ["a.example:443", LABELS],
    ["https://a.example", LABELS],
    ["a\u0000.example", LABELS],
    ["\u00fc.\ud800", "it is no name of a host"],
    ["*.example", "a wildcard has two labels below it at least"],
    ["a*.fesa.example", WILDCARD],
    ["*", WILDCARD],
    ["a.*.example", WILDCARD],
    ["a.1", "its last label is a number"],
    [`${"a".repeat(64)}.example`, "a label is longer than 63 characters"],
    ["a.".repeat(130) + "example", "it is longer than 253 characters"],
  ]
) {
  test(`--host ${JSON.stringify(host).slice(0, 40)} is refused`, () => {
    assert.throws(() => namesFrom({ host: [host] }), {
      name: "UsageError",
      message: `Cannot use --host ${host}: ${fault}`,
    });
  });
}

for (const ip of ["", "192.0.2", "192.0.2.256", "fe80::1%eth0", "[::1]", "a"]) {
  test(`--ip "${ip}" is refused`, () => {
    assert.throws(() => namesFrom({ ip: [ip] }), {
      name: "UsageError",
      message: `Cannot use --ip ${ip}: expected an IPv4 or IPv6 address`,
    });
  });
}

const trees = readTrees("--permit", [
  "fesa.example",
  "192.0.2.128/25",
  "198.51.100.7",
  "2001:db8::/33",
]);
for (
  const [value, type, isPermitted] of [
    ["fesa.example", "dns", true],
    ["a.b.fesa.example", "dns", true],
    ["*.fesa.example", "dns", true],
    ["notfesa.example", "dns", false],
    ["example", "dns", false],
    ["*.example", "dns", false],
    ["192.0.2.128", "ip", true],
    ["192.0.2.127", "ip", false],
    ["198.51.100.7", "ip", true],
    ["198.51.100.8", "ip", false],
    ["2001:db8:7fff::1", "ip", true],
    ["2001:db8:8000::1", "ip", false],
    ["::ffff:192.0.2.128", "ip", false],
  ] as const
) {
  test(`${value} is ${isPermitted ? "" : "not "}permitted`, () => {
    assert.equal(isWithin({ type, value }, trees), isPermitted);
  });
}
