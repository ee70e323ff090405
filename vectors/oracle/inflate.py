"""The receiving side of compression (spec/protection.md, Compression): raw
DEFLATE by RFC 1951, one context for a direction.

It is written out because a library doesn't tell what the pages need: whether
content ends where a block does, and which of two faults came first.
"""

import zlib
from typing import List, Tuple

from answer import Fault, Permitted
from registries import COMPRESSION_HEADROOM, DECOMPRESSION_FAILED, FRAME_TOO_LARGE, MALFORMED

TAIL = bytes.fromhex("0000ffff")
WINDOW = 32768

# RFC 1951, 3.2.5: the least length and distance of each symbol, and its extra bits.
LENGTH_BITS = [0] * 8 + [1] * 4 + [2] * 4 + [3] * 4 + [4] * 4 + [5] * 4 + [0]
DISTANCE_BITS = [0] * 4 + [bits for bits in range(1, 14) for _ in "ab"]
CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]


def least_values(first: int, extra_bits: List[int]) -> List[int]:
    values = []
    for bits in extra_bits:
        values.append(first)
        first += 1 << bits
    return values


LENGTHS = least_values(3, LENGTH_BITS[:-1]) + [258]
DISTANCES = least_values(1, DISTANCE_BITS)


class EndOfContent(Exception):
    """The bits are at an end, within a block."""


class Bits:
    """Bits of bytes, from the least significant on."""

    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def take(self, count: int) -> int:
        value = 0
        for place in range(count):
            if self.at >= 8 * len(self.data):
                raise EndOfContent
            value |= (self.data[self.at >> 3] >> (self.at & 7) & 1) << place
            self.at += 1
        return value

    def whole_bytes(self, count: int) -> bytes:
        """The next bytes, from the next byte's boundary on."""
        start = (self.at + 7) // 8
        self.at = 8 * min(start + count, len(self.data))
        return self.data[start : start + count]


class Code:
    """A Huffman code by the lengths of its symbols (3.2.2). Too many codes are
    a fault, and so are too few, but for a single one of one bit."""

    def __init__(self, lengths: List[int]):
        self.symbols = {}
        code = 0
        for length in range(1, 16):
            for symbol, its_length in enumerate(lengths):
                if its_length == length:
                    self.symbols[length, code] = symbol
                    code += 1
            if code > 1 << length:
                raise invalid("more codes than there are")
            code <<= 1
        self.is_complete = code == 1 << 16
        self.is_single = set(self.symbols) == {(1, 0)}
        self.is_empty = not self.symbols

    def take(self, bits: Bits) -> int:
        code = 0
        for length in range(1, 16):
            code = code << 1 | bits.take(1)
            if (length, code) in self.symbols:
                return self.symbols[length, code]
        raise invalid("no such code")


def invalid(about: str) -> Fault:
    return Fault(about, DECOMPRESSION_FAILED)


FIXED = (
    Code([8] * 144 + [9] * 112 + [7] * 24 + [8] * 8),
    Code([5] * 32),
)


def dynamic_codes(bits: Bits) -> Tuple[Code, Code]:
    """The codes of a block that brings its own (3.2.7)."""
    literals, distances, order = bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4
    if literals > 286 or distances > 30:
        raise invalid("more symbols than there are")
    lengths = [0] * 19
    for place in CODE_LENGTH_ORDER[:order]:
        lengths[place] = bits.take(3)
    code, lengths = Code(lengths), []
    if not code.is_complete:
        raise invalid("the code of the lengths isn't complete")
    while len(lengths) < literals + distances:
        symbol = code.take(bits)
        if symbol < 16:
            lengths.append(symbol)
            continue
        if symbol == 16 and not lengths:
            raise invalid("nothing to repeat")
        value = lengths[-1] if symbol == 16 else 0
        width, least = {16: (2, 3), 17: (3, 3), 18: (7, 11)}[symbol]
        lengths += [value] * (bits.take(width) + least)
    if len(lengths) > literals + distances or lengths[256] == 0:
        raise invalid("too many lengths, or no end of block")
    literal, distance = Code(lengths[:literals]), Code(lengths[literals:])
    if not (literal.is_complete or literal.is_single):
        raise invalid("the code of the literals isn't complete")
    if not (distance.is_complete or distance.is_single or distance.is_empty):
        raise invalid("the code of the distances isn't complete")
    return literal, distance


class Inflater:
    """One direction's context, over the whole connection (CMP-3)."""

    def __init__(self, max_frame: int):
        self.capacity = max_frame - COMPRESSION_HEADROOM
        self.window = b""
        self.library = zlib.decompressobj(-15)

    def inflate(self, content: bytes) -> bytes:
        """What one content holds. The faults are CMP-12, CMP-7 and CMP-8, in
        the order in which the stream has them; CMP-14 is permitted."""
        if content == b"":
            raise Fault("empty content", MALFORMED)
        output = bytearray(self.window)
        try:
            self.blocks(Bits(content + TAIL), output)
        except EndOfContent:
            if len(output) > len(self.window):
                raise Permitted("no block ends there", DECOMPRESSION_FAILED)
        inflated = bytes(output[len(self.window) :])
        if inflated == b"":
            raise invalid("nothing in it")
        self.window = bytes(output[-WINDOW:])
        self.compare_with_library(content, inflated)
        return inflated

    def blocks(self, bits: Bits, output: bytearray) -> None:
        """Blocks to the last bit (3.2.3). The final one is met where it says so
        or where it ends: what is wrong in it is then right as well."""
        while bits.at < 8 * len(bits.data):
            is_final = bits.take(1) == 1
            try:
                self.block(bits, output)
            except Fault as fault:
                raise Fault(str(fault), *fault.codes, *[DECOMPRESSION_FAILED] * is_final)
            if is_final:
                raise invalid("a final block")

    def block(self, bits: Bits, output: bytearray) -> None:
        kind = bits.take(2)
        if kind == 3:
            raise invalid("a block of no type")
        if kind == 0:
            self.stored(bits, output)
        else:
            self.coded(bits, output, *(FIXED if kind == 1 else dynamic_codes(bits)))

    def stored(self, bits: Bits, output: bytearray) -> None:
        sizes = bits.whole_bytes(4)
        if len(sizes) < 4:
            raise EndOfContent
        size = int.from_bytes(sizes[:2], "little")
        if size ^ 0xFFFF != int.from_bytes(sizes[2:], "little"):
            raise invalid("a stored block with another size")
        copied = bits.whole_bytes(size)
        self.append(output, copied)
        if len(copied) < size:
            raise EndOfContent

    def coded(self, bits: Bits, output: bytearray, literal: Code, distance: Code) -> None:
        while True:
            symbol = literal.take(bits)
            if symbol == 256:
                return
            if symbol < 256:
                self.append(output, bytes([symbol]))
                continue
            if symbol > 285:
                raise invalid("a length that is reserved")
            length = LENGTHS[symbol - 257] + bits.take(LENGTH_BITS[symbol - 257])
            symbol = distance.take(bits)
            if symbol > 29:
                raise invalid("a distance that is reserved")
            back = DISTANCES[symbol] + bits.take(DISTANCE_BITS[symbol])
            if back > len(output):
                raise invalid("further back than there is anything")
            piece = bytes(output[-back:])
            self.append(output, (piece * (length // back + 1))[:length])

    def append(self, output: bytearray, more: bytes) -> None:
        output += more
        if len(output) - len(self.window) > self.capacity:
            raise Fault("more than C bytes", FRAME_TOO_LARGE)

    def compare_with_library(self, content: bytes, inflated: bytes) -> None:
        """A third opinion: zlib's, of content that was accepted."""
        theirs = self.library.decompress(content + TAIL)
        if theirs != inflated or self.library.eof:
            raise AssertionError("zlib inflates this content otherwise")
