"""HMAC and HKDF (RFC 2104, RFC 5869), with SHA-256."""

import hmac


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def extract(salt: bytes, ikm: bytes) -> bytes:
    """RFC 5869, 2.2."""
    return hmac_sha256(salt, ikm)


def expand(secret: bytes, info: bytes, size: int) -> bytes:
    """RFC 5869, 2.3."""
    output, block, counter = b"", b"", 1
    while len(output) < size:
        block = hmac_sha256(secret, block + info + bytes([counter]))
        output, counter = output + block, counter + 1
    return output[:size]
