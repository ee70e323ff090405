"""compression: contents with bit 7 of one direction, in their order."""

import hashlib

from answer import Answer, answer_to
from inflate import Inflater
from shapes import BYTES, BYTES_32, U24, list_of, number, record

KINDS = {
    "inflate": {
        "maxFrame": U24,
        "contents": list_of(BYTES, least=1),
        "inflated": list_of(
            record({"size": number(least=1), "sha256": BYTES_32, "bytes?": BYTES})
        ),
    },
}


def judge(vector: dict, keys: dict, claim) -> Answer:
    inflated = []

    def receive() -> None:
        inflater = Inflater(vector["maxFrame"])
        for content in vector["contents"]:
            inflated.append(inflater.inflate(content))

    answer = answer_to(receive)
    if len(inflated) < len(vector["contents"]) - 1:
        claim("a content before the last", answer, "accept")
    claim("inflated", len(inflated), len(vector["inflated"]))
    for index, (mine, theirs) in enumerate(zip(inflated, vector["inflated"])):
        claim(f"inflated[{index}].size", len(mine), theirs["size"])
        claim(f"inflated[{index}].sha256", hashlib.sha256(mine).digest(), theirs["sha256"])
        claim(f"inflated[{index}].bytes", mine, theirs.get("bytes", mine))
    return answer
