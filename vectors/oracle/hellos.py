"""The frames that open a connection, by an end's configuration and its drawn
values (spec/messages.md)."""

from registries import CLIENT_HELLO, DEPLOYMENT_KEY_ID, SERVER_HELLO, VERSION_1


def clear_frame(kind: int, body: bytes) -> bytes:
    """FRM-1."""
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def counted(content: bytes, prefix: int) -> bytes:
    return len(content).to_bytes(prefix, "big") + content


def numbers(values: list, size: int) -> bytes:
    """A list as its layout has it: counted in bytes."""
    return counted(b"".join(value.to_bytes(size, "big") for value in values), 1)


def client_hello(client: dict, random: bytes) -> bytes:
    extensions = b""
    if "deploymentKeyId" in client:
        extensions = DEPLOYMENT_KEY_ID.to_bytes(2, "big") + counted(client["deploymentKeyId"], 2)
    return clear_frame(
        CLIENT_HELLO,
        numbers([VERSION_1], 2)
        + random
        + numbers(client["settings"], 1)
        + numbers(client["ciphers"], 2)
        + numbers(client["compressions"], 1)
        + client["maxFrame"].to_bytes(3, "big")
        + counted(client["serverName"].encode("ascii"), 1)
        + counted(extensions, 2),
    )


def server_hello(answer: dict, random: bytes) -> bytes:
    return clear_frame(
        SERVER_HELLO,
        answer["version"].to_bytes(2, "big")
        + random
        + bytes([answer["setting"]])
        + answer["cipher"].to_bytes(2, "big")
        + bytes([answer["compression"]])
        + answer["maxFrame"].to_bytes(3, "big")
        + counted(b"", 2),
    )
