import { Buffer } from "node:buffer";

/** One block of a PEM text (RFC 7468), as it stands there. */
export interface PemBlock {
  readonly label: string;
  /** All of it, the lines that begin and end it included. */
  readonly text: string;
}

/**
 * Every block of a PEM text, in order, of any label. Text between blocks is
 * skipped.
 *
 * @throws TypeError when a block is cut short.
 */
export function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  BEGIN.lastIndex = 0;
  for (let begin; (begin = BEGIN.exec(text)) !== null;) {
    const [, label] = begin;
    const end = `-----END ${label}-----`;
    const at = text.indexOf(end, BEGIN.lastIndex);
    if (at < 0) throw new TypeError(`its PEM block ${label} has no end`);
    BEGIN.lastIndex = at + end.length;
    blocks.push({ label, text: text.slice(begin.index, BEGIN.lastIndex) });
  }
  return blocks;
}

/**
 * What a block holds.
 *
 * @throws TypeError when it is not base64.
 */
export function derOfBlock({ label, text }: PemBlock): Uint8Array {
  const marks = `-----BEGIN ${label}-----`.length;
  const digits = text.slice(marks, 2 - marks).replaceAll(/\s/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(digits) || digits.length % 4 !== 0) {
    throw new TypeError(`its PEM block ${label} is not base64`);
  }
  return new Uint8Array(Buffer.from(digits, "base64"));
}

/** A block as text, with the newline that ends it. */
export function writePem(label: string, der: Uint8Array): string {
  const digits = Buffer.from(der).toString("base64");
  const lines = digits.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""]
    .join("\n");
}

const BEGIN = /-----BEGIN ([A-Z0-9][A-Z0-9. ]{0,40})-----/g;
