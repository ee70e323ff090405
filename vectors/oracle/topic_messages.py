"""messages: bodies, their values, and where a decoder stops."""

from answer import ACCEPT, Answer, answer_to
from messages import LAYOUTS, ShapeFault, decode, receive
from shapes import BYTES, BYTES_32, U8, U16, U24, list_of, number, one_of, record, text
from vector_file import expect

U8S, U16S = list_of(U8), list_of(U16)
EXTENSIONS = list_of(record({"type": U16, "data": BYTES}))

VALUES = {
    "ClientHello": {
        "versions": U16S,
        "random": BYTES_32,
        "settings": U8S,
        "ciphers": U16S,
        "compressions": U8S,
        "maxFrame": U24,
        "serverName": BYTES,
        "extensions": EXTENSIONS,
    },
    "ServerHello": {
        "version": U16,
        "random": BYTES_32,
        "setting": U8,
        "cipher": U16,
        "compression": U8,
        "maxFrame": U24,
        "extensions": EXTENSIONS,
    },
    "ServerKey": {"spki": BYTES},
    "ServerCertificate": {"certificates": list_of(BYTES)},
    "ClientKeyExchange": {"ciphertext": BYTES},
    "Finished": {"verify": BYTES_32},
    "Data": {"content": BYTES},
    "Ping": {"content": BYTES},
    "Pong": {"content": BYTES},
    "KeyUpdate": {"request": U8},
    "Alert": {"code": U8},
}


def value_of(value, pointer):
    """The value of whichever message has these keys."""
    names = set(value) if isinstance(value, dict) else set()
    layout = next((fields for fields in VALUES.values() if set(fields) == names), {})
    return record(layout)(value, pointer)


MESSAGE = one_of(*LAYOUTS)

KINDS = {
    "valid": {"message": MESSAGE, "body": BYTES, "value": value_of},
    "invalid": {
        "message": MESSAGE,
        "body": BYTES,
        "expect": expect(decode=record({"fault": text(), "offset": number(), "path": text()})),
    },
}


def judge(vector: dict, keys: dict, claim) -> Answer:
    message, body = vector["message"], vector["body"]
    answer = answer_to(receive, message, body)
    if answer == ACCEPT:
        claim("value", decode(message, body), vector.get("value"))
    elif "decode" in vector["expect"]:
        claim("expect.decode", where_it_stops(message, body), vector["expect"]["decode"])
    return answer


def where_it_stops(message: str, body: bytes) -> dict:
    try:
        decode(message, body)
    except ShapeFault as fault:
        return {"fault": fault.kind, "offset": fault.offset, "path": fault.path}
    return {}
