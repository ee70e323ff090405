"""Triple DES in CBC, on whole blocks. Parity bits are ignored (PRO-8)."""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def cipher(key: bytes, iv8: bytes) -> Cipher:
    return Cipher(algorithms.TripleDES(key), modes.CBC(iv8))


def encrypt(key: bytes, iv8: bytes, blocks: bytes) -> bytes:
    encryptor = cipher(key, iv8).encryptor()
    return encryptor.update(blocks) + encryptor.finalize()


def decrypt(key: bytes, iv8: bytes, blocks: bytes) -> bytes:
    decryptor = cipher(key, iv8).decryptor()
    return decryptor.update(blocks) + decryptor.finalize()
