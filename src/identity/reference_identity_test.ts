import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { GeneralName } from "./general_names.ts";
import { hostFault } from "./reference_identity.ts";

function dns(...names: string[]): GeneralName[] {
  return names.map((text) => ({ kind: "dNSName", text }));
}

function ip(...bytes: number[]): GeneralName {
  return { kind: "iPAddress", bytes: Uint8Array.from(bytes) };
}

const LOOPBACK = [...new Array(15).fill(0), 1];

describe("a name matches a host", () => {
  const cases: [string, GeneralName[], string][] = [
    ["as it is", dns("fesa.example"), "fesa.example"],
    [
      "among others",
      [ip(1, 2, 3, 4), ...dns("a.example", "b.example")],
      "b.example",
    ],
    ["in any case", dns("FESA.example"), "fesa.EXAMPLE"],
    ["with the dot that ends a name", dns("fesa.example"), "fesa.example."],
    ["by a wildcard", dns("*.fesa.example"), "a.fesa.example"],
    [
      "by a wildcard, A-labels too",
      dns("*.fesa.example"),
      "xn--bcher-kva.fesa.example",
    ],
    ["in A-labels", dns("xn--bcher-kva.example"), "xn--bcher-kva.example"],
    [
      "in Unicode, by its A-labels",
      dns("xn--bcher-kva.example"),
      "bücher.example",
    ],
    ["of one label", dns("localhost"), "localhost"],
    ["with an underscore", dns("_fesa.example"), "_FESA.example"],
    ["as IPv4", [ip(192, 0, 2, 1)], "192.0.2.1"],
    ["as IPv6", [ip(...LOOPBACK)], "::1"],
    ["as IPv6 spelt in full", [ip(...LOOPBACK)], "0:0:0:0:0:0:0:1"],
    ["as IPv6 with IPv4 in it", [
      ip(...new Array(10).fill(0), 255, 255, 192, 0, 2, 1),
    ], "::ffff:192.0.2.1"],
  ];
  for (const [name, names, host] of cases) {
    it(name, () => assert.equal(hostFault(names, host), undefined));
  }
});

describe("a name does not match", () => {
  const cases: [string, GeneralName[], string][] = [
    ["without names", [], "fesa.example"],
    ["another host", dns("other.example"), "fesa.example"],
    ["the parent", dns("example"), "fesa.example"],
    ["a host below", dns("fesa.example"), "a.fesa.example"],
    ["the domain of a wildcard", dns("*.fesa.example"), "fesa.example"],
    ["two labels of a wildcard", dns("*.fesa.example"), "a.b.fesa.example"],
    ["a wildcard within a label", dns("a*.fesa.example"), "a1.fesa.example"],
    ["a wildcard in the middle", dns("a.*.example"), "a.fesa.example"],
    ["a wildcard of a top-level domain", dns("*.example"), "fesa.example"],
    ["a wildcard alone", dns("*"), "localhost"],
    ["two wildcards", dns("*.*.example"), "a.b.example"],
    [
      "a presented name that ends in a dot",
      dns("fesa.example."),
      "fesa.example",
    ],
    ["a name with a NUL", dns("fesa.example\0.evil.example"), "fesa.example"],
    ["a wildcard as the host", dns("*.fesa.example"), "*.fesa.example"],
    ["an address in a dNSName", dns("192.0.2.1"), "192.0.2.1"],
    ["an address by a wildcard", dns("*.0.2.1"), "192.0.2.1"],
    [
      "a name in an iPAddress",
      [ip(...new TextEncoder().encode("a.io"))],
      "a.io",
    ],
    ["IPv4 for IPv6 that maps it", [ip(192, 0, 2, 1)], "::ffff:192.0.2.1"],
    ["an address with leading zeros", [ip(192, 0, 2, 1)], "192.000.002.001"],
    ["an address in fewer parts", [ip(127, 0, 0, 1)], "127.1"],
    [
      "a URI",
      [{ kind: "uniformResourceIdentifier", text: "fesa.example" }],
      "fesa.example",
    ],
    ["an IPv6 address in brackets", [ip(...LOOPBACK)], "[::1]"],
    ["an IPv6 address with a zone", [ip(...LOOPBACK)], "::1%lo"],
    ["an address and a dot", [ip(192, 0, 2, 1)], "192.0.2.1."],
    ["an address in hexadecimal", dns("0xc0000201"), "0xc0000201"],
    ["a wildcard of A-labels", dns("xn--*.example.org"), "xn--a.example.org"],
    ["an underscored wildcard", dns("_*.fesa.example"), "_a.fesa.example"],
    ["a host and its port", dns("fesa.example"), "fesa.example:7000"],
    ["an empty host", dns(""), ""],
    ["a host with a NUL behind", dns("fesa.example"), "fesa.example\0"],
    ["a dot", dns("."), "."],
    ["an empty label", dns("a..example"), "a..example"],
    ["Unicode that hides a host", dns("fesa.example"), "é@fesa.example"],
    ["Unicode that hides a path", dns("xn--9ca.example"), "é.example/x"],
  ];
  for (const [name, names, host] of cases) {
    it(
      name,
      () => assert.equal(hostFault(names, host)?.reason, "name_mismatch"),
    );
  }
});

it("a domain matches itself, and what is below it only by a wildcard", () => {
  const short = fc.domain().filter((name) => name.length < 120);
  const label = short.map((name) => name.split(".")[0]);
  fc.assert(fc.property(short, label, (domain, below) => {
    const host = `${below}.${domain}`;
    assert.equal(hostFault(dns(domain), domain), undefined);
    assert.notEqual(hostFault(dns(domain), host), undefined);
    assert.equal(hostFault(dns(`*.${domain}`), host), undefined);
    assert.notEqual(hostFault(dns(`*.${domain}`), domain), undefined);
    assert.notEqual(hostFault(dns(`*.${domain}`), `a.${host}`), undefined);
  }));
});

it("an IPv6 address matches however it is spelt, and no other", () => {
  const address = fc.uint8Array({ minLength: 16, maxLength: 16 });
  fc.assert(fc.property(address, fc.nat(15), (bytes, place) => {
    const groups = Array.from(
      { length: 8 },
      (_, i) => (bytes[2 * i] * 256 + bytes[2 * i + 1]).toString(16),
    );
    const host = groups.join(":");
    const short = new URL(`http://[${host}]`).hostname.slice(1, -1);
    assert.equal(hostFault([ip(...bytes)], host), undefined);
    assert.equal(hostFault([ip(...bytes)], short), undefined);
    const other = bytes.slice();
    other[place] ^= 1;
    assert.notEqual(hostFault([ip(...other)], host), undefined);
  }));
});

it("what it is for is told as people write it", () => {
  const zeros = (count: number): number[] => new Array(count).fill(0);
  const rows: readonly (readonly [GeneralName, string])[] = [
    [ip(192, 0, 2, 1), "192.0.2.1"],
    [ip(...LOOPBACK), "::1"],
    [ip(...zeros(16)), "::"],
    [ip(0x20, 1, 0xd, 0xb8, ...zeros(12)), "2001:db8::"],
    // The first of two runs of zeros, and none for a single group.
    [
      ip(0x20, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0xab, 0, 1),
      "2001::1:0:0:ab:1",
    ],
    [
      ip(0x20, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1),
      "2001:1:0:1:1:1:1:1",
    ],
    [ip(...zeros(10), 255, 255, 192, 0, 2, 1), "::ffff:192.0.2.1"],
  ];
  for (const [address, text] of rows) {
    const fault = hostFault([address], "fesa.example");
    assert.equal(
      fault?.detail,
      `It is not for "fesa.example": its names are ${text}`,
    );
  }
  const long = hostFault(dns("a".repeat(1_000_000)), "fesa.example");
  assert.ok(long && long.detail.length < 400);
});
