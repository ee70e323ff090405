"""The layouts of the messages and their decoder (spec/messages.md).

A layout is a list of fields, a field a pair of name and encoding. An encoding
reads from a `Body` and returns a value: numbers as int, bytes as bytes, lists
as list, elements of several fields as dict. What is read here is shape; what
the values mean is judged elsewhere (spec/conventions.md, Shape and meaning).
"""

from answer import Fault
from registries import ALERT, BODY_LIMITS, FRAME_TOO_LARGE, MALFORMED, NAMES


class ShapeFault(Fault):
    """A breach of shape: its kind, the first byte of what is at fault, and the
    field that was read there."""

    def __init__(self, kind: str, offset: int, path: str):
        super().__init__(f"{kind} at {offset}: {path}", MALFORMED)
        self.kind, self.offset, self.path = kind, offset, path


class Body:
    """Bytes up to `end`, read from the front."""

    def __init__(self, data: bytes, start: int, end: int):
        self.data, self.at, self.end = data, start, end

    def take(self, size: int, path: str) -> bytes:
        if self.end - self.at < size:
            raise ShapeFault("truncated", self.at, path)
        self.at += size
        return self.data[self.at - size : self.at]

    def rest(self) -> bytes:
        return self.take(self.end - self.at, "")


def number(size: int, named=None):
    """u8, u16 or u24; of a closed registry if `named` is given."""

    def read(body: Body, path: str) -> int:
        start = body.at
        value = int.from_bytes(body.take(size, path), "big")
        if named is not None and value not in named:
            raise ShapeFault("value", start, path)
        return value

    return read


def exactly(size: int):
    """x[n]"""
    return lambda body, path: body.take(size, path)


def to_the_end(least: int = 0, most: int = 2**24 - 1):
    """x[*]"""

    def read(body: Body, path: str) -> bytes:
        if not least <= body.end - body.at <= most:
            raise ShapeFault("length", body.at, path)
        return body.rest()

    return read


def counted(prefix: int, least: int = 0):
    """x<uN>"""

    def read(body: Body, path: str) -> bytes:
        start = body.at
        size = int.from_bytes(body.take(prefix, path), "big")
        content = body.take(size, path)
        if size < least:
            raise ShapeFault("length", start, path)
        return content

    return read


def elements(prefix: int, element, least: int = 0, most: int = 2**24, distinct=None):
    """x<uN>{y}: the count in front is of bytes. `distinct` gives of an element
    what no two of a list may have in common (FRM-7)."""

    def read(body: Body, path: str) -> list:
        start = body.at
        size = int.from_bytes(body.take(prefix, path), "big")
        content_at = body.at
        body.take(size, path)
        if size == 0 and least > 0:
            raise ShapeFault("length", start, path)
        content, values, seen = Body(body.data, content_at, body.at), [], set()
        while content.at < content.end:
            item_at, item_path = content.at, f"{path}[{len(values)}]"
            if len(values) == most:
                raise ShapeFault("count", item_at, item_path)
            values.append(element(content, item_path))
            if distinct is not None:
                if distinct(values[-1]) in seen:
                    raise ShapeFault("duplicate", item_at, item_path)
                seen.add(distinct(values[-1]))
        return values

    return read


def fields(layout: list):
    """Fields one after another."""

    def read(body: Body, path: str) -> dict:
        return {name: encoding(body, f"{path}.{name}") for name, encoding in layout}

    return read


U8, U16, U24 = number(1), number(2), number(3)


def itself(value: int) -> int:
    return value


def extension_type(extension: dict) -> int:
    return extension["type"]


EXTENSIONS = elements(2, fields([("type", U16), ("data", counted(2))]), distinct=extension_type)

LAYOUTS = {
    "ClientHello": [
        ("versions", elements(1, U16, least=1, distinct=itself)),
        ("random", exactly(32)),
        ("settings", elements(1, U8, least=1, distinct=itself)),
        ("ciphers", elements(1, U16, least=1, distinct=itself)),
        ("compressions", elements(1, U8, least=1, distinct=itself)),
        ("maxFrame", U24),
        ("serverName", counted(1)),
        ("extensions", EXTENSIONS),
    ],
    "ServerHello": [
        ("version", U16),
        ("random", exactly(32)),
        ("setting", U8),
        ("cipher", U16),
        ("compression", U8),
        ("maxFrame", U24),
        ("extensions", EXTENSIONS),
    ],
    "ServerKey": [("spki", to_the_end(most=1024))],
    "ServerCertificate": [("certificates", elements(3, counted(3, least=1), least=1, most=10))],
    "ClientKeyExchange": [("ciphertext", to_the_end(most=512))],
    "Finished": [("verify", exactly(32))],
    "Data": [("content", to_the_end(least=1))],
    "Ping": [("content", to_the_end())],
    "Pong": [("content", to_the_end())],
    "KeyUpdate": [("request", number(1, named={0, 1}))],
    "Alert": [("code", U8)],
}

# Of those that stand in clear alone, the limit that a header is held to.
LIMITS = {NAMES[kind]: limit for kind, limit in BODY_LIMITS.items() if kind != ALERT}


def decode(message: str, data: bytes) -> dict:
    """The fields of a body that decodes exactly (FRM-6)."""
    body = Body(data, 0, len(data))
    value = fields(LAYOUTS[message])(body, message)
    if body.at < body.end:
        raise ShapeFault("trailing", body.at, message)
    return value


def receive(message: str, data: bytes) -> dict:
    """The same of a body that arrives: one over the limit of its type is
    refused by its header (FRM-5)."""
    if len(data) > LIMITS.get(message, 2**24):
        raise Fault("longer than its type allows", FRAME_TOO_LARGE)
    return decode(message, data)
