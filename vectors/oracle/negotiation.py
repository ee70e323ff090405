"""What the two hellos settle (spec/messages.md, Negotiation).

Configurations are as the vectors have them: `server` with settings, algorithm,
proprietaryCipher, deflateSettings, maxFrame, serverNames and deploymentKeys,
the first of which is the default key; `client` with settings, ciphers,
compressions, maxFrame and serverName.
"""

from answer import Fault
from registries import AES_256_GCM, CERTIFIED, CHACHA20_POLY1305, DEFLATE, DEPLOYMENT_KEY_ID
from registries import ILLEGAL_PARAMETER, LEAST_MAX_FRAME, MOST_MAX_FRAME, NO_COMMON_CIPHER
from registries import NO_COMMON_SETTING, NO_COMMON_VERSION, NO_COMPRESSION, OPEN
from registries import PRIVATE_CIPHERS, PROPRIETARY, TRIPLE_DES, UNRECOGNIZED_NAME, VERSION_1


def select(server: dict, hello: dict) -> dict:
    """The server's answer to a ClientHello that has its shape, or the first
    fault in the order of NEG-29. With `proprietary` comes the deployment key."""
    if VERSION_1 not in hello["versions"]:
        raise Fault("no version in common", NO_COMMON_VERSION)  # NEG-4
    key = deployment_key(server, hello["extensions"])
    usable = [
        setting
        for setting in server["settings"]
        if setting in hello["settings"] and (setting != PROPRIETARY or key is not None)
    ]
    if not usable:
        raise Fault("no setting in common", NO_COMMON_SETTING)  # NEG-5, NEG-20
    setting = max(usable)
    cipher = server["proprietaryCipher" if setting == PROPRIETARY else "algorithm"]
    if cipher not in hello["ciphers"]:
        raise Fault("the configured cipher is not offered", NO_COMMON_CIPHER)  # NEG-6
    if NO_COMPRESSION not in hello["compressions"]:
        raise Fault("compressions without 0", ILLEGAL_PARAMETER)  # NEG-8
    deflates = DEFLATE in hello["compressions"] and setting in server["deflateSettings"]  # NEG-9
    if not LEAST_MAX_FRAME <= hello["maxFrame"] <= MOST_MAX_FRAME:
        raise Fault("maxFrame out of range", ILLEGAL_PARAMETER)  # NEG-11
    judge_name(server["serverNames"], setting, hello["serverName"])
    answer = {
        "version": VERSION_1,
        "setting": setting,
        "cipher": cipher,
        "compression": DEFLATE if deflates else NO_COMPRESSION,
        "maxFrame": min(hello["maxFrame"], server["maxFrame"]),
    }
    if setting == PROPRIETARY:
        answer["deploymentKey"] = key
    return answer


def deployment_key(server: dict, extensions: list):
    """The key that `deployment_key_id` names, or the default; None if there is
    none (NEG-20, NEG-22)."""
    named = [item["data"] for item in extensions if item["type"] == DEPLOYMENT_KEY_ID]
    keys = server["deploymentKeys"]
    if not named:
        return keys[0]["key"] if keys else None
    if not 1 <= len(named[0]) <= 32:
        raise Fault("deployment_key_id of another size", ILLEGAL_PARAMETER)
    return next((key["key"] for key in keys if key.get("id") == named[0]), None)


def judge_name(names: list, setting: int, name: bytes) -> None:
    """serverName: its bytes (NEG-12), then whether it is one of the configured
    (NEG-13, NEG-25)."""
    legal = all(0x20 < byte < 0x7F and not 0x41 <= byte <= 0x5A for byte in name)
    if not legal or name.endswith(b"."):
        raise Fault("serverName with illegal bytes", ILLEGAL_PARAMETER)
    if not names or (name == b"" and setting != PROPRIETARY):
        return
    if name not in [each.encode("ascii") for each in names]:
        raise Fault("serverName is none of the configured", UNRECOGNIZED_NAME)


def judge_answer(client: dict, answer: dict) -> None:
    """What a client says to a ServerHello that has its shape, to the offer that
    its configuration makes (NEG-7, NEG-11, NEG-14)."""
    wrong = (
        answer["version"] != VERSION_1
        or answer["extensions"] != []
        or answer["setting"] not in client["settings"]
        or answer["cipher"] not in client["ciphers"]
        or not belongs(answer["cipher"], answer["setting"])
        or answer["compression"] not in client["compressions"]
        or not LEAST_MAX_FRAME <= answer["maxFrame"] <= min(MOST_MAX_FRAME, client["maxFrame"])
    )
    if wrong:
        raise Fault("what was not offered, or may not be", ILLEGAL_PARAMETER)


def belongs(cipher: int, setting: int) -> bool:
    """Which ciphers go with a setting (spec/messages.md, Cipher)."""
    if setting == PROPRIETARY:
        return cipher == CHACHA20_POLY1305 or cipher in PRIVATE_CIPHERS
    return setting in (OPEN, CERTIFIED) and cipher in (AES_256_GCM, TRIPLE_DES)
