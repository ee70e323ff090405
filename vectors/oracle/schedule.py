"""The transcript and the key schedule (spec/keys.md)."""

import hashlib
from typing import Dict, List

import hkdf
from registries import AES_256_GCM, CHACHA20_POLY1305, PROPRIETARY, TRIPLE_DES

KEY_SIZES = {
    AES_256_GCM: {"key": 32, "iv": 12},
    CHACHA20_POLY1305: {"key": 32, "iv": 12},
    TRIPLE_DES: {"key": 24, "mac": 32},
}


def xl(secret: bytes, label: str, context: bytes, size: int) -> bytes:
    """XL(secret, label, context, n) (KDF-1)"""
    labelled = b"fesa1 " + label.encode("ascii")
    info = size.to_bytes(2, "big")
    info += bytes([len(labelled)]) + labelled
    info += bytes([len(context)]) + context
    return hkdf.expand(secret, info, size)


def transcript_hash(frames: List[bytes]) -> bytes:
    """H over whole frames, headers included (KDF-2)."""
    return hashlib.sha256(b"".join(frames)).digest()


def finished_frame(verify: bytes) -> bytes:
    """A Finished as it enters the transcript: a frame that was never on the
    wire (KDF-3)."""
    return bytes.fromhex("06000020") + verify


def hello_randoms(client_hello: bytes, server_hello: bytes) -> bytes:
    """CH.random ‖ SH.random, from whole frames: behind header and versions, and
    behind header and version (spec/messages.md)."""
    at = 4 + 1 + client_hello[4]
    return client_hello[at : at + 32] + server_hello[6:38]


def traffic_keys(secret: bytes, cipher: int) -> Dict[str, bytes]:
    """The keys of one direction and generation (KDF-6)."""
    return {label: xl(secret, label, b"", size) for label, size in KEY_SIZES[cipher].items()}


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


def key_schedule(
    setting: int, cipher: int, frames: List[bytes], ikm: bytes, count: int = 1
) -> dict:
    """Every secret of a connection, by the names that the vectors have.

    `frames` are ClientHello, ServerHello, and but in `proprietary` K and
    ClientKeyExchange; `ikm` is the pre-master, or the deployment key; `count`
    says how many generations are wanted.
    """
    th1 = transcript_hash(frames)
    master = hkdf.extract(hello_randoms(frames[0], frames[1]), ikm)  # KDF-4
    first, second = ("server", "client") if setting == PROPRIETARY else ("client", "server")
    ends = {}
    for end in ("client", "server"):
        secret = xl(master, end, th1, 32)  # KDF-5
        ends[end] = {
            "finishedKey": xl(secret, "finished", b"", 32),  # KDF-7
            "generations": generations(secret, cipher, count),
        }
    ends[first]["verify"] = hkdf.hmac_sha256(ends[first]["finishedKey"], th1)  # FIN-1, FIN-2
    frames = frames + [finished_frame(ends[first]["verify"])]
    th2 = transcript_hash(frames)
    ends[second]["verify"] = hkdf.hmac_sha256(ends[second]["finishedKey"], th2)
    th3 = transcript_hash(frames + [finished_frame(ends[second]["verify"])])
    binding = xl(master, "binding", th3, 32)  # KDF-9
    hashes = {"th1": th1, "th2": th2, "th3": th3}
    return {"first": first, "master": master, "binding": binding, **hashes, **ends}
