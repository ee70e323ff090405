"""Frames, hellos and Alerts as bytes: spec/frames.md, spec/messages.md, spec/failures.md."""

CLIENT_HELLO, SERVER_HELLO, SERVER_KEY, SERVER_CERTIFICATE, CLIENT_KEY_EXCHANGE = range(1, 6)
FINISHED, DATA, PING, PONG, KEY_UPDATE, ALERT, PROTECTED = 6, 16, 17, 18, 19, 21, 32
COMPRESSED = 0x80
LIMITS = {CLIENT_HELLO: 16384, SERVER_HELLO: 16384, SERVER_KEY: 1024,
          SERVER_CERTIFICATE: 65535, CLIENT_KEY_EXCHANGE: 512, ALERT: 1}

ALERTS = dict(
    close=0x00, unexpected_frame=0x01, malformed=0x02, frame_too_large=0x03,
    illegal_parameter=0x04, no_common_version=0x10, no_common_setting=0x11,
    no_common_cipher=0x12, unrecognized_name=0x13, bad_key=0x20, weak_key=0x21,
    key_not_trusted=0x22, bad_certificate=0x23, unknown_ca=0x24, certificate_expired=0x25,
    certificate_revoked=0x26, revocation_unknown=0x27, certificate_unsuitable=0x28,
    name_mismatch=0x29, bad_frame_protection=0x30, bad_finished=0x31, key_limit=0x32,
    decompression_failed=0x33, timeout=0x40, busy=0x41, internal_error=0x50, aborted=0x51)

# The layouts: a field, how it is written, and the size of what it is written in (of the field
# itself, of its byte count, of a list's elements).
HELLOS = {
    CLIENT_HELLO: (("versions", "list", 2), ("random", "bytes", 32), ("settings", "list", 1),
                   ("ciphers", "list", 2), ("compressions", "list", 1), ("maxFrame", "number", 3),
                   ("serverName", "block", 1), ("extensions", "extensions", 2)),
    SERVER_HELLO: (("version", "number", 2), ("random", "bytes", 32), ("setting", "number", 1),
                   ("cipher", "number", 2), ("compression", "number", 1),
                   ("maxFrame", "number", 3), ("extensions", "extensions", 2))}


class Fault(Exception):
    """A fault of the peer, by the name of the Alert that answers it."""

    def __init__(self, alert):
        super().__init__(alert)
        self.code = ALERTS[alert]


def require(condition, alert):
    """Most rules of the specification: what has to hold, and what answers it if it doesn't."""
    if not condition:
        raise Fault(alert)


def number(value, size):
    return value.to_bytes(size, "big")


def block(data, size):
    """A byte count of that size, and the bytes."""
    return number(len(data), size) + data


def frame(kind, body):
    return number(kind, 1) + block(body, 3)                                  # FRM-1


class Reader:
    """Takes bytes apart; whatever doesn't fit is `malformed` (FRM-6, FRM-7)."""

    def __init__(self, data):
        self.data = data

    def bytes(self, size):
        require(size <= len(self.data), "malformed")
        taken, self.data = self.data[:size], self.data[size:]
        return taken

    def number(self, size):
        return int.from_bytes(self.bytes(size), "big")

    def block(self, size):
        return self.bytes(self.number(size))

    def elements(self, size, read):
        """What a block holds, one after another."""
        inner, found = Reader(self.block(size)), []
        while inner.data:
            found.append(read(inner))
        return found

    def list(self, size):
        found = self.elements(1, lambda inner: inner.number(size))
        require(found and len(set(found)) == len(found), "malformed")
        return found

    def extensions(self, size):
        found = self.elements(size, lambda inner: (inner.number(2), inner.block(2)))
        require(len(dict(found)) == len(found), "malformed")
        return dict(found)


WRITERS = {
    "number": number, "block": block, "bytes": lambda data, size: data,
    "list": lambda items, size: block(b"".join(number(item, size) for item in items), 1),
    "extensions": lambda items, size: block(
        b"".join(number(kind, 2) + block(data, 2) for kind, data in items.items()), size)}


def encode_hello(kind, hello):
    return b"".join(WRITERS[how](hello[name], size) for name, how, size in HELLOS[kind])


def decode(body, read):
    """What is read of a body, if that is all of it."""
    reader = Reader(body)
    message = read(reader)
    require(not reader.data, "malformed")
    return message


def decode_hello(kind, body):
    return decode(body, lambda reader: {
        name: getattr(reader, how)(size) for name, how, size in HELLOS[kind]})


def encode_certificates(chain):
    return block(b"".join(block(der, 3) for der in chain), 3)


def decode_certificates(body):
    chain = decode(body, lambda reader: reader.elements(3, lambda inner: inner.block(3)))
    require(1 <= len(chain) <= 10 and all(chain), "malformed")               # IDN-16
    return chain
