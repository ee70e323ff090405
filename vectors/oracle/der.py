"""DER, as far as an RSA key needs it: one spelling for every value."""

from typing import List, Tuple

INTEGER, BIT_STRING, OCTET_STRING, NULL, OBJECT_IDENTIFIER, SEQUENCE = 2, 3, 4, 5, 6, 0x30


class NotDer(Exception):
    """Bytes that DER doesn't have."""


def element(data: bytes, tag: int) -> Tuple[bytes, bytes]:
    """The content of the element of this tag that the bytes begin with, and
    what follows it. Lengths are definite and as short as can be."""
    if len(data) < 2 or data[0] != tag:
        raise NotDer("another tag, or none")
    size, at = data[1], 2
    if size >= 0x80:
        width = size - 0x80
        if not 1 <= width <= 4 or len(data) < 2 + width:
            raise NotDer("a length that is indefinite, or too long")
        size, at = int.from_bytes(data[2 : 2 + width], "big"), 2 + width
        if size < 0x80 or size < 1 << (8 * (width - 1)):
            raise NotDer("a length with bytes that it doesn't need")
    if len(data) - at < size:
        raise NotDer("fewer bytes than its length says")
    return data[at : at + size], data[at + size :]


def only(data: bytes, tag: int) -> bytes:
    """The same where nothing may follow."""
    content, rest = element(data, tag)
    if rest:
        raise NotDer("something follows")
    return content


def unsigned(content: bytes) -> int:
    """The content of an INTEGER that isn't negative."""
    if not content or content[0] >= 0x80:
        raise NotDer("a number without bytes, or negative")
    if len(content) > 1 and content[0] == 0 and content[1] < 0x80:
        raise NotDer("a number with a byte that it doesn't need")
    return int.from_bytes(content, "big")


def integers(content: bytes, count: int) -> List[int]:
    """So many INTEGERs that aren't negative, and nothing else."""
    numbers = []
    for _ in range(count):
        number, content = element(content, INTEGER)
        numbers.append(unsigned(number))
    if content:
        raise NotDer("something follows")
    return numbers
