"""protection: frames under one key of each cipher."""

from answer import Answer, Fault, answer_to
from protection import blocks_of, open_frame, seal
from registries import ALERT, BLOCKS_OF_A_KEY, FRAMES_OF_A_KEY, KEY_UPDATE, MALFORMED, TRIPLE_DES
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
        claim("plain: whether a sender has a place for it", has_place(vector), True)
        sealed = seal(cipher, mine, vector["sequence"], vector["plain"], vector.get("iv8", b""))
        claim("frame", sealed, frame)

    def receive() -> None:
        plain = open_frame(cipher, mine, vector["sequence"], vector.get("blocks", 0), frame)
        if plain == b"":
            raise Fault("no inner type", MALFORMED)  # PRO-11
        claim("plain", plain, vector.get("plain"))

    return answer_to(receive)


def has_place(vector: dict) -> bool:
    """Whether the key still takes this message of its sender (KUP-6, KUP-7):
    the last place is for KeyUpdate and Alert."""
    last = vector["plain"][0] in (KEY_UPDATE, ALERT)
    if vector["cipher"] == TRIPLE_DES:
        count = vector["blocks"] + blocks_of(len(vector["frame"]) - 4)
        return count <= (BLOCKS_OF_A_KEY if last else BLOCKS_OF_A_KEY - 1)
    return vector["sequence"] <= (FRAMES_OF_A_KEY - 1 if last else FRAMES_OF_A_KEY - 2)
