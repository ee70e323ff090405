import {
  COMPRESSED_BIT,
  FrameHeader,
  FRAMES,
  FrameType,
  layoutOf,
} from "../../src/mod.ts";
import { type BodyFault, bodyFault } from "./body_fault.ts";
import { FieldReader } from "./field_reader.ts";
import type { ReportedField } from "./reported_entry.ts";

const MOST_FIELDS = 64;

/**
 * What bytes on the wire say by the schema: frame after frame, field by
 * field, as far as the bytes go. `from` is where the first frame begins.
 */
export function annotateFrames(
  bytes: Uint8Array,
  from = 0,
): ReportedField[] {
  const fields: ReportedField[] = [];
  for (let at = from; at < bytes.length && fields.length < MOST_FIELDS;) {
    const reader = new FieldReader(bytes);
    const bodyAt = reader.read(layoutOf(FrameHeader), "FrameHeader", at);
    fields.push(...reader.fields);
    if (bodyAt === undefined) break;
    const length = bytes[at + 1] * 65_536 + bytes[at + 2] * 256 + bytes[at + 3];
    const end = Math.min(bodyAt + length, bytes.length);
    fields.push(...annotateBody(bytes, bytes[at], bodyAt, end, length));
    at = bodyAt + length;
  }
  return fields.slice(0, MOST_FIELDS);
}

/**
 * What a plaintext says: its inner type, and the content unless that is
 * compressed. `size` is its whole length, where `bytes` is only the first.
 */
export function annotatePlaintext(
  bytes: Uint8Array,
  size: number,
): ReportedField[] {
  if (bytes.length === 0) return [];
  const compressed = (bytes[0] & COMPRESSED_BIT) !== 0;
  const type = bytes[0] & ~COMPRESSED_BIT;
  const reader = new FieldReader(bytes);
  reader.number("Protected.type", 0, 1, {
    registry: FrameType,
    value: type,
    note: compressed ? "compressed " : "",
  });
  if (compressed) {
    reader.bytes("Protected.content (DEFLATE)", 1, bytes.length, size);
    return reader.fields;
  }
  return [
    ...reader.fields,
    ...annotateBody(bytes, type, 1, bytes.length, size - 1),
  ];
}

function annotateBody(
  bytes: Uint8Array,
  type: number,
  start: number,
  end: number,
  length: number,
): ReportedField[] {
  const row = FRAMES.find((one) => one.type === type);
  const reader = new FieldReader(bytes.subarray(0, end));
  if (row === undefined) {
    const name = type === FrameType.Protected ? "Protected.body" : "body";
    if (length > 0) reader.bytes(name, start, end, start + length);
    return reader.fields;
  }
  const layout = layoutOf(row.message);
  const whole = start + length;
  const after = reader.read(layout, row.name, start, whole);
  if (after !== undefined && after < whole) {
    reader.bytes(`${row.name} (left over)`, after, end, whole);
  }
  if (end < whole) return reader.fields;
  if (length === 0) reader.bytes(row.name, start, end);
  const fault = bodyFault(row.message, bytes.subarray(start, end));
  return fault ? withFault(reader.fields, fault) : reader.fields;
}

/** Marks the field that is refused: its own, its first, its list, the last. */
function withFault(
  fields: readonly ReportedField[],
  { path, text }: BodyFault,
): ReportedField[] {
  const list = path.replace(/\[\d+\][^[]*$/, "");
  const places = [
    path,
    `${path} (left over)`,
    // Of an item that has fields of its own, the first.
    fields.find((field) => path.endsWith("]") && field.path.startsWith(path))
      ?.path,
    `${path} (length)`,
    list,
    `${list} (length)`,
  ];
  const found =
    places.map((place) => fields.findLastIndex((field) => field.path === place))
      .find((index) => index >= 0) ?? fields.length - 1;
  return fields.map((field, i) =>
    i === found ? { ...field, fault: text } : field
  );
}
