import type { AeadKey } from "../keys/provider.ts";
import { AEAD_TAG_SIZE } from "../schema/limits.ts";
import { joinChunks, sliceChunks } from "./chunk_list.ts";
import type { FrameProtection } from "./frame_protection.ts";
import { nonceOf } from "./nonce.ts";

/** body = AEAD-Seal(key, nonce, aad = header, plain) (spec/protection.md). */
export function aeadProtection(key: AeadKey, iv: Uint8Array): FrameProtection {
  return {
    seal: (sequence, header, plain) =>
      key.seal(nonceOf(iv, sequence), header, plain),

    open(sequence, header, body, bodyLength) {
      const end = bodyLength - AEAD_TAG_SIZE;
      const tag = joinChunks(sliceChunks(body, end, bodyLength));
      const sealed = sliceChunks(body, 0, end);
      return key.open(nonceOf(iv, sequence), header, sealed, tag);
    },

    erase: () => void iv.fill(0),
  };
}
