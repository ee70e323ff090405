"""Sealing, opening, inflating: spec/protection.md; the limits of a key: spec/channel.md."""

import hmac
import secrets
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.padding import PKCS7

from negotiation import AES, TRIPLE_DES
from schedule import expand
from wire import PROTECTED, Fault, number, require

KEY_PLACES = 1 << 20                    # frames of an AEAD, blocks of 3DES
STORED_TAIL = b"\0\0\xff\xff"


def sealed_size(cipher, plain):
    """The size of a body that holds that many bytes of plaintext."""
    return 8 + 8 * (plain // 8 + 1) + 32 if cipher == TRIPLE_DES else plain + 16


class TripleDes:
    """PRO-5 in the shape of an AEAD; the last 8 bytes of its nonce are the sequence number."""

    def __init__(self, key, mac_key):
        self.key, self.mac_key = algorithms.TripleDES(key), mac_key

    def mac(self, nonce, header, body):
        return hmac.digest(self.mac_key, nonce[4:] + header + body, "sha256")

    def encrypt(self, nonce, plain, header):
        iv, padder = secrets.token_bytes(8), PKCS7(64).padder()              # PRO-7
        cipher = Cipher(self.key, modes.CBC(iv)).encryptor()
        body = iv + cipher.update(padder.update(plain) + padder.finalize()) + cipher.finalize()
        return body + self.mac(nonce, header, body)

    def decrypt(self, nonce, body, header):
        body, mac = body[:-32], body[-32:]
        require(hmac.compare_digest(self.mac(nonce, header, body), mac), "bad_frame_protection")
        cipher, unpadder = Cipher(self.key, modes.CBC(body[:8])).decryptor(), PKCS7(64).unpadder()
        plain = cipher.update(body[8:]) + cipher.finalize()                  # after it: PRO-6
        return unpadder.update(plain) + unpadder.finalize()


class Direction:
    """The frames of one direction, in order, under its keys of the present generation."""

    def __init__(self, cipher, secret):
        self.cipher, self.secret = cipher, secret
        self.install()

    def install(self):
        """KDF-6."""
        self.sequence = self.used = self.iv = 0
        if self.cipher == TRIPLE_DES:
            self.aead = TripleDes(expand(self.secret, b"key", size=24), expand(self.secret, b"mac"))
        else:
            algorithm = AESGCM if self.cipher == AES else ChaCha20Poly1305
            self.aead = algorithm(expand(self.secret, b"key"))
            self.iv = int.from_bytes(expand(self.secret, b"iv", size=12), "big")

    def update(self):
        """KUP-2, KDF-8: the next generation."""
        self.secret = expand(self.secret, b"update")
        self.install()

    def places(self, length):
        """How many of a key's places a body of that length takes."""
        return (length - 40) // 8 if self.cipher == TRIPLE_DES else 1

    def has_room(self, content):
        """KUP-6, KUP-7: for Data, Ping or Pong, which leave the last place to KeyUpdate."""
        return self.used + self.places(sealed_size(self.cipher, 1 + len(content))) < KEY_PLACES

    def judge_length(self, length):
        """PRO-16, then KUP-8, from the header alone."""
        possible = length >= 48 and length % 8 == 0 if self.cipher == TRIPLE_DES else length >= 16
        require(possible, "bad_frame_protection")
        require(self.used + self.places(length) <= KEY_PLACES, "key_limit")

    def step(self, length):
        """PRO-2, PRO-3: a frame's nonce; its sequence number and its places are used up."""
        nonce = number(self.iv ^ self.sequence, 12)
        self.sequence, self.used = self.sequence + 1, self.used + self.places(length)
        return nonce

    def seal(self, kind, content):
        """PRO-1: a Protected frame."""
        size = sealed_size(self.cipher, 1 + len(content))
        header = number(PROTECTED, 1) + number(size, 3)
        return header + self.aead.encrypt(self.step(size), number(kind, 1) + content, header)

    def open(self, header, body):
        """The inner type and the content; PRO-9, PRO-11."""
        try:
            plain = self.aead.decrypt(self.step(len(body)), body, header)
        except (InvalidTag, ValueError):                                     # tag, padding
            raise Fault("bad_frame_protection") from None
        require(plain, "malformed")
        return plain[0], plain[1:]


def inflate(decoder, content, most):
    """CMP-7, CMP-8."""
    try:
        plain = decoder.decompress(content + STORED_TAIL, most + 1)
    except zlib.error:
        raise Fault("decompression_failed") from None
    require(len(plain) <= most, "frame_too_large")
    require(plain and not decoder.eof, "decompression_failed")
    return plain
