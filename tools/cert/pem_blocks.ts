import { Buffer } from "node:buffer";

/** One block of a PEM text (RFC 7468). */
export interface PemBlock {
  readonly label: string;
  readonly der: Uint8Array;
}

/**
 * Every block of a PEM text, in order, of any label. Text between blocks is
 * skipped.
 *
 * @throws TypeError when a block is cut short or is not base64.
 */
export function readPemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  BEGIN.lastIndex = 0;
  for (let begin; (begin = BEGIN.exec(text)) !== null;) {
    const [, label] = begin;
    const end = text.indexOf(`-----END ${label}-----`, BEGIN.lastIndex);
    if (end < 0) throw new TypeError(`its PEM block ${label} has no end`);
    const digits = text.slice(BEGIN.lastIndex, end).replaceAll(/\s/g, "");
    if (!BASE64.test(digits) || digits.length % 4 !== 0) {
      throw new TypeError(`its PEM block ${label} is not base64`);
    }
    blocks.push({ label, der: new Uint8Array(Buffer.from(digits, "base64")) });
    BEGIN.lastIndex = end;
  }
  return blocks;
}

/** One block as text, with the newline that ends it. */
export function writePem(label: string, der: Uint8Array): string {
  const digits = Buffer.from(der).toString("base64");
  const lines = digits.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""]
    .join("\n");
}

const BEGIN = /-----BEGIN ([A-Z0-9][A-Z0-9. ]{0,40})-----/g;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
