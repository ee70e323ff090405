import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { constrainedName, isInside, touches } from "./constrained_name.ts";
import { DerError } from "./der.ts";
import { readGeneralNames } from "./general_names.ts";
import { readNameConstraints, type Subtree } from "./name_constraints.ts";

const MAIL = 0x81;
const DNS = 0x82;
const URI = 0x86;
const IP = 0x87;

function tlv(tag: number, ...content: number[]): number[] {
  return [tag, content.length, ...content];
}

function ascii(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

function subtrees(bytes: number[]): readonly Subtree[] {
  return readNameConstraints(Uint8Array.from(bytes)).permitted;
}

function subtree(tag: number, base: string | number[]): Subtree {
  const content = typeof base === "string" ? ascii(base) : base;
  const bytes = tlv(0x30, ...tlv(0xa0, ...tlv(0x30, ...tlv(tag, ...content))));
  return subtrees(bytes)[0];
}

/** Whether a name lies inside a subtree, and whether it touches it. */
function compare(
  tag: number,
  name: string | number[],
  base: string | number[],
): [boolean, boolean] {
  const content = typeof name === "string" ? ascii(name) : name;
  const der = Uint8Array.from(tlv(0x30, ...tlv(tag, ...content)));
  const [read] = readGeneralNames(der).map(constrainedName);
  return [
    isInside(read, subtree(tag, base)),
    touches(read, subtree(tag, base)),
  ];
}

const IN: [boolean, boolean] = [true, true];
const OUT: [boolean, boolean] = [false, false];
/** Neither permitted nor safe from exclusion. */
const DOUBT: [boolean, boolean] = [false, true];

describe("names and subtrees", () => {
  const cases: [
    string,
    number,
    string | number[],
    string | number[],
    [boolean, boolean],
  ][] = [
    ["a DNS name itself", DNS, "fesa.example", "fesa.example", IN],
    ["a DNS name below", DNS, "a.b.FESA.example", "fesa.example", IN],
    ["a DNS name beside", DNS, "notfesa.example", "fesa.example", OUT],
    ["the parent", DNS, "example", "fesa.example", OUT],
    ["any DNS name", DNS, "fesa.example", "", IN],
    ["a wildcard below", DNS, "*.fesa.example", "fesa.example", IN],
    [
      "a wildcard that reaches in",
      DNS,
      "*.fesa.example",
      "a.fesa.example",
      DOUBT,
    ],
    ["a wildcard that can't", DNS, "*.fesa.example", "a.b.fesa.example", OUT],
    ["a DNS name that is none", DNS, "fesa..example", "fesa.example", DOUBT],
    ["a host's mailbox", MAIL, "a@fesa.example", "fesa.example", IN],
    ["a mailbox below a host", MAIL, "a@b.fesa.example", "fesa.example", OUT],
    ["a mailbox below a domain", MAIL, "a@b.fesa.example", ".fesa.example", IN],
    ["a mailbox at a domain", MAIL, "a@fesa.example", ".fesa.example", OUT],
    ["one mailbox", MAIL, "a@FESA.example", "a@fesa.example", IN],
    [
      "a mailbox in another case",
      MAIL,
      "A@fesa.example",
      "a@fesa.example",
      OUT,
    ],
    ["a mailbox that is none", MAIL, "fesa.example", "fesa.example", DOUBT],
    ["a URI's host", URI, "ws://u@Fesa.example:1/p?q@x", "fesa.example", IN],
    ["a URI's host below", URI, "ws://a.fesa.example", "fesa.example", OUT],
    [
      "a URI's host below a domain",
      URI,
      "ws://a.fesa.example",
      ".fesa.example",
      IN,
    ],
    ["a URI without a host", URI, "urn:fesa", "fesa.example", DOUBT],
    ["a URI with an address", URI, "ws://192.0.2.1/", "fesa.example", DOUBT],
    ["an address within", IP, [10, 1, 2, 3], [10, 0, 0, 0, 255, 0, 0, 0], IN],
    ["an address without", IP, [11, 1, 2, 3], [10, 0, 0, 0, 255, 0, 0, 0], OUT],
    [
      "any address of the kind",
      IP,
      [11, 1, 2, 3],
      [0, 0, 0, 0, 0, 0, 0, 0],
      IN,
    ],
    [
      "IPv6 under IPv4",
      IP,
      new Array(16).fill(10),
      [10, 0, 0, 0, 255, 0, 0, 0],
      OUT,
    ],
    [
      "IPv6 within",
      IP,
      [0x20, 1, 0xd, 0xb8, ...new Array(12).fill(9)],
      [
        0x20,
        1,
        0xd,
        0xb8,
        ...new Array(12).fill(0),
        255,
        255,
        255,
        255,
        ...new Array(12).fill(0),
      ],
      IN,
    ],
    ["a kind that is not read", 0x88, [0x55], [0x55], DOUBT],
  ];
  for (const [name, tag, text, base, expected] of cases) {
    it(name, () => assert.deepEqual(compare(tag, text, base), expected));
  }
});

describe("constraints that are none are refused", () => {
  const base = tlv(0x30, ...tlv(DNS, ...ascii("a.example")));
  const cases: [string, number[]][] = [
    ["nothing", tlv(0x30)],
    ["an empty list", tlv(0x30, ...tlv(0xa0))],
    [
      "lists in the wrong order",
      tlv(0x30, ...tlv(0xa1, ...base), ...tlv(0xa0, ...base)),
    ],
    [
      "a minimum",
      tlv(0x30, ...tlv(0xa0, ...tlv(0x30, ...tlv(DNS, 0x61), 0x80, 1, 1))),
    ],
    [
      "a maximum",
      tlv(0x30, ...tlv(0xa0, ...tlv(0x30, ...tlv(DNS, 0x61), 0x81, 1, 1))),
    ],
    ["something after", tlv(0x30, ...tlv(0xa0, ...base), 5, 0)],
  ];
  for (const [name, bytes] of cases) {
    it(name, () => assert.throws(() => subtrees(bytes), DerError));
  }

  for (
    const [name, tag, text] of [
      ["a DNS name that begins with a dot", DNS, ascii(".fesa.example")],
      ["a DNS name with a wildcard", DNS, ascii("*.fesa.example")],
      ["an address without a mask", IP, [10, 0, 0, 0]],
      ["a mask with a hole", IP, [10, 0, 0, 0, 255, 0, 255, 0]],
      ["a mailbox without a name", MAIL, ascii("@fesa.example")],
      ["a URI's host that is none", URI, ascii("ws://fesa.example")],
      ["text that is not ASCII", DNS, [0xc3, 0xa9]],
    ] as const
  ) {
    it(name, () => assert.throws(() => subtree(tag, [...text]), DerError));
  }
});
