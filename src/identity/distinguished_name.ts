import { type DerElement, DerError, DerReader, Tag } from "./der.ts";
import { hex } from "./hex.ts";

/**
 * A distinguished name, folded for comparison (RFC 5280 §7.1): two names are
 * the same when their `key`s are.
 */
export interface DistinguishedName {
  readonly key: string;
  /** Each relative name's own key, the root's first. */
  readonly relative: readonly string[];
  /**
   * Values of emailAddress attributes, unfolded; rfc822 constraints apply. One
   * that is no text is empty, and so no address.
   */
  readonly emails: readonly string[];
}

const EMAIL_ADDRESS = "1.2.840.113549.1.9.1";

/** Reads the RDNSequence in `der`. Throws {@link DerError}. */
export function readDistinguishedName(der: Uint8Array): DistinguishedName {
  const relative: string[] = [];
  const emails: string[] = [];
  const sequence = DerReader.open(der);
  while (!sequence.done) {
    const set = sequence.enter(Tag.set);
    const attributes: string[] = [];
    do {
      const attribute = set.enter();
      const type = attribute.oid();
      const value = attribute.element();
      attribute.end();
      const text = textOf(value);
      attributes.push(`${type}=${folded(value, text)}`);
      if (type === EMAIL_ADDRESS) emails.push(text ?? "");
    } while (!set.done);
    relative.push(attributes.sort().join("\u0001"));
  }
  return { key: relative.join("\u0002"), relative, emails };
}

/** Whether `name` lies in the subtree of `base` (RFC 5280 §7.1). */
export function isWithin(
  name: DistinguishedName,
  base: DistinguishedName,
): boolean {
  return base.relative.every((part, i) => part === name.relative[i]);
}

/**
 * Strings of every type compare as text, in the manner of RFC 4518: what is
 * invisible dropped, compatibility forms and case folded, outer spaces dropped
 * and inner ones made one. The dotless i alone has a capital that folds to
 * another letter (RFC 3454, B.2). Anything else compares as bytes.
 */
function folded(value: DerElement, text: string | undefined): string {
  if (text === undefined) return `#${hex(value.whole)}`;
  return `"${
    text
      .replace(/\p{Cf}|(?!\s|\u0085)\p{Cc}/gu, "")
      .normalize("NFKC")
      .replace(/[^\u0131]+/gu, (cased) => cased.toUpperCase())
      .toLowerCase()
      .normalize("NFKC")
      .replace(/[\s\u0085]+/gu, " ")
      .trim()
  }"`;
}

function textOf({ tag, content }: DerElement): string | undefined {
  switch (tag) {
    case Tag.utf8String:
      try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
          .decode(content);
      } catch {
        throw new DerError("A UTF8String is not UTF-8");
      }
    case Tag.printableString:
    case Tag.ia5String:
    case Tag.numericString:
    case Tag.visibleString:
      if (content.some((byte) => byte > 0x7f)) {
        throw new DerError("A string of ASCII characters holds another");
      }
      return wide(content, 1);
    case Tag.teletexString:
      return wide(content, 1);
    case Tag.bmpString:
      return wide(content, 2);
    case Tag.universalString:
      return wide(content, 4);
    default:
      return undefined;
  }
}

/** Text of fixed-width characters, big-endian. */
function wide(content: Uint8Array, width: number): string {
  if (content.length % width !== 0) {
    throw new DerError("A string ends within a character");
  }
  let text = "";
  for (let i = 0; i < content.length; i += width) {
    let code = 0;
    for (let k = 0; k < width; k++) code = code * 256 + content[i + k];
    if (code > 0x10ffff) throw new DerError("A character is out of range");
    text += String.fromCodePoint(code);
  }
  return text;
}
