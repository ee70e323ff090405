"""rsa: keys that a client is sent, and ClientKeyExchanges that a server gets."""

from typing import Iterator

from answer import Answer, answer_to
from oaep import DecryptionError, PrivateKey, bare_decrypt, mgf1, xor
from registries import BAD_FRAME_PROTECTION, PRE_MASTER_SIZE
from rsa import accept_server_key, encrypt, read_pkcs8, read_spki, receive_key_exchange
from shapes import BYTES, BYTES_32, hex_bytes, number, text

EXCHANGE = {"key": text(), "ciphertext": BYTES}

KINDS = {
    "spki": {
        "spki": BYTES,
        "minimumRsaBits": number(),
        "modulusBits?": number(),
        "exponent?": number(),
    },
    "oaep": {**EXCHANGE, "preMaster": hex_bytes(48), "oaepSeed": BYTES_32},
    "rejection": {**EXCHANGE, "encoded?": BYTES, "message?": BYTES},
    "size": EXCHANGE,
}


def judge(vector: dict, keys: dict, claim) -> Answer:
    if vector["kind"] == "spki":
        return judge_key(vector, claim)
    key = read_pkcs8(keys[vector["key"]]["pkcs8"])
    claim("the key's spki", key.public, read_spki(keys[vector["key"]]["spki"]))
    return answer_to_exchange(vector, key, claim)


def judge_key(vector: dict, claim) -> Answer:
    answer = answer_to(accept_server_key, vector["spki"], vector["minimumRsaBits"])
    if "modulusBits" in vector or "exponent" in vector:
        key = read_spki(vector["spki"])
        claim("modulusBits", key.modulus.bit_length(), vector["modulusBits"])
        claim("exponent", key.exponent, vector["exponent"])
    return answer


def answer_to_exchange(vector: dict, key: PrivateKey, claim) -> Answer:
    def receive() -> None:
        pre_master = receive_key_exchange(key, vector["ciphertext"])
        claim("preMaster", pre_master, vector.get("preMaster"))
        made = encrypt(key.public, pre_master, vector.get("oaepSeed", b""))
        claim("ciphertext by its seed", made, vector["ciphertext"])

    try:
        return answer_to(receive)
    except DecryptionError:
        claim_defect(vector, key, claim)
        return Answer("implicitRejection", frozenset({BAD_FRAME_PROTECTION}))


def claim_defect(vector: dict, key: PrivateKey, claim) -> None:
    """What is said of a defect: what was encrypted, and what a server that
    forgave it would find."""
    if "encoded" not in vector:
        return
    encoded = bare_decrypt(key, vector["ciphertext"])
    claim("encoded", encoded, vector["encoded"])
    if "message" in vector:
        found = vector["message"] if vector["message"] in forgiven(encoded) else None
        claim("message", found, vector["message"])


def forgiven(encoded: bytes) -> Iterator[bytes]:
    """Every message that is found by forgiving one thing: what stands at the
    end without any padding, PKCS #1 v1.5, and OAEP of either hash with whatever
    first octet, label and separator."""
    yield encoded[-PRE_MASTER_SIZE:]
    if encoded[:2] == b"\0\x02":
        yield encoded[encoded.index(0, 2) + 1 :]
    for hash_size in (32, 20):
        for mask_hash in ("sha256", "sha1"):
            masked_seed, masked_block = encoded[1 : 1 + hash_size], encoded[1 + hash_size :]
            seed = xor(masked_seed, mgf1(masked_block, hash_size, mask_hash))
            block = xor(masked_block, mgf1(seed, len(masked_block), mask_hash))
            padded = block[hash_size:]
            yield padded.lstrip(b"\0")[1:]
            yield padded[-PRE_MASTER_SIZE:]
