/**
 * Where random bytes come from. `purpose` says what they are for ("client
 * random", "pre-master", "implicit rejection", "3DES IV", …), so that a test can
 * name the value it wants; `size` is in bytes. The result belongs to the caller.
 */
export type RandomSource = (purpose: string, size: number) => Uint8Array;

/**
 * One key of an authenticated cipher with 12-byte nonces and 16-byte tags.
 * The key is parsed once; each frame makes its own cipher from it.
 */
export interface AeadKey {
  /**
   * The ciphertext of all `parts` in order, as chunks, then the tag as the last
   * chunk. The parts are read in place, none is changed, and no chunk shares
   * memory with them.
   */
  seal(
    nonce: Uint8Array,
    aad: Uint8Array,
    parts: readonly Uint8Array[],
  ): Uint8Array[];

  /**
   * The plaintext of all `parts` in order, as chunks, or undefined if the tag is
   * not right: then nothing of it is released. No chunk shares memory with the
   * parts.
   */
  open(
    nonce: Uint8Array,
    aad: Uint8Array,
    parts: readonly Uint8Array[],
    tag: Uint8Array,
  ): Uint8Array[] | undefined;
}

/**
 * The two keys of the 3DES cipher: bare CBC without padding, and HMAC-SHA-256.
 * How they are put together is protection/triple_des_protection.ts.
 */
export interface TripleDesKey {
  /** CBC encryption of whole blocks, as chunks; `iv` is 8 bytes. */
  encrypt(iv: Uint8Array, parts: readonly Uint8Array[]): Uint8Array[];
  /** CBC decryption of whole blocks, as chunks, padding left in place. */
  decrypt(iv: Uint8Array, parts: readonly Uint8Array[]): Uint8Array[];
  /** HMAC-SHA-256 under the MAC key of all parts in order, 32 bytes. */
  mac(parts: readonly Uint8Array[]): Uint8Array;
}

/** A server's RSA private key, ready for RSAES-OAEP. */
export interface RsaPrivateKey {
  /** 1024, 2048, 3072 or 4096. */
  readonly modulusBits: number;
  /** k: the size of a ciphertext. */
  readonly modulusBytes: number;
  /** The public half, SubjectPublicKeyInfo in DER. */
  readonly spki: Uint8Array;
  /**
   * RSAES-OAEP decryption: SHA-256, MGF1-SHA-256, empty label. Rejects with any
   * error if the ciphertext is bad; which one must not be looked at.
   */
  decrypt(ciphertext: Uint8Array): Promise<Uint8Array>;
}

/**
 * The primitives of the protocol on one platform (spec/keys.md,
 * spec/protection.md). Everything returned belongs to the caller, who may erase
 * it. Only RSA is asynchronous.
 */
export interface CryptoProvider {
  /** SHA-256 of all parts in order, 32 bytes. */
  sha256(...parts: readonly Uint8Array[]): Uint8Array;
  /** HMAC-SHA-256 of all parts in order, 32 bytes. */
  hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array;
  /** Whether the bytes are the same, in a time that depends on lengths alone. */
  equal(a: Uint8Array, b: Uint8Array): boolean;
  /** HKDF-Extract with SHA-256 (RFC 5869), 32 bytes. */
  hkdfExtract(salt: Uint8Array, ikm: Uint8Array): Uint8Array;
  /** HKDF-Expand with SHA-256 (RFC 5869), `size` ≤ 8,160 bytes. */
  hkdfExpand(prk: Uint8Array, info: Uint8Array, size: number): Uint8Array;
  /**
   * A key of cipher 0x0001 (AES-256-GCM) or 0x0101 (ChaCha20-Poly1305). The bytes
   * of `key` are copied: the caller may erase them.
   *
   * @throws {RangeError} for any other cipher, or a key that is not 32 bytes.
   */
  aead(cipher: number, key: Uint8Array): AeadKey;
  /**
   * The keys of cipher 0x0002. Parity bits of `key` (K1 ‖ K2 ‖ K3) are ignored.
   * Both keys are copied: the caller may erase them.
   *
   * @throws {RangeError} if `key` is not 24 bytes, or `macKey` not 32.
   */
  tripleDes(key: Uint8Array, macKey: Uint8Array): TripleDesKey;
  /**
   * Reads an unencrypted RSA private key, PEM or PKCS#8 DER.
   *
   * @throws {TypeError} if it is not one, or if a client would refuse its public
   *   half (see `readRsaPublicKey`).
   */
  importPrivateKey(pkcs8: string | Uint8Array): RsaPrivateKey;
  /**
   * RSAES-OAEP encryption to the key of `spki` (DER): SHA-256, MGF1-SHA-256,
   * empty label. The key's own rules are not judged here.
   */
  encryptRsa(spki: Uint8Array, message: Uint8Array): Promise<Uint8Array>;
}
