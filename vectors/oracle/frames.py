"""Which frame is let through in which state (spec/frames.md, and the table of
spec/handshake.md, Every frame in every state)."""

from typing import NamedTuple

from answer import Fault, Permitted
from protection import is_impossible, sealed_size
from registries import ALERT, BAD_FRAME_PROTECTION, BAD_KEY, BODY_LIMITS, CERTIFIED, CLIENT_HELLO
from registries import CLIENT_KEY_EXCHANGE, FRAME_TOO_LARGE, MALFORMED, OPEN, PROTECTED
from registries import SERVER_CERTIFICATE, SERVER_HELLO, SERVER_KEY, UNEXPECTED_FRAME, VERIFY_SIZE

ACCEPTED = {
    ("server", "WAIT_CLIENT_HELLO"): {CLIENT_HELLO, ALERT},
    ("server", "WAIT_KEY_EXCHANGE"): {CLIENT_KEY_EXCHANGE, ALERT},
    ("server", "WAIT_FINISHED"): {PROTECTED, ALERT},
    ("server", "ESTABLISHED"): {PROTECTED},
    ("client", "WAIT_SERVER_HELLO"): {SERVER_HELLO, ALERT},
    ("client", "WAIT_FINISHED"): {PROTECTED, ALERT},
    ("client", "ESTABLISHED"): {PROTECTED},
}
KEY_OF_SETTING = {OPEN: SERVER_KEY, CERTIFIED: SERVER_CERTIFICATE}


class Situation(NamedTuple):
    """Where an end is: its state by the name that spec/handshake.md gives it,
    and the parameters. `modulus_size` is in bytes, and 0 without an RSA key."""

    role: str
    state: str
    setting: int
    cipher: int
    max_frame: int
    modulus_size: int


def judge_header(end: Situation, header: bytes) -> None:
    """What an end says to the four bytes of a header (FRM-3, FRM-4, FRM-5, and
    steps 1 to 3 of FRM-12); without a fault it awaits the body."""
    kind, length = header[0], int.from_bytes(header[1:], "big")
    if end.state == "WAIT_SERVER_KEY":
        accepted = {KEY_OF_SETTING[end.setting], ALERT}
    else:
        accepted = ACCEPTED[end.role, end.state]
    if kind not in accepted:
        raise Fault("a type that this state does not accept", UNEXPECTED_FRAME)
    if kind == PROTECTED:
        judge_protected(end.state == "ESTABLISHED", end.cipher, end.max_frame, length)
    elif length > BODY_LIMITS[kind]:
        raise Fault("longer than its type allows", FRAME_TOO_LARGE)
    elif length == 0:
        judge_empty(kind)
    elif kind == CLIENT_KEY_EXCHANGE and length != end.modulus_size:
        raise Permitted("another size than the modulus", MALFORMED)  # FRM-15, KEX-8


def judge_empty(kind: int) -> None:
    """A body without a byte is there with its header. There is no message in
    clear that it is right for: that of a ServerKey has a code of its own
    (FRM-6)."""
    raise Fault("a body without a byte", BAD_KEY if kind == SERVER_KEY else MALFORMED)


def judge_protected(established: bool, cipher: int, max_frame: int, length: int) -> None:
    """FIN-7 before Established, FRM-12 and PRO-16 behind it."""
    finished = sealed_size(cipher, 1 + VERIFY_SIZE)
    limit = sealed_size(cipher, 1 + max_frame) if established else finished
    if length > limit:
        raise Fault("longer than a frame may be", FRAME_TOO_LARGE)
    if is_impossible(cipher, length) or (not established and length < finished):
        raise Fault("a length that it can't have", BAD_FRAME_PROTECTION)
