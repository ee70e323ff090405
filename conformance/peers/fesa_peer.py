#!/usr/bin/env python3
"""A server and a client of the FESA Secure Channel Protocol, version 1, under
the control contract `fesa-control/1`. Written from the specification alone."""

import asyncio
import base64
import hashlib
import hmac
import ipaddress
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

CLIENT_HELLO, SERVER_HELLO, SERVER_KEY, SERVER_CERTIFICATE, CLIENT_KEY_EXCHANGE = 1, 2, 3, 4, 5
FINISHED, DATA, PING, PONG, KEY_UPDATE, ALERT, PROTECTED = 6, 0x10, 0x11, 0x12, 0x13, 0x15, 0x20
COMPRESSED = 0x80
LIMITS = {CLIENT_HELLO: 16384, SERVER_HELLO: 16384, SERVER_KEY: 1024,
          SERVER_CERTIFICATE: 65535, CLIENT_KEY_EXCHANGE: 512, ALERT: 1}

CLOSE, UNEXPECTED_FRAME, MALFORMED, FRAME_TOO_LARGE, ILLEGAL_PARAMETER = 0, 1, 2, 3, 4
NO_COMMON_VERSION, NO_COMMON_SETTING, NO_COMMON_CIPHER, UNRECOGNIZED_NAME = 0x10, 0x11, 0x12, 0x13
BAD_KEY, WEAK_KEY, KEY_NOT_TRUSTED, BAD_CERTIFICATE, UNKNOWN_CA = 0x20, 0x21, 0x22, 0x23, 0x24
CERTIFICATE_EXPIRED, CERTIFICATE_REVOKED, REVOCATION_UNKNOWN = 0x25, 0x26, 0x27
CERTIFICATE_UNSUITABLE, NAME_MISMATCH = 0x28, 0x29
BAD_FRAME_PROTECTION, BAD_FINISHED, KEY_LIMIT, DECOMPRESSION_FAILED = 0x30, 0x31, 0x32, 0x33
TIMEOUT, BUSY, INTERNAL_ERROR, ABORTED = 0x40, 0x41, 0x50, 0x51

PROPRIETARY, OPEN, CERTIFIED = 1, 2, 3
AES, TRIPLE_DES, CHACHA = 0x0001, 0x0002, 0x0101
DEPLOYMENT_KEY_ID = 1
KEY_PLACES = 1 << 20
WORDS = {"proprietary", "open", "certified", "aes", "3des", "chacha20", "deflate", "rsa1024",
         "rsa3072", "rsa4096", "crl", "tofu", "commands"}
OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


class Fault(Exception):
    """A fault of the peer, with the code of its Alert."""

    def __init__(self, code):
        super().__init__(f"alert 0x{code:02x}")
        self.code = code


# ---------------------------------------------------------------- messages


class Reader:
    """Takes a body apart; whatever doesn't fit is `malformed`."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise Fault(MALFORMED)
        self.at += count
        return self.data[self.at - count:self.at]

    def number(self, size):
        return int.from_bytes(self.take(size), "big")

    def block(self, size):
        return self.take(self.number(size))

    def numbers(self, size):
        data = self.block(1)
        items = [int.from_bytes(data[i:i + size], "big") for i in range(0, len(data), size)]
        if not items or len(data) % size or len(set(items)) < len(items):
            raise Fault(MALFORMED)
        return items

    def extensions(self):
        inner, found = Reader(self.block(2)), {}
        while inner.at < len(inner.data):
            kind = inner.number(2)
            if kind in found:
                raise Fault(MALFORMED)
            found[kind] = inner.block(2)
        return found

    def end(self):
        if self.at != len(self.data):
            raise Fault(MALFORMED)


def u8(n):
    return n.to_bytes(1, "big")


def u16(n):
    return n.to_bytes(2, "big")


def u24(n):
    return n.to_bytes(3, "big")


def frame(kind, body):
    return u8(kind) + u24(len(body)) + body


def encode_extensions(items):
    data = b"".join(u16(kind) + u16(len(value)) + value for kind, value in items)
    return u16(len(data)) + data


def encode_client_hello(hello):
    def numbers(items, size):
        return u8(len(items) * size) + b"".join(n.to_bytes(size, "big") for n in items)
    name = hello["serverName"].encode()
    return frame(CLIENT_HELLO, numbers(hello["versions"], 2) + hello["random"]
                 + numbers(hello["settings"], 1) + numbers(hello["ciphers"], 2)
                 + numbers(hello["compressions"], 1) + u24(hello["maxFrame"])
                 + u8(len(name)) + name + encode_extensions(hello["extensions"]))


def decode_client_hello(body):
    r = Reader(body)
    hello = {"versions": r.numbers(2), "random": r.take(32), "settings": r.numbers(1),
             "ciphers": r.numbers(2), "compressions": r.numbers(1), "maxFrame": r.number(3),
             "serverName": r.block(1), "extensions": r.extensions()}
    r.end()
    return hello


def encode_server_hello(hello):
    return frame(SERVER_HELLO, u16(1) + hello["random"] + u8(hello["setting"])
                 + u16(hello["cipher"]) + u8(hello["compression"]) + u24(hello["maxFrame"])
                 + u16(0))


def decode_server_hello(body):
    r = Reader(body)
    hello = {"version": r.number(2), "random": r.take(32), "setting": r.number(1),
             "cipher": r.number(2), "compression": r.number(1), "maxFrame": r.number(3),
             "extensions": r.extensions()}
    r.end()
    return hello


def decode_certificates(body):
    r, found = Reader(body), []
    inner = Reader(r.block(3))
    r.end()
    while inner.at < len(inner.data):
        found.append(inner.block(3))
    if not 1 <= len(found) <= 10 or not all(found):
        raise Fault(MALFORMED)
    return found


def negotiate(hello, config):
    """What a server chooses, in the order of NEG-29."""
    if 1 not in hello["versions"]:
        raise Fault(NO_COMMON_VERSION)
    key_id = hello["extensions"].get(DEPLOYMENT_KEY_ID)
    if key_id is not None and not 1 <= len(key_id) <= 32:
        raise Fault(ILLEGAL_PARAMETER)
    mine = set(config["settings"])
    if config["deploymentKey"] is None or key_id not in (None, config["deploymentKeyId"]):
        mine.discard(PROPRIETARY)
    common = mine & set(hello["settings"])
    if not common:
        raise Fault(NO_COMMON_SETTING)
    setting = max(common)
    wanted = [c for c in config["ciphers"] if belongs(c, setting)]
    cipher = wanted[0] if wanted else (CHACHA if setting == PROPRIETARY else AES)
    if cipher not in hello["ciphers"]:
        raise Fault(NO_COMMON_CIPHER)
    if 0 not in hello["compressions"]:
        raise Fault(ILLEGAL_PARAMETER)
    enabled = config["compressions"]
    deflate = setting == PROPRIETARY if enabled is None else 1 in enabled
    if not 4096 <= hello["maxFrame"] <= 1048576:
        raise Fault(ILLEGAL_PARAMETER)
    name = hello["serverName"]
    if name[-1:] == b"." or any(b <= 0x20 or 0x41 <= b <= 0x5A or b >= 0x7F for b in name):
        raise Fault(ILLEGAL_PARAMETER)
    names = config["serverNames"]
    if names and name not in names and (name or setting == PROPRIETARY):
        raise Fault(UNRECOGNIZED_NAME)
    return {"random": secrets.token_bytes(32), "setting": setting, "cipher": cipher,
            "compression": 1 if deflate and 1 in hello["compressions"] else 0,
            "maxFrame": min(hello["maxFrame"], config["maxFrame"])}


def belongs(cipher, setting):
    return cipher == CHACHA if setting == PROPRIETARY else cipher in (AES, TRIPLE_DES)


def judge_server_hello(hello, offer):
    if (hello["version"] not in offer["versions"] or hello["extensions"]
            or hello["setting"] not in offer["settings"]
            or hello["cipher"] not in offer["ciphers"]
            or not belongs(hello["cipher"], hello["setting"])
            or hello["compression"] not in offer["compressions"]
            or not 4096 <= hello["maxFrame"] <= offer["maxFrame"]):
        raise Fault(ILLEGAL_PARAMETER)


# -------------------------------------------------------------------- keys


def expand(secret, label, context, size):
    label = b"fesa1 " + label
    info = u16(size) + u8(len(label)) + label + u8(len(context)) + context
    return hmac.digest(secret, info + b"\x01", "sha256")[:size]


class Schedule:
    """The tree of secrets, from the transcript up to both key exchanges."""

    def __init__(self, salt, ikm, transcript):
        self.transcript = hashlib.sha256(transcript)
        self.master = hmac.digest(salt, ikm, "sha256")
        th1 = self.transcript.digest()
        self.secrets = {end: expand(self.master, end, th1, 32) for end in (b"client", b"server")}
        self.finished = {end: expand(s, b"finished", b"", 32) for end, s in self.secrets.items()}

    def verify(self, end):
        return hmac.digest(self.finished[end], self.transcript.digest(), "sha256")

    def append(self, verify):
        self.transcript.update(frame(FINISHED, verify))

    def binding(self):
        return expand(self.master, b"binding", self.transcript.digest(), 32)


def sealed_size(cipher, plain):
    """The body's size for that many bytes of plaintext."""
    return 8 + 8 * (plain // 8 + 1) + 32 if cipher == TRIPLE_DES else plain + 16


class Direction:
    """The keys of one direction, its sequence number and its blocks."""

    def __init__(self, cipher, secret):
        self.cipher, self.secret = cipher, secret
        self.install()

    def install(self):
        self.sequence = self.blocks = 0
        if self.cipher == TRIPLE_DES:
            self.key = algorithms.TripleDES(expand(self.secret, b"key", b"", 24))
            self.mac_key = expand(self.secret, b"mac", b"", 32)
        else:
            key = expand(self.secret, b"key", b"", 32)
            self.aead = AESGCM(key) if self.cipher == AES else ChaCha20Poly1305(key)
            self.iv = int.from_bytes(expand(self.secret, b"iv", b"", 12), "big")

    def update(self):
        self.secret = expand(self.secret, b"update", b"", 32)
        self.install()

    def room(self, plain, last):
        """Whether the key has a place for a frame; `last`: for its last one."""
        reserve = 0 if last else 1
        if self.cipher == TRIPLE_DES:
            return self.blocks + plain // 8 + 1 <= KEY_PLACES - reserve
        return self.sequence <= KEY_PLACES - 1 - reserve

    def nonce(self):
        return (self.iv ^ self.sequence).to_bytes(12, "big")

    def mac(self, header, body):
        return hmac.digest(self.mac_key, self.sequence.to_bytes(8, "big") + header + body, "sha256")

    def seal(self, plain):
        header = u8(PROTECTED) + u24(sealed_size(self.cipher, len(plain)))
        if self.cipher == TRIPLE_DES:
            iv, pad = secrets.token_bytes(8), 8 - len(plain) % 8
            crypt = Cipher(self.key, modes.CBC(iv)).encryptor()
            body = iv + crypt.update(plain + bytes([pad]) * pad) + crypt.finalize()
            body += self.mac(header, body)
            self.blocks += (len(body) - 40) // 8
        else:
            body = self.aead.encrypt(self.nonce(), plain, header)
        self.sequence += 1
        return header + body

    def judge_length(self, length):
        """What the header tells: an impossible length, and the key's limit."""
        if self.cipher == TRIPLE_DES:
            if length < 48 or length % 8:
                raise Fault(BAD_FRAME_PROTECTION)
            if self.blocks + (length - 40) // 8 > KEY_PLACES:
                raise Fault(KEY_LIMIT)
        elif length < 16:
            raise Fault(BAD_FRAME_PROTECTION)
        elif self.sequence >= KEY_PLACES:
            raise Fault(KEY_LIMIT)

    def open(self, header, body):
        if self.cipher == TRIPLE_DES:
            if not hmac.compare_digest(self.mac(header, body[:-32]), body[-32:]):
                raise Fault(BAD_FRAME_PROTECTION)
            crypt = Cipher(self.key, modes.CBC(body[:8])).decryptor()
            plain = crypt.update(body[8:-32]) + crypt.finalize()
            pad = plain[-1]
            if not 1 <= pad <= 8 or plain[-pad:] != bytes([pad]) * pad:
                raise Fault(BAD_FRAME_PROTECTION)
            plain = plain[:-pad]
            self.blocks += (len(body) - 40) // 8
        else:
            try:
                plain = self.aead.decrypt(self.nonce(), body, header)
            except Exception:
                raise Fault(BAD_FRAME_PROTECTION) from None
        self.sequence += 1
        return plain


# ---------------------------------------------------------------- identity


def spki_of(key):
    return key.public_bytes(serialization.Encoding.DER,
                            serialization.PublicFormat.SubjectPublicKeyInfo)


def judge_rsa(key, minimum):
    numbers = key.public_numbers()
    if (numbers.n.bit_length() not in (1024, 2048, 3072, 4096) or numbers.n % 2 == 0
            or numbers.e % 2 == 0 or not 65537 <= numbers.e < 1 << 32):
        raise Fault(BAD_KEY)
    if numbers.n.bit_length() < minimum:
        raise Fault(WEAK_KEY)


def judge_server_key(spki, minimum):
    try:
        key = serialization.load_der_public_key(spki)
        if not isinstance(key, rsa.RSAPublicKey) or spki_of(key) != spki:
            raise Fault(BAD_KEY)
    except Fault:
        raise
    except Exception:
        raise Fault(BAD_KEY) from None
    judge_rsa(key, minimum)
    return key


def pem(der, what="CERTIFICATE"):
    text = base64.encodebytes(der).decode()
    return f"-----BEGIN {what}-----\n{text}-----END {what}-----\n"


OPENSSL_CODES = {
    UNKNOWN_CA: {2, 18, 19, 20, 21, 27, 28},
    CERTIFICATE_EXPIRED: {9, 10, 13, 14},
    CERTIFICATE_REVOKED: {23},
    REVOCATION_UNKNOWN: {3, 5, 8, 11, 12, 15, 16, 33, 35, 36, 44, 54},
    BAD_CERTIFICATE: {4, 6, 7},
}


def judge_path(ders, identity, now):
    """By `openssl verify`: signatures, validity, constraints, revocation."""
    if not identity.get("trust", "").strip():
        raise Fault(UNKNOWN_CA)
    with tempfile.TemporaryDirectory() as folder:
        def put(name, text):
            path = os.path.join(folder, name)
            with open(path, "w", encoding="ascii") as file:
                file.write(text)
            return path
        command = ["openssl", "verify", "-no-CApath", "-no-CAstore", "-partial_chain",
                   "-auth_level", "1", "-attime", str(int(now)),
                   "-CAfile", put("anchors", identity["trust"])]
        if len(ders) > 1:
            command += ["-untrusted", put("others", "".join(map(pem, ders[1:])))]
        if "crls" in identity:
            command += ["-crl_check_all"]
            if "BEGIN" in identity["crls"]:
                command += ["-CRLfile", put("crls", identity["crls"])]
        done = subprocess.run(command + [put("leaf", pem(ders[0]))], capture_output=True,
                              text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode == 0:
        return
    number = re.search(r"error (\d+) at", done.stderr + done.stdout)
    if number is None:
        raise Fault(BAD_CERTIFICATE)
    for code, numbers in OPENSSL_CODES.items():
        if int(number[1]) in numbers:
            raise Fault(code)
    raise Fault(CERTIFICATE_UNSUITABLE)


def extension(certificate, kind):
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def judge_leaf(leaf, name):
    usage = extension(leaf, x509.KeyUsage)
    extended = extension(leaf, x509.ExtendedKeyUsage)
    if (usage is not None and not usage.key_encipherment
            or extended is not None
            and x509.oid.ExtendedKeyUsageOID.SERVER_AUTH not in list(extended)):
        raise Fault(CERTIFICATE_UNSUITABLE)
    names = extension(leaf, x509.SubjectAlternativeName) or []
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        address = None
    for item in names:
        if address is not None:
            if isinstance(item, x509.IPAddress) and item.value == address:
                return
        elif isinstance(item, x509.DNSName):
            pattern, wanted = item.value.lower(), name.lower()
            if pattern == wanted:
                return
            if pattern.startswith("*.") and wanted.partition(".")[2] == pattern[2:]:
                return
    raise Fault(NAME_MISMATCH)


def judge_certificates(ders, identity, name, now, minimum):
    """Returns the leaf's key, once its path, its use and its name are right."""
    try:
        certificates = [x509.load_der_x509_certificate(der) for der in ders]
        for certificate in certificates:
            certificate.subject, certificate.issuer, certificate.not_valid_after
            certificate.extensions
        leaf = certificates[0]
    except Exception:
        raise Fault(BAD_CERTIFICATE) from None
    try:
        key = leaf.public_key()
    except Exception:
        raise Fault(BAD_KEY) from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise Fault(CERTIFICATE_UNSUITABLE)
    judge_path(ders, identity, now)
    if spki_of(key) not in leaf.tbs_certificate_bytes:
        raise Fault(BAD_KEY)
    judge_rsa(key, minimum)
    judge_leaf(leaf, name)
    return key


class Tofu:
    """Records of names and ports: a key's SHA-256, the strongest setting."""

    def __init__(self, path, name, port):
        self.path, self.entry = path, f"{name} {port}"
        try:
            with open(path, encoding="utf-8") as file:
                self.records = json.load(file)
        except (OSError, ValueError):
            self.records = {}
        self.known = self.records.get(self.entry)

    def write(self, pin, setting):
        self.records[self.entry] = {
            "sha256": pin, "setting": max(setting, self.known["setting"] if self.known else 0)}
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            json.dump(self.records, file)
        os.replace(self.path + ".new", self.path)


# -------------------------------------------------------------- connection


class Connection(asyncio.Protocol):
    """Either end of a connection: the bytes, the handshake, the channel."""

    me, peer = b"", b""

    def __init__(self, config, emit):
        self.config, self.emit_event = config, emit
        self.loop = asyncio.get_running_loop()
        self.finished = self.loop.create_future()     # the transport is gone
        self.transport = None
        self.buffer, self.out = bytearray(), []
        self.transcript = b""
        self.expected = set()                         # clear types accepted now
        self.established = self.closed = self.ended = self.eof = False
        self.sealed = self.opened = False             # own Finished, a frame of the peer's
        self.sender = self.receiver = self.schedule = self.hello = None
        self.encoder = self.decoder = None
        self.count, self.hash, self.told = 0, hashlib.sha256(), 0
        self.pings, self.waiting = [], []             # unanswered, and not sent yet
        self.commands = []                            # given before Established
        self.wanted_update = None
        self.lingered, self.timer = 0, None

    # the transport

    def connection_made(self, transport):
        self.transport = transport
        transport.set_write_buffer_limits(high=8 << 20)
        self.timer = self.loop.call_later(self.config["handshakeTimeoutMs"] / 1000,
                                          self.fail, TIMEOUT)
        self.start()
        self.flush()

    def start(self):
        pass

    def pause_writing(self):
        if not self.ended:
            self.transport.pause_reading()

    def resume_writing(self):
        if not self.eof:
            self.transport.resume_reading()

    def data_received(self, data):
        if self.ended:
            self.lingered += len(data)
            if self.lingered >= 1 << 20:
                self.transport.close()
            return
        self.buffer += data
        try:
            while not self.ended and self.step():
                pass
        except Fault as fault:
            self.fail(fault.code)
        except Exception as error:                    # a fault of this end
            print(f"internal error: {error!r}", file=sys.stderr, flush=True)
            self.fail(INTERNAL_ERROR)
        self.tell_data()
        self.flush()

    def eof_received(self):
        self.eof = True
        if self.ended:
            self.loop.call_soon(self.transport.close)
        else:
            self.end("truncated")
        return True

    def connection_lost(self, _error):
        self.end("truncated")
        if not self.finished.done():
            self.finished.set_result(None)

    def flush(self):
        if self.out and not self.transport.is_closing():
            self.transport.write(b"".join(self.out))
        self.out = []

    # the end

    def end(self, how, **detail):
        """Reports the first cause, sends FIN, and lingers."""
        if self.ended:
            return
        self.tell_data()
        self.ended = True
        self.emit("ended", how=how, **detail)
        self.timer.cancel()
        self.flush()
        self.buffer.clear()
        if self.transport.is_closing():
            return
        try:
            self.transport.write_eof()
        except OSError:
            pass
        self.transport.resume_reading()
        if self.eof:
            self.loop.call_later(0.01, self.transport.close)
        self.loop.call_later(1, self.transport.close)
        self.loop.call_later(6, self.transport.abort)

    def fail(self, code):
        """A fault that this end has found."""
        if self.ended:
            return
        if not self.closed:
            self.send_alert(code)
        self.end("alert", code=code, local=True)

    def send_alert(self, code):
        if self.sealed:
            self.out.append(self.sender.seal(bytes([ALERT, code])))
        else:
            self.out.append(frame(ALERT, u8(code)))

    # frames

    def step(self):
        """Takes one frame off the buffer, if it is there."""
        if len(self.buffer) < 4:
            return False
        kind, length = self.buffer[0], int.from_bytes(self.buffer[1:4], "big")
        self.judge_header(kind, length)
        if len(self.buffer) < 4 + length:
            return False
        raw = bytes(self.buffer[:4 + length])
        del self.buffer[:4 + length]
        header, body = raw[:4], raw[4:]
        if kind == ALERT:
            if not body:
                raise Fault(MALFORMED)
            self.end("alert", code=body[0], authenticated=False, local=False)
        elif kind == PROTECTED:
            self.before_open()
            plain = self.receiver.open(header, body)
            self.opened = True
            if not plain:
                raise Fault(MALFORMED)
            if self.established:
                self.inner(plain[0], plain[1:])
            else:
                self.handshake_inner(plain[0], plain[1:])
        else:
            self.clear(kind, raw, body)
        return True

    def judge_header(self, kind, length):
        if kind not in self.expected or kind == ALERT and self.opened:
            raise Fault(UNEXPECTED_FRAME)
        if kind != PROTECTED:
            if length > LIMITS[kind]:
                raise Fault(FRAME_TOO_LARGE)
            return
        most = sealed_size(self.hello["cipher"],
                           1 + self.hello["maxFrame"] if self.established else 33)
        if length > most:
            raise Fault(FRAME_TOO_LARGE)
        if not self.established and length < most:
            raise Fault(BAD_FRAME_PROTECTION)
        if self.receiver:
            self.receiver.judge_length(length)

    def before_open(self):
        pass

    def clear(self, kind, raw, body):
        raise NotImplementedError

    # the handshake

    def make_keys(self, client_random, server_random, ikm):
        self.schedule = Schedule(client_random + server_random, ikm, self.transcript)
        self.sender = Direction(self.hello["cipher"], self.schedule.secrets[self.me])
        self.receiver = Direction(self.hello["cipher"], self.schedule.secrets[self.peer])

    def send_finished(self):
        verify = self.schedule.verify(self.me)
        self.out.append(self.sender.seal(u8(FINISHED) + verify))
        self.schedule.append(verify)
        self.sealed = True

    def handshake_inner(self, kind, content):
        if kind != FINISHED:
            raise Fault(UNEXPECTED_FRAME)
        if len(content) != 32:
            raise Fault(MALFORMED)
        verify = self.schedule.verify(self.peer)
        if not hmac.compare_digest(verify, content):
            raise Fault(BAD_FINISHED)
        self.schedule.append(verify)
        if not self.sealed:
            self.send_finished()
        self.establish()

    def establish(self):
        self.established = True
        self.expected = {PROTECTED}
        self.timer.cancel()
        if self.hello["compression"]:
            self.encoder = zlib.compressobj(6, zlib.DEFLATED, -15)
            self.decoder = zlib.decompressobj(-15)
        self.emit("established", setting=self.hello["setting"], cipher=self.hello["cipher"],
                  compression=self.hello["compression"], maxFrame=self.hello["maxFrame"],
                  binding=self.schedule.binding().hex(), **self.identity())
        self.schedule = None
        self.transcript = b""
        commands, self.commands = self.commands, []
        for command in commands:
            self.command(command)

    def identity(self):
        return {}

    # the channel: receiving

    def inner(self, kind, content):
        base = kind & 0x7F
        if kind not in (DATA, PING, PONG, KEY_UPDATE, ALERT) and not (
                self.decoder and kind & COMPRESSED and base in (DATA, PING, PONG)):
            raise Fault(UNEXPECTED_FRAME)
        if kind in (KEY_UPDATE, ALERT):
            # opening has counted this frame already: 1 is the first of its key
            if kind == KEY_UPDATE and self.receiver.sequence == 1:
                raise Fault(UNEXPECTED_FRAME)
            if len(content) != 1:
                raise Fault(MALFORMED)
            if kind == ALERT:
                self.alert(content[0])
            else:
                self.key_update(content[0])
            return
        if len(content) > self.hello["maxFrame"]:
            raise Fault(FRAME_TOO_LARGE)
        if not content and (base == DATA or kind & COMPRESSED):
            raise Fault(MALFORMED)
        compressed = bool(kind & COMPRESSED)
        if compressed:
            content = self.inflate(content)
        if base == DATA:
            self.count += len(content)
            self.hash.update(content)
            if self.config["echo"]:
                self.send_data(content, True)
        elif base == PING:
            if not self.closed:
                self.send_content(PONG, content, compressed)
        else:
            if not self.pings or self.pings[0] != (content, compressed):
                raise Fault(UNEXPECTED_FRAME)
            self.pings.pop(0)
            self.tell_data()
            self.emit("pong", bytes=content.hex())
            if self.waiting and not self.closed:
                self.ping(*self.waiting.pop(0))

    def inflate(self, content):
        most = self.hello["maxFrame"] - 1024
        try:
            plain = self.decoder.decompress(content + b"\0\0\xff\xff", most + 1)
        except zlib.error:
            raise Fault(DECOMPRESSION_FAILED) from None
        if len(plain) > most:
            raise Fault(FRAME_TOO_LARGE)
        if not plain or self.decoder.eof:
            raise Fault(DECOMPRESSION_FAILED)
        return plain

    def key_update(self, request):
        if request > 1:
            raise Fault(MALFORMED)
        self.receiver.update()
        if request and not self.closed and self.sender.sequence:
            self.send_key_update(0)

    def alert(self, code):
        if code != CLOSE:
            self.end("alert", code=code, authenticated=True, local=False)
            return
        self.tell_data()
        self.send_close()
        self.end("clean")

    def tell_data(self):
        if self.count > self.told:
            self.told = self.count
            self.emit("data", count=self.count, sha256=self.hash.hexdigest())

    def emit(self, event, **fields):
        self.emit_event(self, event, fields)

    # the channel: sending

    def send_inner(self, kind, content):
        if not self.sender.room(1 + len(content), kind in (KEY_UPDATE, ALERT)):
            self.send_key_update(0)
        self.out.append(self.sender.seal(u8(kind) + content))
        if self.wanted_update is not None:
            request, self.wanted_update = self.wanted_update, None
            self.send_key_update(request)

    def send_key_update(self, request):
        self.out.append(self.sender.seal(bytes([KEY_UPDATE, request])))
        self.sender.update()

    def send_content(self, kind, content, compress):
        if compress:
            packed = self.encoder.compress(content) + self.encoder.flush(zlib.Z_SYNC_FLUSH)
            self.send_inner(kind | COMPRESSED, packed[:-4])
        else:
            self.send_inner(kind, content)

    def send_data(self, data, compress):
        if self.closed:
            return
        compress = compress and self.encoder is not None
        size = self.hello["maxFrame"] - (1024 if compress else 0)
        for at in range(0, len(data), size):
            self.send_content(DATA, data[at:at + size], compress)

    def ping(self, content, compress):
        if len(self.pings) >= 16:
            self.waiting.append((content, compress))
            return
        fits = 0 < len(content) <= self.hello["maxFrame"] - 1024
        compress = compress and fits and self.encoder is not None
        self.pings.append((content, compress))
        self.send_content(PING, content, compress)

    def send_close(self):
        if not self.closed:
            self.send_alert(CLOSE)
            self.closed = True

    def command(self, command):
        """A line of the control contract."""
        what = command["do"]
        if self.ended:
            return
        if what == "abort":
            if not self.closed:
                self.fail(ABORTED)
        elif not self.established:
            self.commands.append(command)
        elif not self.closed:
            content = bytes.fromhex(command.get("bytes", ""))
            if what == "send":
                self.send_data(content, command.get("compress", True))
            elif what == "ping":
                self.ping(content, command.get("compress", False))
            elif what == "keyUpdate":
                request = 1 if command.get("request") else 0
                if self.sender.sequence:
                    self.send_key_update(request)
                else:
                    self.wanted_update = max(request, self.wanted_update or 0)
            elif what == "close":
                self.send_close()
                self.timer = self.loop.call_later(5, self.end, "truncated")
        self.flush()


class Server(Connection):
    me, peer = b"server", b"client"

    def start(self):
        self.expected = {CLIENT_HELLO, ALERT}
        self.client_random = self.ciphertext = None

    def clear(self, kind, raw, body):
        self.transcript += raw
        if kind == CLIENT_HELLO:
            offer = decode_client_hello(body)
            self.hello = negotiate(offer, self.config)
            self.client_random = offer["random"]
            answer = encode_server_hello(self.hello)
            self.transcript += answer
            self.out.append(answer)
            if self.hello["setting"] == PROPRIETARY:
                self.make_keys(self.client_random, self.hello["random"],
                               self.config["deploymentKey"])
                self.send_finished()
                self.expected = {PROTECTED, ALERT}
                return
            if self.hello["setting"] == OPEN:
                key = frame(SERVER_KEY, spki_of(self.config["key"].public_key()))
            else:
                chain = b"".join(u24(len(der)) + der for der in self.config["chain"])
                key = frame(SERVER_CERTIFICATE, u24(len(chain)) + chain)
            self.transcript += key
            self.out.append(key)
            self.expected = {CLIENT_KEY_EXCHANGE, ALERT}
        else:
            if len(body) != self.config["key"].key_size // 8:
                raise Fault(MALFORMED)
            self.ciphertext = body
            self.expected = {PROTECTED, ALERT}

    def before_open(self):
        """The RSA operation starts once the whole Finished is there. It runs
        on this thread, so that there is never more than one."""
        if self.ciphertext is None:
            return
        if self.config["maxPendingRsa"] < 1:
            raise Fault(BUSY)
        fake = secrets.token_bytes(48)
        try:
            real = self.config["key"].decrypt(self.ciphertext, OAEP)
        except ValueError:
            real = b""
        good = -(len(real) == 48) & 0xFF
        real = real.ljust(48, b"\0")
        chosen = bytes(r & good | f & ~good & 0xFF for r, f in zip(real, fake))
        self.ciphertext = None
        self.make_keys(self.client_random, self.hello["random"], chosen)


class Client(Connection):
    me, peer = b"client", b"server"

    def start(self):
        config = self.config
        self.expected = {SERVER_HELLO, ALERT}
        grey16 = secrets.SystemRandom().sample([0x0A0A + 0x1010 * i for i in range(16)], 3)
        grey8 = secrets.SystemRandom().sample([0x0B + 0x1F * i for i in range(8)], 2)
        self.offer = {"versions": [1], "settings": config["settings"],
                      "ciphers": config["ciphers"], "compressions": config["compressions"],
                      "random": secrets.token_bytes(32), "maxFrame": config["maxFrame"]}
        extensions = [(grey16[2], secrets.token_bytes(secrets.randbelow(4)))]
        if config["deploymentKeyId"] is not None and PROPRIETARY in config["settings"]:
            extensions.append((DEPLOYMENT_KEY_ID, config["deploymentKeyId"]))
        hello = encode_client_hello({
            **self.offer, "versions": [1, grey16[0]],
            "settings": config["settings"] + [grey8[0]],
            "ciphers": config["ciphers"] + [grey16[1]],
            "compressions": config["compressions"] + [grey8[1]],
            "serverName": config["serverName"], "extensions": extensions})
        self.method = "deploymentKey"
        self.pin = None
        self.transcript = hello
        self.out.append(hello)

    def clear(self, kind, raw, body):
        self.transcript += raw
        if kind == SERVER_HELLO:
            hello = decode_server_hello(body)
            judge_server_hello(hello, self.offer)
            self.hello = hello
            if hello["setting"] == PROPRIETARY:
                self.make_keys(self.offer["random"], hello["random"],
                               self.config["deploymentKey"])
                self.expected = {PROTECTED, ALERT}
            else:
                key = SERVER_KEY if hello["setting"] == OPEN else SERVER_CERTIFICATE
                self.expected = {key, ALERT}
            return
        key = self.judge_identity(kind, body)
        pre_master = secrets.token_bytes(48)
        exchange = frame(CLIENT_KEY_EXCHANGE, key.encrypt(pre_master, OAEP))
        self.transcript += exchange
        self.out.append(exchange)
        self.make_keys(self.offer["random"], self.hello["random"], pre_master)
        self.send_finished()
        self.expected = {PROTECTED, ALERT}

    def judge_identity(self, kind, body):
        config, identity = self.config, self.config["identity"]
        methods = []
        if kind == SERVER_CERTIFICATE:
            key = judge_certificates(decode_certificates(body), identity, config["serverName"],
                                     config["clock"](), config["minimumRsaBits"])
            methods.append("certificate")
        else:
            key = judge_server_key(body, config["minimumRsaBits"])
        self.pin = hashlib.sha256(spki_of(key)).hexdigest()
        if "pin" in identity:
            if identity["pin"] != self.pin:
                raise Fault(KEY_NOT_TRUSTED)
            methods.append("pin")
        tofu = config["tofu"]
        if tofu:
            if tofu.known and tofu.known["sha256"] != self.pin:
                raise Fault(KEY_NOT_TRUSTED)
            methods.append("tofu")
        if not methods and identity.get("acceptAny"):
            methods.append("acceptAny")
        if not methods:
            raise Fault(KEY_NOT_TRUSTED)
        self.method = methods[0]
        return key

    def identity(self):
        if self.pin is None:
            return {"identity": {"method": self.method}}
        if self.config["tofu"]:
            self.config["tofu"].write(self.pin, self.hello["setting"])
        return {"identity": {"method": self.method, "spki": self.pin}}


# ----------------------------------------------------------------- control


def say(event, **fields):
    sys.stdout.write(json.dumps({"event": event, **fields}) + "\n")
    sys.stdout.flush()


def read_config(line):
    """The configuration line, with its defaults."""
    given = json.loads(line)
    if given.get("contract") != "fesa-control/1":
        sys.exit("another contract")
    for word in given.get("requires", []):
        if word not in WORDS:
            say("unsupported", word=word)
            os._exit(89)
    client = given["role"] == "client"
    config = {"settings": [CERTIFIED] if client else [], "ciphers": [AES] if client else [],
              "compressions": [0] if client else None, "minimumRsaBits": 2048,
              "maxFrame": 262144, "serverNames": [], "identity": {}, "maxPendingRsa": 64,
              "handshakeTimeoutMs": 10000, "echo": False, "host": "127.0.0.1", "port": 0,
              "deploymentKey": None, "deploymentKeyId": None, "key": None, "chain": [],
              "tofu": None, **given}
    for name in ("deploymentKey", "deploymentKeyId"):
        if config[name] is not None:
            config[name] = bytes.fromhex(config[name])
    if config["deploymentKey"] is not None and len(config["deploymentKey"]) != 32:
        sys.exit("a deployment key has 32 bytes")
    start = time.monotonic()
    epoch = (datetime.fromisoformat(given["clock"].replace("Z", "+00:00")).timestamp()
             if "clock" in given else time.time())
    config["clock"] = lambda: epoch + time.monotonic() - start
    if client:
        settle_client(config)
    else:
        settle_server(config)
    return config


def settle_server(config):
    config["serverNames"] = [name.encode() for name in config["serverNames"]]
    if config["key"] is not None:
        config["key"] = serialization.load_pem_private_key(config["key"].encode(), None)
        judge_rsa(config["key"].public_key(), config["minimumRsaBits"])
    blocks = re.findall(r"-----BEGIN CERTIFICATE-----(.*?)-----END", config.get("certificate", ""),
                        re.S)
    config["chain"] = [base64.b64decode(block) for block in blocks]


def settle_client(config):
    config.setdefault("serverName", config["host"])
    identity, settings = config["identity"], list(config["settings"])
    if identity.get("tofu"):
        config["tofu"] = Tofu(identity["tofu"], config["serverName"], config["port"])
        if config["tofu"].known and config["tofu"].known["setting"] == CERTIFIED:
            settings = [s for s in settings if s != OPEN]
    if not any(identity.get(policy) for policy in ("pin", "tofu", "acceptAny")):
        settings = [s for s in settings if s != OPEN]
    if config["deploymentKey"] is None or not config["serverName"]:
        settings = [s for s in settings if s != PROPRIETARY]
    config["settings"] = settings


async def serve(config, lines):
    loop, connections = asyncio.get_running_loop(), {}
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    numbers = {}

    def emit(connection, event, fields):
        say(event, connection=numbers[connection], **fields)

    def accept():
        connection = Server(config, emit)
        numbers[connection] = number = len(numbers) + 1
        connections[number] = connection
        connection.finished.add_done_callback(lambda _: connections.pop(number))
        return connection

    server = await loop.create_server(accept, config["host"], config["port"], backlog=256)
    say("listening", port=server.sockets[0].getsockname()[1])

    async def obey():
        while True:
            command = json.loads(await lines.get())
            chosen = command.get("connection")
            for number, connection in list(connections.items()):
                if chosen in (None, number):
                    connection.command(command)

    task = asyncio.create_task(obey())
    await stop.wait()
    task.cancel()
    server.close()
    await leave(connections.values())


async def leave(connections):
    """SIGTERM: close what is open, give up what isn't, and wait a moment."""
    connections = list(connections)
    for connection in connections:
        connection.command({"do": "close" if connection.established else "abort"})
    if connections:
        await asyncio.wait([c.finished for c in connections], timeout=2)


async def dial(config, running):
    """One connection; `running` holds those that aren't gone yet."""

    def emit(_connection, event, fields):
        say(event, **fields)

    if not config["settings"]:                        # nothing that may be offered
        say("ended", how="alert", code=KEY_NOT_TRUSTED, local=True)
        return
    _, connection = await asyncio.get_running_loop().create_connection(
        lambda: Client(config, emit), config["host"], config["port"])
    running.append(connection)
    connection.finished.add_done_callback(lambda _: running.remove(connection))


async def be_client(line, lines):
    """One configuration after another, each with the commands behind it."""
    stop, running = asyncio.Event(), []
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)

    async def obey(line):
        while True:
            given = json.loads(line)
            if "contract" in given:
                await dial(read_config(line), running)
            else:
                for connection in list(running):
                    connection.command(given)
            line = await lines.get()

    task = asyncio.create_task(obey(line))
    task.add_done_callback(lambda _: stop.set())
    await stop.wait()
    if task.done():
        task.result()
    task.cancel()
    await leave(running)


async def main():
    loop, lines = asyncio.get_running_loop(), asyncio.Queue()

    def read():
        for line in sys.stdin:
            if line.strip():
                loop.call_soon_threadsafe(lines.put_nowait, line)

    threading.Thread(target=read, daemon=True).start()
    say("ready", serial=True)                         # the role isn't known yet
    line = await lines.get()
    if json.loads(line)["role"] == "server":
        await serve(read_config(line), lines)
    else:
        await be_client(line, lines)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except OSError as failure:
        sys.exit(f"fesa_peer: {failure}")
    finally:
        sys.stdout.flush()
    os._exit(0)
