"""frames: headers in every state, and what Protected frames open to."""

from answer import Answer, answer_to
from frames import Situation, judge_header
from inbound import Inbound
from negotiation import belongs
from shapes import BYTES, U8, U16, U24, END, hex_bytes, list_of, one_of

STATE = one_of(
    "WAIT_CLIENT_HELLO",
    "WAIT_KEY_EXCHANGE",
    "WAIT_SERVER_HELLO",
    "WAIT_SERVER_KEY",
    "WAIT_FINISHED",
    "ESTABLISHED",
)
SITUATION = {
    "role": END,
    "state": STATE,
    "setting": U8,
    "cipher": U16,
    "compression": U8,
    "maxFrame": U24,
}
MODULUS_SIZE = 256  # the server's key has 2048 bits, as the file says

KINDS = {
    "header": {**SITUATION, "header": hex_bytes(4)},
    "inner": {**SITUATION, "plains": list_of(BYTES, least=1)},
}


def judge(vector: dict, keys: dict, claim) -> Answer:
    claim("setting: whether it has the cipher", belongs(vector["cipher"], vector["setting"]), True)
    if vector["kind"] == "header":
        names = ("role", "state", "setting", "cipher", "maxFrame")
        end = Situation(*[vector[name] for name in names], MODULUS_SIZE)
        return answer_to(judge_header, end, vector["header"])
    inbound = Inbound(vector["compression"], vector["maxFrame"])
    inbound.established = vector["state"] == "ESTABLISHED"
    taken = []

    def receive() -> None:
        for plain in vector["plains"]:
            taken.append(inbound.take(plain))

    answer = answer_to(receive)
    if len(taken) < len(vector["plains"]) - 1:
        claim("a plaintext before the last", answer, "accept")
    return answer
