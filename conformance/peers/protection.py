"""Sealing, opening, compression: spec/protection.md; limits of a key: spec/channel.md."""

import hmac
import secrets
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from negotiation import AES, TRIPLE_DES
from schedule import expand
from wire import PROTECTED, Fault, number

KEY_PLACES = 1 << 20                    # frames of an AEAD, blocks of 3DES
STORED_TAIL = b"\0\0\xff\xff"
HEADROOM = 1024                         # between compressed content and maxFrame


def sealed_size(cipher, plain):
    """The size of a body that holds that many bytes of plaintext."""
    return 8 + 8 * (plain // 8 + 1) + 32 if cipher == TRIPLE_DES else plain + 16


class Direction:
    """One direction's frames, in order, under its keys of the present generation."""

    def __init__(self, cipher, secret):
        self.cipher, self.secret = cipher, secret
        self.install()

    def install(self):
        """KDF-6: the keys of a generation."""
        self.sequence = self.used = 0
        if self.cipher == TRIPLE_DES:
            self.key = algorithms.TripleDES(expand(self.secret, b"key", size=24))
            self.mac_key = expand(self.secret, b"mac")
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

    def has_room(self, content, last):
        """KUP-6, KUP-7: the last place is kept for KeyUpdate and Alert."""
        places = self.places(sealed_size(self.cipher, 1 + len(content)))
        return self.used + places <= KEY_PLACES - (not last)

    def judge_length(self, length):
        """PRO-16 and then KUP-8, from the header alone."""
        if length < 48 or length % 8 if self.cipher == TRIPLE_DES else length < 16:
            raise Fault("bad_frame_protection")
        if self.used + self.places(length) > KEY_PLACES:
            raise Fault("key_limit")

    def seal(self, kind, content):
        """PRO-1: a Protected frame."""
        plain = number(kind, 1) + content
        header = number(PROTECTED, 1) + number(sealed_size(self.cipher, len(plain)), 3)
        return header + self.counted(self.encrypt(header, plain))

    def open(self, header, body):
        plain = self.decrypt(header, body)
        self.counted(body)
        return plain

    def counted(self, body):
        """PRO-2: the body, once it has its sequence number and its places."""
        self.sequence += 1
        self.used += self.places(len(body))
        return body

    def nonce(self):
        return number(self.iv ^ self.sequence, 12)

    def mac(self, header, body):
        return hmac.digest(self.mac_key, number(self.sequence, 8) + header + body, "sha256")

    def encrypt(self, header, plain):
        """PRO-3, PRO-4, PRO-5."""
        if self.cipher != TRIPLE_DES:
            return self.aead.encrypt(self.nonce(), plain, header)
        iv, pad = secrets.token_bytes(8), 8 - len(plain) % 8
        cipher = Cipher(self.key, modes.CBC(iv)).encryptor()
        body = iv + cipher.update(plain + bytes([pad]) * pad) + cipher.finalize()
        return body + self.mac(header, body)

    def decrypt(self, header, body):
        """PRO-9; with 3DES the MAC before all else (PRO-6)."""
        if self.cipher != TRIPLE_DES:
            try:
                return self.aead.decrypt(self.nonce(), body, header)
            except InvalidTag:
                raise Fault("bad_frame_protection") from None
        body, mac = body[:-32], body[-32:]
        if not hmac.compare_digest(self.mac(header, body), mac):
            raise Fault("bad_frame_protection")
        cipher = Cipher(self.key, modes.CBC(body[:8])).decryptor()
        plain = cipher.update(body[8:]) + cipher.finalize()
        pad = plain[-1]
        if not 1 <= pad <= 8 or plain[-pad:] != bytes([pad]) * pad:
            raise Fault("bad_frame_protection")
        return plain[:-pad]


class Compression:
    """CMP-3: a DEFLATE context for each direction, over the whole connection."""

    def __init__(self, max_frame):
        self.most = max_frame - HEADROOM
        self.encoder = zlib.compressobj(wbits=-15)
        self.decoder = zlib.decompressobj(wbits=-15)

    def deflate(self, content):
        """CMP-1."""
        packed = self.encoder.compress(content) + self.encoder.flush(zlib.Z_SYNC_FLUSH)
        return packed.removesuffix(STORED_TAIL)

    def inflate(self, content):
        """CMP-7, CMP-8."""
        try:
            plain = self.decoder.decompress(content + STORED_TAIL, self.most + 1)
        except zlib.error:
            raise Fault("decompression_failed") from None
        if len(plain) > self.most:
            raise Fault("frame_too_large")
        if not plain or self.decoder.eof:
            raise Fault("decompression_failed")
        return plain
