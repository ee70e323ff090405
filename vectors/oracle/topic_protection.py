"""protection: frames under one key of each cipher."""

from answer import Answer, answer_to
from answer import Fault
from protection import open_frame, seal
from registries import MALFORMED
from schedule import traffic_keys
from shapes import BYTES, BYTES_32, U16, hex_bytes, number, record

KEYED = {
    "cipher": U16,
    "secret": BYTES_32,
    "keys": record({"key": BYTES, "iv?": hex_bytes(12), "mac?": BYTES_32}),
    "sequence": number(),
    "blocks?": number(),
    "frame": BYTES,
}

KINDS = {
    "seal": {**KEYED, "plain": BYTES, "iv8?": hex_bytes(8)},
    "open": {**KEYED, "plain?": BYTES, "iv8?": hex_bytes(8)},
}


def judge(vector: dict, keys: dict, claim) -> Answer:
    cipher, frame = vector["cipher"], vector["frame"]
    mine = traffic_keys(vector["secret"], cipher)
    claim("keys", mine, vector["keys"])
    claim("the header's length", int.from_bytes(frame[1:4], "big"), len(frame) - 4)
    if vector["kind"] == "seal":
        sealed = seal(cipher, mine, vector["sequence"], vector["plain"], vector.get("iv8", b""))
        claim("frame", sealed, frame)

    def receive() -> None:
        plain = open_frame(cipher, mine, vector["sequence"], vector.get("blocks", 0), frame)
        if plain == b"":
            raise Fault("no inner type", MALFORMED)  # PRO-11
        claim("plain", plain, vector.get("plain"))

    return answer_to(receive)
