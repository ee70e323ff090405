"""RSA keys and ClientKeyExchange (spec/keys.md), with RFC 8017's OAEP.

Python's big numbers take a time that depends on them: this judges vectors, and
is no way to serve anybody (KEX-13).
"""

import hashlib
from typing import NamedTuple

from answer import Fault, Permitted
from der import BIT_STRING, NULL, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE
from der import INTEGER, NotDer, element, integers, only, unsigned
from registries import BAD_KEY, MALFORMED, PRE_MASTER_SIZE, WEAK_KEY

RSA_ENCRYPTION = bytes.fromhex("2a864886f70d010101")
MODULUS_BITS = (1024, 2048, 3072, 4096)
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


class DecryptionError(Exception):
    """What implicit rejection hides (KEX-9)."""


def algorithm(content: bytes) -> None:
    """rsaEncryption with NULL parameters."""
    identifier, parameters = element(content, OBJECT_IDENTIFIER)
    if identifier != RSA_ENCRYPTION or only(parameters, NULL) != b"":
        raise NotDer("another algorithm, or other parameters")


def read_spki(spki: bytes) -> PublicKey:
    """A SubjectPublicKeyInfo with an RSA key, of whatever size."""
    content = only(spki, SEQUENCE)
    identifier, rest = element(content, SEQUENCE)
    algorithm(identifier)
    bits = only(rest, BIT_STRING)
    if bits[:1] != b"\0":
        raise NotDer("unused bits, or no bits at all")
    return PublicKey(*integers(only(bits[1:], SEQUENCE), 2))


def read_pkcs8(pkcs8: bytes) -> PrivateKey:
    """A PrivateKeyInfo with an RSA key (RFC 5208)."""
    version, rest = element(only(pkcs8, SEQUENCE), INTEGER)
    identifier, rest = element(rest, SEQUENCE)
    algorithm(identifier)
    if unsigned(version) != 0:
        raise NotDer("another version")
    numbers = integers(only(only(rest, OCTET_STRING), SEQUENCE), 9)
    _, modulus, public, private, p, q = numbers[:6]
    return PrivateKey(PublicKey(modulus, public), private, (p, q))


def accept_server_key(spki: bytes, minimum_rsa_bits: int) -> PublicKey:
    """What a client says to a ServerKey (KEX-2, KEX-4, KEX-22).

    The sizes that an end may lack are a permitted `bad_key`; every end has
    2048 bits (KEX-3).
    """
    try:
        key = read_spki(spki)
    except NotDer as error:
        raise Fault(str(error), BAD_KEY)
    bits, defects = key.modulus.bit_length(), set()
    if bits not in MODULUS_BITS or key.modulus % 2 == 0:
        defects.add(BAD_KEY)
    if key.exponent % 2 == 0 or not 65537 <= key.exponent < 2**32:
        defects.add(BAD_KEY)
    if bits < minimum_rsa_bits:
        defects.add(WEAK_KEY)
    if defects == {WEAK_KEY} and bits != 2048:
        defects.add(BAD_KEY)  # a size that this end may lack
    if defects:
        raise Fault("a key with these defects", *defects)  # any of them: IDN-18
    if bits != 2048:
        raise Permitted("a size that an end may lack", BAD_KEY)
    return key


def mgf1(seed: bytes, size: int, hash_name: str = "sha256") -> bytes:
    """RFC 8017, B.2.1."""
    mask, counter = b"", 0
    while len(mask) < size:
        mask += hashlib.new(hash_name, seed + counter.to_bytes(4, "big")).digest()
        counter += 1
    return mask[:size]


def xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b))


def oaep_encode(message: bytes, seed: bytes, size: int) -> bytes:
    """RFC 8017, 7.1.1, step 2: SHA-256, the empty label."""
    padding = bytes(size - len(message) - 2 * HASH_SIZE - 2)
    block = hashlib.sha256(b"").digest() + padding + b"\x01" + message
    masked_block = xor(block, mgf1(seed, len(block)))
    return b"\0" + xor(seed, mgf1(masked_block, HASH_SIZE)) + masked_block


def oaep_decode(encoded: bytes) -> bytes:
    """RFC 8017, 7.1.2, step 3."""
    masked_seed, masked_block = encoded[1 : 1 + HASH_SIZE], encoded[1 + HASH_SIZE :]
    seed = xor(masked_seed, mgf1(masked_block, HASH_SIZE))
    block = xor(masked_block, mgf1(seed, len(masked_block)))
    label, rest = block[:HASH_SIZE], block[HASH_SIZE:].lstrip(b"\0")
    if encoded[0] != 0 or label != hashlib.sha256(b"").digest() or rest[:1] != b"\x01":
        raise DecryptionError("no OAEP encoding")
    return rest[1:]


def encrypt(key: PublicKey, pre_master: bytes, seed: bytes) -> bytes:
    """The body of a ClientKeyExchange (KEX-7)."""
    encoded = oaep_encode(pre_master, seed, key.size)
    number = pow(int.from_bytes(encoded, "big"), key.exponent, key.modulus)
    return number.to_bytes(key.size, "big")


def bare_decrypt(key: PrivateKey, ciphertext: bytes) -> bytes:
    """The RSA operation alone, by the Chinese remainder theorem."""
    number = int.from_bytes(ciphertext, "big")
    if number >= key.public.modulus:
        raise DecryptionError("not below the modulus")
    p, q = key.primes
    at_p, at_q = pow(number, key.exponent % (p - 1), p), pow(number, key.exponent % (q - 1), q)
    plain = at_q + q * ((at_p - at_q) * pow(q, -1, p) % p)
    return plain.to_bytes(key.public.size, "big")


def receive_key_exchange(key: PrivateKey, ciphertext: bytes) -> bytes:
    """The pre-master, of a server: another size than the modulus' is a fault
    (KEX-8), every other defect is a DecryptionError that nobody sees (KEX-9)."""
    if len(ciphertext) != key.public.size:
        raise Fault("not as long as the modulus", MALFORMED)
    message = oaep_decode(bare_decrypt(key, ciphertext))
    if len(message) != PRE_MASTER_SIZE:
        raise DecryptionError("another size than 48 bytes")
    return message
