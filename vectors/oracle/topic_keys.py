"""keys: the key schedule, and whether a receiver accepts a Finished."""

from answer import ACCEPT, Answer, answer_to
from frames import KEY_OF_SETTING, judge_protected
from inbound import Inbound
from messages import decode
from protection import open_frame
from registries import CLIENT_HELLO, CLIENT_KEY_EXCHANGE, LEAST_MAX_FRAME, NO_COMPRESSION
from registries import PROPRIETARY, SERVER_HELLO
from schedule import key_schedule
from shapes import BYTES, BYTES_32, END, U8, U16, hex_bytes, list_of, record

GENERATION = {"secret": BYTES_32, "key?": BYTES, "iv?": hex_bytes(12), "mac?": BYTES_32}
END_SECRETS = record(
    {
        "finishedKey?": BYTES_32,
        "verify": BYTES_32,
        "generations": list_of(record(GENERATION), least=1),
    }
)
SECRETS = record(
    {
        "first": END,
        "th1": BYTES_32,
        "master": BYTES_32,
        "client": END_SECRETS,
        "server": END_SECRETS,
        "th2": BYTES_32,
        "th3": BYTES_32,
        "binding": BYTES_32,
    }
)
HANDSHAKE = {"setting": U8, "cipher": U16, "frames": list_of(BYTES, least=2), "ikm": BYTES}

KINDS = {
    "schedule": {**HANDSHAKE, "secrets": SECRETS},
    "finished": {**HANDSHAKE, "from": END, "frame": BYTES},
}


def judge(vector: dict, keys: dict, claim) -> Answer:
    claim_handshake(vector, claim)
    handshake = [vector[name] for name in ("setting", "cipher", "frames", "ikm")]
    if vector["kind"] == "schedule":
        theirs = vector["secrets"]
        count = max(len(theirs[end]["generations"]) for end in ("client", "server"))
        claim_secrets(key_schedule(*handshake, count), theirs, claim)
        return ACCEPT
    sender = key_schedule(*handshake)[vector["from"]]
    return answer_to(judge_finished, vector["cipher"], sender, vector["frame"])


def claim_handshake(vector: dict, claim) -> None:
    """That the frames are those of the setting and cipher."""
    setting, frames = vector["setting"], vector["frames"]
    kinds = [CLIENT_HELLO, SERVER_HELLO]
    if setting != PROPRIETARY:
        kinds += [KEY_OF_SETTING[setting], CLIENT_KEY_EXCHANGE]
    claim("frames: their types", [frame[0] for frame in frames], kinds)
    answer = decode("ServerHello", frames[1][4:])
    claim("setting", answer["setting"], setting)
    claim("cipher", answer["cipher"], vector["cipher"])


def claim_secrets(mine: dict, theirs: dict, claim) -> None:
    """Each secret that the vector has."""
    for name, value in theirs.items():
        if name not in ("client", "server"):
            claim(f"secrets.{name}", mine[name], value)
            continue
        for part, end_value in value.items():
            if part != "generations":
                claim(f"secrets.{name}.{part}", mine[name][part], end_value)
        for index, generation in enumerate(value["generations"]):
            for part, secret in generation.items():
                path = f"secrets.{name}.generations[{index}].{part}"
                claim(path, mine[name]["generations"][index].get(part), secret)


def judge_finished(cipher: int, sender: dict, frame: bytes) -> None:
    """What its receiver says to a Finished, at sequence number 0."""
    judge_protected(False, cipher, LEAST_MAX_FRAME, len(frame) - 4)
    plain = open_frame(cipher, sender["generations"][0], 0, 0, frame)
    Inbound(NO_COMPRESSION, LEAST_MAX_FRAME, sender["verify"]).take(plain)
