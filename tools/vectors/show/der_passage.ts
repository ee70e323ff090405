import type { ReportedField } from "../../../conformance/reports/reported_entry.ts";
import { type Passage, shortHex } from "./passage.ts";

const MOST_ROWS = 48;

/**
 * The elements of DER, as deep as they go, as far as the bytes make sense:
 * what a lenient parser would forgive is shown where it stands.
 */
export function derPassage(
  title: string,
  bytes: Uint8Array,
  requirement: string,
): Passage {
  const rows: ReportedField[] = [];
  walk(bytes, 0, bytes.length, "", rows);
  return {
    title,
    rows: rows.slice(0, MOST_ROWS).map((row) => ({ ...row, requirement })),
  };
}

function walk(
  bytes: Uint8Array,
  from: number,
  to: number,
  path: string,
  rows: ReportedField[],
): void {
  for (let at = from, i = 0; at < to && rows.length < MOST_ROWS; i++) {
    const header = headerAt(bytes, at, to);
    const place = path === "" ? "" : `${path}.`;
    if (!header || header.end > to) {
      const value = `no DER: ${shortHex(bytes.subarray(at, to))}`;
      rows.push({ path: `${place}${i}`, start: at, end: to, value });
      return;
    }
    const name = `${place}${i} ${tagName(bytes[at])}`;
    const { content, end } = header;
    const nested = isConstructed(bytes[at]);
    rows.push({
      path: name,
      start: at,
      end,
      value: nested
        ? `${end - content} bytes`
        : valueText(bytes[at], bytes.subarray(content, end)),
    });
    if (nested) walk(bytes, content, end, `${place}${i}`, rows);
    // A BIT STRING of a key holds DER behind its count of unused bits.
    if (bytes[at] === 0x03 && bytes[content + 1] === 0x30) {
      walk(bytes, content + 1, end, `${place}${i}`, rows);
    }
    at = end;
  }
}

function headerAt(bytes: Uint8Array, at: number, to: number) {
  const first = bytes[at + 1];
  if (at + 2 > to || first === 0x80) return undefined;
  if (first < 0x80) return { content: at + 2, end: at + 2 + first };
  const count = first & 0x7f;
  if (count > 4 || at + 2 + count > to) return undefined;
  let size = 0;
  for (let i = 0; i < count; i++) size = size * 256 + bytes[at + 2 + i];
  return { content: at + 2 + count, end: at + 2 + count + size };
}

function isConstructed(tag: number): boolean {
  return (tag & 0x20) !== 0;
}

function tagName(tag: number): string {
  if (tag >> 6 === 2) return `[${tag & 0x1f}]`;
  return NAMES[tag] ?? `tag ${tag.toString(16).padStart(2, "0")}`;
}

const NAMES: Readonly<Record<number, string>> = {
  0x01: "BOOLEAN",
  0x02: "INTEGER",
  0x03: "BIT STRING",
  0x04: "OCTET STRING",
  0x05: "NULL",
  0x06: "OID",
  0x0c: "UTF8String",
  0x13: "PrintableString",
  0x16: "IA5String",
  0x17: "UTCTime",
  0x18: "GeneralizedTime",
  0x30: "SEQUENCE",
  0x31: "SET",
};

const TEXT: readonly number[] = [0x0c, 0x13, 0x16, 0x17, 0x18, 0x82, 0x86];

function valueText(tag: number, content: Uint8Array): string {
  if (TEXT.includes(tag) && content.every((b) => b >= 0x20 && b < 0x7f)) {
    return `"${String.fromCharCode(...content)}"`;
  }
  return tag === 0x06 ? objectId(content) : shortHex(content);
}

/** `1.2.840.113549.1.1.1`. */
function objectId(content: Uint8Array): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of content) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte & 0x80) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [first = 0n, ...others] = arcs;
  const top = first < 80n ? first / 40n : 2n;
  return [top, first - top * 40n, ...others].join(".");
}
