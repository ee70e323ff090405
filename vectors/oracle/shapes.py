"""Shapes of JSON values: each is a function of a value and its JSON pointer
that gives the value, bytes in place of hex, or raises Unreadable."""

import re
from typing import Any, Callable, Dict, Optional

Shape = Callable[[Any, str], Any]


class Unreadable(Exception):
    """A file that isn't as vectors/README.md says, and where."""

    def __init__(self, pointer: str, about: str):
        super().__init__(about)
        self.pointer = pointer


def hex_bytes(size: Optional[int] = None) -> Shape:
    def read(value: Any, pointer: str) -> bytes:
        if not isinstance(value, str) or not re.fullmatch(r"(?:[0-9a-f]{2})*", value):
            raise Unreadable(pointer, "no bytes in lower-case hex")
        if size is not None and len(value) != 2 * size:
            raise Unreadable(pointer, f"not {size} bytes")
        return bytes.fromhex(value)

    return read


def number(most: int = 2**53 - 1, least: int = 0) -> Shape:
    def read(value: Any, pointer: str) -> int:
        if type(value) is not int or not least <= value <= most:
            raise Unreadable(pointer, f"no whole number from {least} to {most}")
        return value

    return read


def text(pattern: str = r"(?s).+") -> Shape:
    def read(value: Any, pointer: str) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise Unreadable(pointer, f"no text of the form {pattern}")
        return value

    return read


def one_of(*values: Any) -> Shape:
    def read(value: Any, pointer: str) -> Any:
        if value not in values:
            raise Unreadable(pointer, f"not {' or '.join(map(str, values))}")
        return value

    return read


def list_of(shape: Shape, least: int = 0) -> Shape:
    def read(value: Any, pointer: str) -> list:
        if not isinstance(value, list) or len(value) < least:
            raise Unreadable(pointer, f"no list of {least} or more")
        return [shape(item, f"{pointer}/{index}") for index, item in enumerate(value)]

    return read


def record(shapes: Dict[str, Shape]) -> Shape:
    """An object of these keys and no other; a name that ends in ? may be
    absent."""
    known = {name.rstrip("?"): shape for name, shape in shapes.items()}

    def read(value: Any, pointer: str) -> dict:
        if not isinstance(value, dict):
            raise Unreadable(pointer, "no object")
        for name in value:
            if name not in known:
                raise Unreadable(child(pointer, name), "unknown key")
        for name in shapes:
            if not name.endswith("?") and name not in value:
                raise Unreadable(child(pointer, name), "missing")
        return {name: known[name](item, child(pointer, name)) for name, item in value.items()}

    return read


def dictionary(shape: Shape) -> Shape:
    """An object whose keys are names that the file gives."""

    def read(value: Any, pointer: str) -> dict:
        if not isinstance(value, dict):
            raise Unreadable(pointer, "no object")
        return {name: shape(item, child(pointer, name)) for name, item in value.items()}

    return read


def child(pointer: str, name: str) -> str:
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


U8, U16, U24 = number(0xFF), number(0xFFFF), number(0xFFFFFF)
BYTES, BYTES_32 = hex_bytes(), hex_bytes(32)
END = one_of("client", "server")
