"""negotiation: offers and answers, to an end that is configured so."""

from answer import ACCEPT, Answer, answer_to
from messages import decode
from negotiation import judge_answer, select
from shapes import BYTES, BYTES_32, U8, U16, U24, list_of, record, text

SERVER = {
    "settings": list_of(U8, least=1),
    "algorithm": U16,
    "proprietaryCipher": U16,
    "deflateSettings": list_of(U8),
    "maxFrame": U24,
    "serverNames": list_of(text()),
    "deploymentKeys": list_of(record({"id?": BYTES, "key": BYTES_32})),
}
CLIENT = {
    "settings": list_of(U8, least=1),
    "ciphers": list_of(U16, least=1),
    "compressions": list_of(U8, least=1),
    "maxFrame": U24,
    "serverName": text(r"(?s).*"),
}

KINDS = {
    "offer": {
        "server": record(SERVER),
        "clientHello": BYTES,
        "answer?": record(
            {
                "version": U16,
                "setting": U8,
                "cipher": U16,
                "compression": U8,
                "maxFrame": U24,
                "deploymentKey?": BYTES_32,
            }
        ),
    },
    "answer": {"client": record(CLIENT), "serverHello": BYTES},
}


def judge(vector: dict, keys: dict, claim) -> Answer:
    if vector["kind"] == "answer":
        return answer_to(
            lambda: judge_answer(vector["client"], decode("ServerHello", vector["serverHello"]))
        )

    def receive() -> None:
        selected = select(vector["server"], decode("ClientHello", vector["clientHello"]))
        claim("answer", selected, vector.get("answer"))

    answer = answer_to(receive)
    if answer != ACCEPT:
        claim("answer", None, vector.get("answer"))
    return answer
