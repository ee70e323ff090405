import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DerError, DerReader, MANY, Tag } from "./der.ts";

function reader(...bytes: number[]): DerReader {
  return new DerReader(Uint8Array.from(bytes));
}

function time(tag: number, text: string): number {
  return reader(tag, text.length, ...new TextEncoder().encode(text)).time();
}

describe("an element is read in its one form", () => {
  const bad: [string, number[]][] = [
    ["nothing", []],
    ["a tag alone", [0x30]],
    ["an indefinite length", [0x30, 0x80, 0, 0]],
    ["a long length that could be short", [0x04, 0x81, 1, 0]],
    ["a long length with a zero", [
      0x04,
      0x82,
      0,
      0x80,
      ...new Array(128).fill(0),
    ]],
    ["a length of five octets", [0x04, 0x85, 0, 0, 0, 0, 1, 0]],
    ["a length that is cut off", [0x04, 0x82, 1]],
    ["a length past the end", [0x04, 2, 0]],
    ["a length past the end, in four octets", [
      0x04,
      0x84,
      0xff,
      0xff,
      0xff,
      0xff,
    ]],
    ["a tag of more octets", [0x1f, 0x20, 0]],
    ["end of contents", [0, 0]],
    ["a string in parts", [0x2c, 0]],
    ["a sequence as a simple value", [0x10, 0]],
  ];
  for (const [name, bytes] of bad) {
    it(`not ${name}`, () => {
      assert.throws(() => reader(...bytes).element(), DerError);
    });
  }

  it("its views are into what was given", () => {
    const bytes = Uint8Array.of(
      0x04,
      0x81,
      0x80,
      ...new Array(128).fill(7),
      5,
      0,
    );
    const given = new DerReader(bytes);
    const { tag, content, whole } = given.element();
    assert.equal(tag, Tag.octetString);
    assert.deepEqual(content, bytes.subarray(3, 131));
    assert.deepEqual(whole, bytes.subarray(0, 131));
    assert.equal(content.buffer, bytes.buffer);
    assert.equal(given.done, false);
    assert.throws(() => given.end(), DerError);
  });

  it("of the tag that was expected", () => {
    assert.throws(() => reader(4, 0).element(Tag.sequence), DerError);
    assert.equal(reader(4, 0).optional(Tag.sequence), undefined);
  });

  it("and nothing after it, if it is to be all", () => {
    assert.throws(() => DerReader.open(Uint8Array.of(0x30, 0, 0)), DerError);
    assert.ok(DerReader.open(Uint8Array.of(0x30, 0)).done);
  });
});

describe("values", () => {
  it("an INTEGER has no octet too many", () => {
    for (const content of [[], [0, 0x7f], [0xff, 0x80]]) {
      assert.throws(
        () => reader(2, content.length, ...content).integer(),
        DerError,
      );
    }
    for (const content of [[0], [0, 0x80], [0xff], [0x80]]) {
      const integer = reader(2, content.length, ...content).integer();
      assert.deepEqual([...integer], content);
    }
  });

  it("a BOOLEAN that is false by default is FF, or absent", () => {
    assert.equal(reader(1, 1, 0xff).flag(), true);
    assert.equal(reader().flag(), false);
    assert.equal(reader(5, 0).flag(), false);
    for (const content of [[0], [1], [], [0xff, 0xff]]) {
      const bytes = [1, content.length, ...content];
      assert.throws(() => reader(...bytes).flag(), DerError);
    }
  });

  it("a number is not negative, and all large ones are alike", () => {
    assert.equal(reader(2, 1, 0).count(), 0);
    assert.equal(reader(2, 2, 3, 0xe7).count(), 999);
    assert.equal(reader(2, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0).count(), MANY);
    assert.throws(() => reader(2, 1, 0xff).count(), DerError);
    assert.throws(() => reader(2, 2, 0, 1).count(), DerError);
  });

  it("a list of bits has one, and none beyond its end", () => {
    assert.equal(reader(3, 2, 7, 0x80).namedBits(), 1);
    assert.equal(reader(3, 2, 0, 0x81).namedBits(), 1 | 1 << 7);
    assert.equal(
      reader(3, 3, 7, 6, 0x80).namedBits(),
      1 << 5 | 1 << 6 | 1 << 8,
    );
    assert.equal(reader(3, 2, 0, 0x80).namedBits(), 1, "zeros behind it");
    for (
      const content of [
        [], // no count of unused bits
        [0],
        [0, 0],
        [7, 0],
        [7, 0xc0], // an unused bit that is set
        [8, 0x80],
        [0, 0x80, 0, 0, 0, 0],
      ]
    ) {
      const bytes = [3, content.length, ...content];
      assert.throws(() => reader(...bytes).namedBits(), DerError);
    }
  });

  it("a BIT STRING of octets has no unused bits", () => {
    assert.deepEqual([...reader(3, 2, 0, 9).octetsOfBitString()], [9]);
    assert.throws(() => reader(3, 2, 1, 8).octetsOfBitString(), DerError);
    assert.throws(() => reader(3, 0).octetsOfBitString(), DerError);
  });

  it("an OBJECT IDENTIFIER is dotted, however long its arcs", () => {
    assert.equal(reader(6, 3, 0x55, 0x1d, 0x11).oid(), "2.5.29.17");
    assert.equal(reader(6, 1, 0).oid(), "0.0");
    assert.equal(reader(6, 1, 79).oid(), "1.39");
    assert.equal(reader(6, 2, 0x88, 0x37).oid(), "2.999");
    const large = [0x69, ...new Array(18).fill(0xff), 0x7f];
    const arc = 2n ** 133n - 1n;
    assert.equal(reader(6, 20, ...large).oid(), `2.25.${arc}`);
    for (const content of [[], [0x80, 1], [0x55, 0x80, 1], [0x55, 0x81]]) {
      assert.throws(
        () => reader(6, content.length, ...content).oid(),
        DerError,
      );
    }
  });

  it("a time is of RFC 5280, to the second, and there is such a time", () => {
    assert.equal(
      time(Tag.utcTime, "491231235959Z"),
      Date.UTC(2049, 11, 31, 23, 59, 59),
    );
    assert.equal(time(Tag.utcTime, "500101000000Z"), Date.UTC(1950, 0, 1));
    assert.equal(
      time(Tag.generalizedTime, "20240229000000Z"),
      Date.UTC(2024, 1, 29),
    );
    assert.equal(
      new Date(time(Tag.generalizedTime, "00010101000000Z")).toISOString(),
      "0001-01-01T00:00:00.000Z",
    );
    for (
      const [tag, text] of [
        [Tag.utcTime, "2406150000Z"],
        [Tag.utcTime, "240615000000+0000"],
        [Tag.utcTime, "20240615000000Z"],
        [Tag.utcTime, "240230000000Z"],
        [Tag.utcTime, "240615240000Z"],
        [Tag.generalizedTime, "240615000000Z"],
        [Tag.generalizedTime, "20240615000000.5Z"],
        [Tag.generalizedTime, "20230229000000Z"],
        [Tag.generalizedTime, "20240615000060Z"],
        [Tag.integer, "20240615000000Z"],
      ] as const
    ) {
      assert.throws(() => time(tag, text), DerError, text);
    }
  });
});
