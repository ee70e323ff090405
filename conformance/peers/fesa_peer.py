#!/usr/bin/env python3
"""A server and a client of the FESA Secure Channel Protocol, version 1, written from its pages
alone, under the control contract `fesa-control/1` (spec/control-contract.md)."""

import asyncio
import json
import os
import signal
import sys
from datetime import datetime, timedelta, timezone
from time import monotonic

sys.dont_write_bytecode = True

from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

from handshake import Client, Server
from identity import Tofu, judge_rsa, read_pem
from negotiation import AES, CERTIFIED, NONE, OPEN, PROPRIETARY
from wire import ALERTS

WORDS = {"proprietary", "open", "certified", "aes", "3des", "chacha20", "deflate", "rsa1024",
         "rsa3072", "rsa4096", "crl", "tofu", "commands"}
DEFAULTS = {"ciphers": [], "compressions": None, "minimumRsaBits": 2048, "maxFrame": 262144,
            "settings": [], "serverNames": [], "identity": {}, "certificate": "", "key": None,
            "deploymentKey": None, "deploymentKeyId": None, "maxPendingRsa": 64, "echo": False,
            "handshakeTimeoutMs": 10000, "requires": [], "tofu": None}
CLIENT_DEFAULTS = {"settings": [CERTIFIED], "ciphers": [AES], "compressions": [NONE]}


def say(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def read_config(given):
    """The configuration line, with what its absent fields mean."""
    client = given["role"] == "client"
    config = {**DEFAULTS, **(CLIENT_DEFAULTS if client else {}), **given}
    for word in config["requires"]:
        if word not in WORDS:
            say("unsupported", word=word)
            os._exit(89)
    for name in ("deploymentKey", "deploymentKeyId"):
        config[name] = config[name] and bytes.fromhex(config[name])
    if len(config["deploymentKey"] or bytes(32)) != 32:
        sys.exit("fesa_peer: a deployment key has 32 bytes")                 # KEX-18
    config["clock"] = clock(given.get("clock"))
    (settle_client if client else settle_server)(config)
    return config


def clock(start):
    """The time given or the machine's, in UTC; it ticks on by itself."""
    now = datetime.fromisoformat(start) if start else datetime.now(timezone.utc)
    begin, now = monotonic(), now.astimezone(timezone.utc).replace(tzinfo=None)
    return lambda: (now + timedelta(seconds=monotonic() - begin)).replace(microsecond=0)


def settle_server(config):
    config["serverNames"] = [name.encode() for name in config["serverNames"]]
    chain = read_pem(config["certificate"], load_pem_x509_certificate)
    config["chain"] = [certificate.public_bytes(Encoding.DER) for certificate in chain]
    if config["key"]:
        config["key"] = load_pem_private_key(config["key"].encode(), None)
        judge_rsa(config["key"].public_key(), config["minimumRsaBits"])      # KEX-5


def settle_client(config):
    """Which settings may be offered: IDN-11, IDN-13, NEG-26."""
    identity, settings = config["identity"], config["settings"]
    config.setdefault("serverName", config["host"])                          # NEG-27
    if "tofu" in identity:
        config["tofu"] = Tofu(identity["tofu"], config["serverName"], config["port"])
    if (not {"pin", "tofu", "acceptAny"} & identity.keys()
            or config["tofu"] and config["tofu"].strongest == CERTIFIED):
        settings = [setting for setting in settings if setting != OPEN]
    if config["deploymentKey"] is None or not config["serverName"]:
        settings = [setting for setting in settings if setting != PROPRIETARY]
    config["settings"] = settings


class Peer:
    """One role or the other, as the lines of the contract have it."""

    def __init__(self):
        self.connections, self.count = {}, 0

    async def obey(self, lines):
        """A server gets one configuration; a client one for each connection, in a row."""
        async for line in lines:
            given = json.loads(line)
            if "contract" in given:
                config = read_config(given)
                await (self.dial if config["role"] == "client" else self.listen)(config)
            else:
                for number, (connection, _) in list(self.connections.items()):
                    if given.get("connection") in (None, number):
                        connection.command(given)
        await asyncio.Event().wait()                                         # it ends nothing

    async def listen(self, config):
        async def accept(reader, writer):
            number = self.count + 1
            await self.run(Server(config, lambda event, **fields: say(
                event, connection=number, **fields)), reader, writer)

        server = await asyncio.start_server(accept, config["host"], config["port"], backlog=256)
        say("listening", port=server.sockets[0].getsockname()[1])

    async def dial(self, config):
        if config["settings"]:
            streams = await asyncio.open_connection(config["host"], config["port"])
            asyncio.create_task(self.run(Client(config, say), *streams))
        else:
            say("ended", how="alert", code=ALERTS["key_not_trusted"], local=True)

    async def run(self, connection, reader, writer):
        self.count += 1
        number = self.count
        self.connections[number] = connection, asyncio.current_task()
        await connection.run(reader, writer)
        del self.connections[number]

    async def leave(self):
        """SIGTERM: closes what is Established, gives up what isn't."""
        for connection, _ in list(self.connections.values()):
            connection.command({"do": "close" if connection.established else "abort"})
        if self.connections:
            await asyncio.wait([task for _, task in self.connections.values()], timeout=6)


async def main():
    loop, peer, lines = asyncio.get_running_loop(), Peer(), asyncio.StreamReader(limit=1 << 26)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    say("ready", serial=True)                                                # whatever the role
    task = asyncio.create_task(peer.obey(lines))
    loop.add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        await peer.leave()
    except (OSError, LookupError, ValueError) as fault:
        sys.exit(f"fesa_peer: {fault!r}")


if __name__ == "__main__":
    asyncio.run(main())
