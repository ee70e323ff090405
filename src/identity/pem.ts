/**
 * The DER of every block of one label in a PEM text (RFC 7468), in order.
 * Text between blocks, and blocks of other labels, are skipped.
 *
 * @throws TypeError when a block is cut short or is not base64.
 */
export function readPem(text: string, label: string): Uint8Array[] {
  const begin = `-----BEGIN ${label}-----`;
  const end = `-----END ${label}-----`;
  const blocks: Uint8Array[] = [];
  for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at)) {
    const start = at + begin.length;
    at = text.indexOf(end, start);
    if (at < 0) throw new TypeError(`A PEM block has no "${end}"`);
    blocks.push(fromBase64(text.slice(start, at), label));
  }
  return blocks;
}

function fromBase64(text: string, label: string): Uint8Array {
  const digits = text.replaceAll(/\s/g, "");
  if (digits === "" || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) {
    throw new TypeError(`A PEM block "${label}" is not base64`);
  }
  try {
    return Uint8Array.from(atob(digits), (char) => char.charCodeAt(0));
  } catch {
    throw new TypeError(`A PEM block "${label}" is not base64`);
  }
}
