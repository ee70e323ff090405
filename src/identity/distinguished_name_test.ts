import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DerError, Tag } from "./der.ts";
import {
  type DistinguishedName,
  isWithin,
  readDistinguishedName,
} from "./distinguished_name.ts";

const COMMON_NAME = [6, 3, 0x55, 4, 3];
const COUNTRY = [6, 3, 0x55, 4, 6];

function tlv(tag: number, ...content: number[]): number[] {
  return [tag, content.length, ...content];
}

function attribute(value: number[], type: number[] = COMMON_NAME): number[] {
  return tlv(Tag.sequence, ...type, ...value);
}

/** A name of relative names, each of attributes. */
function read(...relative: number[][]): DistinguishedName {
  const sets = relative.flatMap((attributes) => tlv(Tag.set, ...attributes));
  return readDistinguishedName(Uint8Array.from(tlv(Tag.sequence, ...sets)));
}

function utf8(text: string): number[] {
  return tlv(Tag.utf8String, ...new TextEncoder().encode(text));
}

function printable(text: string): number[] {
  return tlv(Tag.printableString, ...new TextEncoder().encode(text));
}

describe("names are the same", () => {
  const cases: [string, number[], number[]][] = [
    ["in another case", utf8("Fesa CA"), utf8("fESA cA")],
    ["with other spaces", utf8("Fesa CA"), utf8("  Fesa \t  CA ")],
    ["in another type of string", utf8("Fesa"), printable("Fesa")],
    ["in UCS-2", utf8("Fé"), tlv(Tag.bmpString, 0, 0x46, 0, 0xe9)],
    [
      "in UCS-4",
      utf8("Fé"),
      tlv(Tag.universalString, 0, 0, 0, 0x46, 0, 0, 0, 0xe9),
    ],
    ["in Latin-1", utf8("Fé"), tlv(Tag.teletexString, 0x46, 0xe9)],
    ["composed or not", utf8("é"), utf8("e\u0301")],
    ["in compatible forms", utf8("ﬁ"), utf8("fi")],
    ["with a sharp s", utf8("straße"), utf8("STRASSE")],
    ["with what is invisible", utf8("fesa"), utf8("fe\u00adsa\u200b")],
  ];
  for (const [name, a, b] of cases) {
    it(
      name,
      () => assert.equal(read(attribute(a)).key, read(attribute(b)).key),
    );
  }

  it("whatever the order within a relative name", () => {
    const [a, b] = [attribute(utf8("x")), attribute(utf8("y"), COUNTRY)];
    assert.equal(read([...a, ...b]).key, read([...b, ...a]).key);
  });
});

describe("names differ", () => {
  const x = attribute(utf8("x"));
  const y = attribute(utf8("y"));
  const cases: [string, DistinguishedName, DistinguishedName][] = [
    ["in a letter", read(x), read(y)],
    [
      "in the dot of an i",
      read(attribute(utf8("CİTY"))),
      read(attribute(utf8("cıty"))),
    ],
    [
      "in the want of a dot",
      read(attribute(utf8("CITY"))),
      read(attribute(utf8("cıty"))),
    ],
    ["in a type", read(x), read(attribute(utf8("x"), COUNTRY))],
    ["in order", read(x, y), read(y, x)],
    ["in how they are grouped", read([...x, ...y]), read(x, y)],
    ["in length", read(x), read(x, x)],
    [
      "from text to bytes",
      read(x),
      read(attribute(tlv(Tag.octetString, 0x78))),
    ],
    [
      "where a value looks like a separator",
      read(attribute(utf8(`x"\u00022.5.4.3="y`))),
      read(x, y),
    ],
  ];
  for (const [name, a, b] of cases) {
    it(name, () => assert.notEqual(a.key, b.key));
  }
});

it("a name is within those it begins with", () => {
  const [a, b] = [attribute(utf8("a")), attribute(utf8("b"))];
  assert.ok(isWithin(read(a, b), read(a)));
  assert.ok(isWithin(read(a, b), read(a, b)));
  assert.ok(isWithin(read(a, b), read()));
  assert.ok(!isWithin(read(a, b), read(b)));
  assert.ok(!isWithin(read(a), read(a, b)));
});

it("what is no name is refused", () => {
  const bad: number[][] = [
    tlv(Tag.set),
    tlv(Tag.sequence, ...tlv(Tag.set)),
    tlv(Tag.sequence, ...tlv(Tag.set, ...tlv(Tag.sequence, ...COMMON_NAME))),
    tlv(Tag.sequence, ...tlv(Tag.set, ...attribute([...utf8("a"), 5, 0]))),
    tlv(Tag.sequence, ...tlv(Tag.set, ...attribute(tlv(Tag.utf8String, 0xff)))),
    tlv(
      Tag.sequence,
      ...tlv(Tag.set, ...attribute(tlv(Tag.printableString, 0xe9))),
    ),
    tlv(Tag.sequence, ...tlv(Tag.set, ...attribute(tlv(Tag.bmpString, 0)))),
    tlv(
      Tag.sequence,
      ...tlv(Tag.set, ...attribute(tlv(Tag.universalString, 1, 0, 0, 0))),
    ),
  ];
  for (const bytes of bad) {
    assert.throws(
      () => readDistinguishedName(Uint8Array.from(bytes)),
      DerError,
    );
  }
});
