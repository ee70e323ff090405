"""What is offered, what is chosen, who objects: spec/messages.md, "Negotiation"."""

import secrets

from wire import Fault

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
    if (hello["version"] != 1 or hello["extensions"]
            or hello["setting"] not in config["settings"]
            or hello["cipher"] not in config["ciphers"]
            or hello["cipher"] not in CIPHERS[hello["setting"]]
            or hello["compression"] not in config["compressions"]
            or not LEAST_FRAME <= hello["maxFrame"] <= config["maxFrame"]):
        raise Fault("illegal_parameter")
    return hello


def negotiate(offer, config):
    """A server's choice, in the order of NEG-29."""
    if 1 not in offer["versions"]:
        raise Fault("no_common_version")
    setting = choose_setting(offer, config)
    configured = [cipher for cipher in config["ciphers"] if cipher in CIPHERS[setting]]
    cipher = (configured or CIPHERS[setting])[0]                             # NEG-23
    if cipher not in offer["ciphers"]:
        raise Fault("no_common_cipher")
    if NONE not in offer["compressions"] or not LEAST_FRAME <= offer["maxFrame"] <= MOST_FRAME:
        raise Fault("illegal_parameter")
    judge_name(offer["serverName"], setting, config["serverNames"])
    enabled = config["compressions"]
    if enabled is None:                                                      # NEG-10
        enabled = [DEFLATE] if setting == PROPRIETARY else []
    deflate = DEFLATE in enabled and DEFLATE in offer["compressions"]
    return {"version": 1, "random": secrets.token_bytes(32), "setting": setting,
            "cipher": cipher, "compression": DEFLATE if deflate else NONE,
            "maxFrame": min(offer["maxFrame"], config["maxFrame"]), "extensions": {}}


def choose_setting(offer, config):
    """NEG-5: the highest in common; NEG-20, NEG-22: which deployment key is meant."""
    key_id = offer["extensions"].get(DEPLOYMENT_KEY_ID)
    if key_id is not None and not 1 <= len(key_id) <= 32:
        raise Fault("illegal_parameter")
    common = set(config["settings"]) & set(offer["settings"])
    if config["deploymentKey"] is None or key_id not in (None, config["deploymentKeyId"]):
        common.discard(PROPRIETARY)
    if not common:
        raise Fault("no_common_setting")
    return max(common)


def judge_name(name, setting, names):
    """NEG-12, NEG-13, NEG-25."""
    if name[-1:] == b"." or any(not 0x20 < c < 0x7F or 0x41 <= c <= 0x5A for c in name):
        raise Fault("illegal_parameter")
    if names and name not in names and (name or setting == PROPRIETARY):
        raise Fault("unrecognized_name")
