"""Sealing and opening Protected frames (spec/protection.md)."""

import hmac
from typing import Dict

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

import hkdf
import triple_des
from answer import Fault
from registries import AES_256_GCM, BAD_FRAME_PROTECTION, BLOCK_SIZE, BLOCKS_OF_A_KEY
from registries import CHACHA20_POLY1305, FRAMES_OF_A_KEY, IV8_SIZE, KEY_LIMIT, MAC_SIZE
from registries import PROTECTED, TAG_SIZE, TRIPLE_DES

AEADS = {AES_256_GCM: AESGCM, CHACHA20_POLY1305: ChaCha20Poly1305}  # PRO-3, PRO-4

Keys = Dict[str, bytes]


def sealed_size(cipher: int, plain_size: int) -> int:
    """The size of a body by that of its plaintext (spec/frames.md, Protected)."""
    if cipher == TRIPLE_DES:
        return IV8_SIZE + BLOCK_SIZE * (plain_size // BLOCK_SIZE + 1) + MAC_SIZE
    return plain_size + TAG_SIZE


def is_impossible(cipher: int, size: int) -> bool:
    """Whether no plaintext has a body of this size (PRO-16)."""
    if cipher == TRIPLE_DES:
        overhead = IV8_SIZE + MAC_SIZE
        return size < overhead + BLOCK_SIZE or (size - overhead) % BLOCK_SIZE != 0
    return size < TAG_SIZE


def blocks_of(size: int) -> int:
    """The blocks of a 3DES frame, by its length (KUP-8)."""
    return (size - IV8_SIZE - MAC_SIZE) // BLOCK_SIZE


def header_of(size: int) -> bytes:
    return bytes([PROTECTED]) + size.to_bytes(3, "big")


def nonce(iv: bytes, sequence: int) -> bytes:
    """iv XOR (00 00 00 00 ‖ u64(s))"""
    return (int.from_bytes(iv, "big") ^ sequence).to_bytes(12, "big")


def mac_of(keys: Keys, sequence: int, header: bytes, sealed: bytes) -> bytes:
    """HMAC over u64(s) ‖ header ‖ iv8 ‖ ct (PRO-5)."""
    return hkdf.hmac_sha256(keys["mac"], sequence.to_bytes(8, "big") + header + sealed)


def seal(cipher: int, keys: Keys, sequence: int, plain: bytes, iv8: bytes = b"") -> bytes:
    """The whole frame that protects `plain`, inner type ‖ content. `iv8` is what
    was drawn for a frame of 3DES (PRO-7)."""
    header = header_of(sealed_size(cipher, len(plain)))
    if cipher != TRIPLE_DES:
        aead = AEADS[cipher](keys["key"])
        return header + aead.encrypt(nonce(keys["iv"], sequence), plain, header)
    padding = BLOCK_SIZE - len(plain) % BLOCK_SIZE
    sealed = iv8 + triple_des.encrypt(keys["key"], iv8, plain + bytes([padding]) * padding)
    return header + sealed + mac_of(keys, sequence, header, sealed)


def open_frame(cipher: int, keys: Keys, sequence: int, blocks: int, frame: bytes) -> bytes:
    """What a frame within its limit protects: steps 3 to 5 of FRM-12. `blocks`
    are those that the key has been used for, of 3DES."""
    header, body = frame[:4], frame[4:]
    if is_impossible(cipher, len(body)):
        raise Fault("impossible length", BAD_FRAME_PROTECTION)
    if cipher == TRIPLE_DES:
        if blocks + blocks_of(len(body)) > BLOCKS_OF_A_KEY:
            raise Fault("more blocks than a key may have", KEY_LIMIT)
        return open_triple_des(keys, sequence, header, body)
    if sequence >= FRAMES_OF_A_KEY:
        raise Fault("more frames than a key may have", KEY_LIMIT)
    try:
        return AEADS[cipher](keys["key"]).decrypt(nonce(keys["iv"], sequence), body, header)
    except InvalidTag:
        raise Fault("another tag", BAD_FRAME_PROTECTION)


def open_triple_des(keys: Keys, sequence: int, header: bytes, body: bytes) -> bytes:
    """The MAC first, then the decryption, then the padding (PRO-6)."""
    sealed, mac = body[:-MAC_SIZE], body[-MAC_SIZE:]
    if not hmac.compare_digest(mac_of(keys, sequence, header, sealed), mac):
        raise Fault("another MAC", BAD_FRAME_PROTECTION)
    padded = triple_des.decrypt(keys["key"], sealed[:IV8_SIZE], sealed[IV8_SIZE:])
    padding = padded[-1]
    if not 1 <= padding <= BLOCK_SIZE or padded[-padding:] != bytes([padding]) * padding:
        raise Fault("wrong padding", BAD_FRAME_PROTECTION)
    return padded[:-padding]
