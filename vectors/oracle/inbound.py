"""What a receiver makes of the plaintexts of one direction, in their order:
steps 6 to 9 of FRM-12 (spec/frames.md), and spec/channel.md."""

import hmac
from typing import NamedTuple, Optional

from answer import Fault
from inflate import Inflater
from messages import decode
from registries import ALERT, BAD_FINISHED, BIT_7, DATA, DEFLATE, FINISHED, FRAME_TOO_LARGE
from registries import KEY_UPDATE, MALFORMED, NAMES, PING, PONG, UNEXPECTED_FRAME

SIZES = {FINISHED: 32, KEY_UPDATE: 1, ALERT: 1}  # FRM-14


class Message(NamedTuple):
    """An inner message: its type without bit 7, whether bit 7 was set, and the
    content, inflated."""

    kind: int
    compressed: bool
    content: bytes

    @property
    def name(self) -> str:
        return ("compressed " if self.compressed else "") + NAMES.get(self.kind, "unknown")


class Inbound:
    """One direction, as its receiver sees it from the Finished on."""

    def __init__(self, compression: int, max_frame: int, verify: Optional[bytes] = None):
        self.established = False
        self.compression, self.max_frame, self.verify = compression, max_frame, verify
        self.inflater = Inflater(max_frame)
        self.updated = False  # whether the frame before was a KeyUpdate
        self.pings = []  # what the receiver has sent and awaits, oldest first

    def take(self, plain: bytes) -> Message:
        if plain == b"":
            raise Fault("no inner type", MALFORMED)  # PRO-11
        kind, compressed, carried = plain[0] & ~BIT_7, plain[0] >= BIT_7, plain[1:]
        self.judge_type(kind, compressed)
        if kind == PONG:
            message = self.take_pong(compressed, carried)
        else:
            message = Message(kind, compressed, self.content_of(kind, compressed, carried))
        self.updated = kind == KEY_UPDATE
        if kind == FINISHED:
            self.take_verify(message.content)
        return message

    def judge_type(self, kind: int, compressed: bool) -> None:
        """Step 7: FIN-6, FIN-9, PRO-12, CMP-2, KUP-5."""
        expected = {DATA, PING, PONG, KEY_UPDATE, ALERT} if self.established else {FINISHED}
        if kind not in expected:
            raise Fault("an inner type that is not due", UNEXPECTED_FRAME)
        if compressed and (self.compression != DEFLATE or kind not in (DATA, PING, PONG)):
            raise Fault("bit 7 where it may not be", UNEXPECTED_FRAME)
        if kind == KEY_UPDATE and self.updated:
            raise Fault("a KeyUpdate right after another", UNEXPECTED_FRAME)

    def content_of(self, kind: int, compressed: bool, carried: bytes) -> bytes:
        """Steps 8 and 9: FRM-14, PRO-13, then what the message says."""
        if len(carried) != SIZES.get(kind, len(carried)):
            raise Fault("another size", MALFORMED)
        if len(carried) > self.max_frame:
            raise Fault("more than maxFrame", FRAME_TOO_LARGE)
        content = self.inflater.inflate(carried) if compressed else carried
        decode(NAMES[kind], content)  # DAT-2, KUP-1
        return content

    def take_pong(self, compressed: bool, carried: bytes) -> Message:
        """PNG-4. Where no Ping awaits it, or bit 7 is wrong, the code of a
        further fault is right as well (PNG-6)."""
        awaited = self.pings[0] if self.pings else None
        if awaited is None or awaited.compressed != compressed:
            further = set()
            try:
                self.content_of(PONG, compressed, carried)
            except Fault as fault:
                further = fault.codes
            raise Fault("a Pong that no Ping awaits", UNEXPECTED_FRAME, *further)
        content = self.content_of(PONG, compressed, carried)
        if content != awaited.content:
            raise Fault("a Pong with other bytes", UNEXPECTED_FRAME)
        self.pings.pop(0)
        return Message(PONG, compressed, content)

    def take_verify(self, verify: bytes) -> None:
        """FIN-3."""
        if self.verify is not None and not hmac.compare_digest(self.verify, verify):
            raise Fault("another verify", BAD_FINISHED)
        self.established = True
