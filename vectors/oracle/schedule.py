"""The transcript and the key schedule (spec/keys.md)."""

import hashlib
import hmac
from typing import Dict, List

from registries import PROPRIETARY, TRIPLE_DES


def hkdf_extract(salt: bytes, ikm: bytes) -> bytes:
    """RFC 5869, section 2.2, with SHA-256."""
    return hmac.digest(salt, ikm, "sha256")


def hkdf_expand(secret: bytes, info: bytes, size: int) -> bytes:
    """RFC 5869, section 2.3, with SHA-256."""
    output, block = b"", b""
    for counter in range(1, -(-size // 32) + 1):
        block = hmac.digest(secret, block + info + bytes([counter]), "sha256")
        output += block
    return output[:size]


def xl_info(label: str, context: bytes, size: int) -> bytes:
    """The info of XL: u16(n) ‖ u8(6 + |label|) ‖ "fesa1 " ‖ label ‖
    u8(|context|) ‖ context."""
    labelled = b"fesa1 " + label.encode("ascii")
    return (
        size.to_bytes(2, "big")
        + bytes([len(labelled)])
        + labelled
        + bytes([len(context)])
        + context
    )


def xl(secret: bytes, label: str, context: bytes, size: int) -> bytes:
    """XL (KDF-1)."""
    return hkdf_expand(secret, xl_info(label, context, size), size)


def transcript_hash(frames: List[bytes]) -> bytes:
    """H over whole frames, headers included (KDF-2)."""
    return hashlib.sha256(b"".join(frames)).digest()


def finished_frame(verify: bytes) -> bytes:
    """A Finished as it enters the transcript: a frame that was never on the
    wire (KDF-3)."""
    return bytes.fromhex("06000020") + verify


def hello_randoms(client_hello: bytes, server_hello: bytes) -> bytes:
    """CH.random ‖ SH.random, from whole frames: behind the header and the list
    of versions, and behind the header and the version (spec/messages.md)."""
    at = 4 + 1 + client_hello[4]
    return client_hello[at : at + 32] + server_hello[6:38]


def traffic_keys(secret: bytes, cipher: int) -> Dict[str, bytes]:
    """The keys of one direction and generation (KDF-6)."""
    if cipher == TRIPLE_DES:
        return {"key": xl(secret, "key", b"", 24), "mac": xl(secret, "mac", b"", 32)}
    return {"key": xl(secret, "key", b"", 32), "iv": xl(secret, "iv", b"", 12)}


def next_secret(secret: bytes) -> bytes:
    """The secret behind a KeyUpdate (KDF-8)."""
    return xl(secret, "update", b"", 32)


def generations(secret: bytes, cipher: int, count: int) -> List[Dict[str, bytes]]:
    """Secrets and keys from generation 0 on."""
    made = []
    for _ in range(count):
        made.append({"secret": secret, **traffic_keys(secret, cipher)})
        secret = next_secret(secret)
    return made


def key_schedule(setting: int, cipher: int, frames: List[bytes], ikm: bytes, count: int = 1) -> dict:
    """Every secret of a connection, by the names that the vectors have.

    `frames` are ClientHello, ServerHello, and but in `proprietary` K and
    ClientKeyExchange; `ikm` is the pre-master or the deployment key; `count`
    the number of generations wanted.
    """
    th1 = transcript_hash(frames)
    master = hkdf_extract(hello_randoms(frames[0], frames[1]), ikm)  # KDF-4
    first, second = ("server", "client") if setting == PROPRIETARY else ("client", "server")  # FIN-1
    ends = {}
    for end in ("client", "server"):
        secret = xl(master, end, th1, 32)  # KDF-5
        ends[end] = {
            "finishedKey": xl(secret, "finished", b"", 32),  # KDF-7
            "generations": generations(secret, cipher, count),
        }
    ends[first]["verify"] = hmac.digest(ends[first]["finishedKey"], th1, "sha256")  # FIN-2
    frames = frames + [finished_frame(ends[first]["verify"])]
    th2 = transcript_hash(frames)
    ends[second]["verify"] = hmac.digest(ends[second]["finishedKey"], th2, "sha256")
    th3 = transcript_hash(frames + [finished_frame(ends[second]["verify"])])
    return {
        "first": first,
        "th1": th1,
        "master": master,
        **ends,
        "th2": th2,
        "th3": th3,
        "binding": xl(master, "binding", th3, 32),  # KDF-9
    }
