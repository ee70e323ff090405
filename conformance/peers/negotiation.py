"""What is offered, what is chosen, who objects: spec/messages.md, "Negotiation"."""

import secrets

from wire import require

PROPRIETARY, OPEN, CERTIFIED = 1, 2, 3
AES, TRIPLE_DES, CHACHA20 = 0x0001, 0x0002, 0x0101
CIPHERS = {PROPRIETARY: [CHACHA20], OPEN: [AES, TRIPLE_DES], CERTIFIED: [AES, TRIPLE_DES]}
NONE, DEFLATE = 0, 1
DEPLOYMENT_KEY_ID = 1
LEAST_FRAME, MOST_FRAME = 4096, 1048576


def make_offer(config):
    """A client's ClientHello: what its configuration accepts (NEG-2), and values that have no
    meaning (NEG-16)."""
    draw = secrets.SystemRandom().sample
    version, cipher, extension = draw(range(0x0A0A, 0xFAFB, 0x1010), 3)
    setting, compression = draw(range(0x0B, 0xE5, 0x1F), 2)
    extensions = {extension: secrets.token_bytes(secrets.randbelow(4))}
    if config["deploymentKeyId"] and PROPRIETARY in config["settings"]:
        extensions[DEPLOYMENT_KEY_ID] = config["deploymentKeyId"]
    return {"versions": [1, version], "random": secrets.token_bytes(32),
            "settings": [*config["settings"], setting], "ciphers": [*config["ciphers"], cipher],
            "compressions": [*config["compressions"], compression],
            "maxFrame": config["maxFrame"], "serverName": config["serverName"].encode(),
            "extensions": extensions}


def judge_server_hello(hello, config):
    """NEG-14, NEG-7, NEG-11: the ServerHello, if it has only what was offered."""
    require(hello["version"] == 1 and not hello["extensions"]
            and hello["setting"] in config["settings"]
            and hello["cipher"] in config["ciphers"]
            and hello["cipher"] in CIPHERS[hello["setting"]]
            and hello["compression"] in config["compressions"]
            and LEAST_FRAME <= hello["maxFrame"] <= config["maxFrame"], "illegal_parameter")
    return hello


def negotiate(offer, config):
    """A server's ServerHello, by the steps of NEG-29."""
    require(1 in offer["versions"], "no_common_version")
    key_id = offer["extensions"].get(DEPLOYMENT_KEY_ID)
    require(key_id is None or 1 <= len(key_id) <= 32, "illegal_parameter")   # NEG-22
    common = set(config["settings"]) & set(offer["settings"])
    if config["deploymentKey"] is None or key_id not in (None, config["deploymentKeyId"]):
        common.discard(PROPRIETARY)                                          # NEG-20
    require(common, "no_common_setting")
    setting = max(common)                                                    # NEG-5
    configured = [cipher for cipher in config["ciphers"] if cipher in CIPHERS[setting]]
    cipher = (configured or CIPHERS[setting])[0]                             # NEG-23
    require(cipher in offer["ciphers"], "no_common_cipher")
    require(NONE in offer["compressions"], "illegal_parameter")
    require(LEAST_FRAME <= offer["maxFrame"] <= MOST_FRAME, "illegal_parameter")
    judge_name(offer["serverName"], setting, config["serverNames"])
    enabled = config["compressions"]
    if enabled is None:                                                      # NEG-10
        enabled = [DEFLATE] if setting == PROPRIETARY else []
    deflate = DEFLATE in enabled and DEFLATE in offer["compressions"]
    return {"version": 1, "random": secrets.token_bytes(32), "setting": setting,
            "cipher": cipher, "compression": DEFLATE if deflate else NONE,
            "maxFrame": min(offer["maxFrame"], config["maxFrame"]), "extensions": {}}


def judge_name(name, setting, names):
    """NEG-12, then NEG-13 and NEG-25."""
    require(not name.endswith(b".") and all(0x20 < byte < 0x7F and not 0x41 <= byte <= 0x5A
                                            for byte in name), "illegal_parameter")
    require(not names or name in names or not name and setting != PROPRIETARY,
            "unrecognized_name")
