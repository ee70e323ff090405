"""RSAES-OAEP (RFC 8017, 7.1) with SHA-256 and the empty label.

Python's big numbers take a time that depends on them: this judges vectors, and
is no way to serve anybody (KEX-13).
"""

import hashlib
from typing import NamedTuple

HASH_SIZE = 32


class PublicKey(NamedTuple):
    modulus: int
    exponent: int

    @property
    def size(self) -> int:
        return (self.modulus.bit_length() + 7) // 8


class PrivateKey(NamedTuple):
    public: PublicKey
    exponent: int
    primes: tuple
    pkcs8: bytes


class DecryptionError(Exception):
    """What implicit rejection hides (KEX-9)."""


def mgf1(seed: bytes, size: int, hash_name: str = "sha256") -> bytes:
    """B.2.1"""
    mask, counter = b"", 0
    while len(mask) < size:
        mask += hashlib.new(hash_name, seed + counter.to_bytes(4, "big")).digest()
        counter += 1
    return mask[:size]


def xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b))


def encode(message: bytes, seed: bytes, size: int) -> bytes:
    """7.1.1, step 2"""
    padding = bytes(size - len(message) - 2 * HASH_SIZE - 2)
    block = hashlib.sha256(b"").digest() + padding + b"\x01" + message
    masked_block = xor(block, mgf1(seed, len(block)))
    return b"\0" + xor(seed, mgf1(masked_block, HASH_SIZE)) + masked_block


def decode(encoded: bytes) -> bytes:
    """7.1.2, step 3"""
    masked_seed, masked_block = encoded[1 : 1 + HASH_SIZE], encoded[1 + HASH_SIZE :]
    seed = xor(masked_seed, mgf1(masked_block, HASH_SIZE))
    block = xor(masked_block, mgf1(seed, len(masked_block)))
    label, rest = block[:HASH_SIZE], block[HASH_SIZE:].lstrip(b"\0")
    if encoded[0] != 0 or label != hashlib.sha256(b"").digest() or rest[:1] != b"\x01":
        raise DecryptionError("no OAEP encoding")
    return rest[1:]


def encrypt(key: PublicKey, message: bytes, seed: bytes) -> bytes:
    number = int.from_bytes(encode(message, seed, key.size), "big")
    return pow(number, key.exponent, key.modulus).to_bytes(key.size, "big")


def decrypt(key: PrivateKey, ciphertext: bytes) -> bytes:
    return decode(bare_decrypt(key, ciphertext))


def bare_decrypt(key: PrivateKey, ciphertext: bytes) -> bytes:
    """RSADP (5.1.2), by the Chinese remainder theorem."""
    number = int.from_bytes(ciphertext, "big")
    if number >= key.public.modulus:
        raise DecryptionError("not below the modulus")
    p, q = key.primes
    at_p, at_q = pow(number, key.exponent % (p - 1), p), pow(number, key.exponent % (q - 1), q)
    plain = at_q + q * ((at_p - at_q) * pow(q, -1, p) % p)
    return plain.to_bytes(key.public.size, "big")
