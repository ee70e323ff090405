"""RSA keys, and what is encrypted to them (spec/keys.md)."""

from functools import lru_cache

import oaep
from answer import Fault, Permitted
from der import BIT_STRING, INTEGER, NULL, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE
from der import NotDer, element, integers, only, unsigned
from oaep import DecryptionError, PrivateKey, PublicKey
from registries import BAD_KEY, MALFORMED, PRE_MASTER_SIZE, WEAK_KEY

RSA_ENCRYPTION = bytes.fromhex("2a864886f70d010101")
MODULUS_BITS = (1024, 2048, 3072, 4096)
EXPONENTS = range(65537, 2**32)


def read_algorithm(content: bytes) -> None:
    """rsaEncryption with NULL parameters, or nothing."""
    identifier, parameters = element(content, OBJECT_IDENTIFIER)
    if identifier != RSA_ENCRYPTION or only(parameters, NULL) != b"":
        raise NotDer("another algorithm, or other parameters")


def read_spki(spki: bytes) -> PublicKey:
    """A SubjectPublicKeyInfo with an RSA key, of whatever size."""
    algorithm, rest = element(only(spki, SEQUENCE), SEQUENCE)
    read_algorithm(algorithm)
    bits = only(rest, BIT_STRING)
    if bits[:1] != b"\0":
        raise NotDer("unused bits, or no bits at all")
    return PublicKey(*integers(only(bits[1:], SEQUENCE), 2))


@lru_cache(maxsize=None)
def read_pkcs8(pkcs8: bytes) -> PrivateKey:
    """A PrivateKeyInfo with an RSA key (RFC 5208, RFC 8017, A.1.2)."""
    version, rest = element(only(pkcs8, SEQUENCE), INTEGER)
    algorithm, rest = element(rest, SEQUENCE)
    read_algorithm(algorithm)
    if unsigned(version) != 0:
        raise NotDer("another version")
    numbers = integers(only(only(rest, OCTET_STRING), SEQUENCE), 9)
    _, modulus, public, private, p, q = numbers[:6]
    return PrivateKey(PublicKey(modulus, public), private, (p, q), pkcs8)


def accept_server_key(spki: bytes, minimum_rsa_bits: int) -> PublicKey:
    """What a client says to the key of a server (KEX-2, KEX-4, KEX-22).

    Every end has 2048 bits (KEX-3); the other sizes it may lack.
    """
    try:
        key = read_spki(spki)
    except NotDer as error:
        raise Fault(str(error), BAD_KEY)
    bits, defects = key.modulus.bit_length(), set()
    if bits not in MODULUS_BITS or key.modulus % 2 == 0:
        defects.add(BAD_KEY)
    if key.exponent not in EXPONENTS or key.exponent % 2 == 0:
        defects.add(BAD_KEY)
    if bits < minimum_rsa_bits:
        defects.add(WEAK_KEY)
    if defects and bits != 2048:
        defects.add(BAD_KEY)  # a size that this end may lack
    if defects:
        raise Fault("a key with these defects", *defects)  # any of them: IDN-18
    if bits != 2048:
        raise Permitted("a size that an end may lack", BAD_KEY)
    return key


def encrypt(key: PublicKey, pre_master: bytes, seed: bytes) -> bytes:
    """The body of a ClientKeyExchange (KEX-7)."""
    return oaep.encrypt(key, pre_master, seed)


def receive_key_exchange(key: PrivateKey, ciphertext: bytes) -> bytes:
    """The pre-master, of a server: another size than the modulus' is a fault
    (KEX-8), every other defect a DecryptionError that nobody sees (KEX-9)."""
    if len(ciphertext) != key.public.size:
        raise Fault("not as long as the modulus", MALFORMED)
    message = oaep.decrypt(key, ciphertext)
    if len(message) != PRE_MASTER_SIZE:
        raise DecryptionError("another size than 48 bytes")
    return message
