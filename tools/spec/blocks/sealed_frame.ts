import {
  AEAD_TAG_SIZE,
  Cipher,
  COMPRESSED_BIT,
  FRAMES,
  HEADER_SIZE,
  TDES_BLOCK_SIZE,
  TDES_MAC_SIZE,
} from "../../../src/mod.ts";
import { annotateProtected, spaced } from "./annotate.ts";
import type { AnnotatedBytes } from "./fence.ts";

/** A Protected frame of a known plaintext, its body in its parts. */
export function annotateSealed(
  frame: Uint8Array,
  plain: Uint8Array,
  cipher: number,
): AnnotatedBytes[] {
  const size = frame.length - HEADER_SIZE;
  const what = `ciphertext of ${plainText(plain)}`;
  if (cipher !== Cipher["3DES-EDE-CBC-HMAC-SHA-256"]) {
    return annotateProtected(frame, [
      { size: size - AEAD_TAG_SIZE, what },
      { size: AEAD_TAG_SIZE, what: "tag" },
    ]);
  }
  return annotateProtected(frame, [
    { size: TDES_BLOCK_SIZE, what: "IV" },
    { size: size - TDES_BLOCK_SIZE - TDES_MAC_SIZE, what },
    { size: TDES_MAC_SIZE, what: "MAC" },
  ]);
}

/** A plaintext as its inner type and what is behind it: `10 ‖ "fesa"`. */
export function plainText(plain: Uint8Array): string {
  const type = spaced(plain.subarray(0, 1));
  const content = plain.subarray(1);
  return content.length === 0 ? type : `${type} ‖ ${contentText(content)}`;
}

/** The name of a plaintext's message, with a word for a compressed one. */
export function innerName(plain: Uint8Array): string {
  const type = plain[0] & ~COMPRESSED_BIT;
  const name = FRAMES.find((row) => row.type === type)?.name ?? "unknown";
  return plain[0] & COMPRESSED_BIT ? `compressed ${name}` : name;
}

/** Bytes shown in full, and at both ends of more. */
const SHOWN = 8;
const ENDS = 2;

function contentText(content: Uint8Array): string {
  const isText = content.every((byte) => byte >= 0x20 && byte < 0x7f);
  if (isText) return `"${String.fromCharCode(...content)}"`;
  if (content.length <= SHOWN) return spaced(content);
  return `${spaced(content.subarray(0, ENDS))} … ${
    spaced(content.subarray(-ENDS))
  }`;
}
