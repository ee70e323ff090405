#!/usr/bin/env python3
"""A server and a client of the FESA Secure Channel Protocol, version 1, written from its pages
alone, under the control contract `fesa-control/1`: spec/control-contract.md."""

import asyncio
import json
import signal
import sys
from datetime import datetime
from functools import partial
from itertools import count
from time import time

sys.dont_write_bytecode = True

from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from handshake import Client, Server
from identity import Tofu, judge_rsa, read_pem
from negotiation import AES, CERTIFIED, NONE, OPEN, PROPRIETARY
from wire import ALERTS, Fault

WORDS = {"proprietary", "open", "certified", "aes", "3des", "chacha20", "deflate", "rsa1024",
         "rsa3072", "rsa4096", "crl", "tofu", "commands"}
DEFAULTS = {"ciphers": [], "compressions": None, "minimumRsaBits": 2048, "maxFrame": 262144,
            "settings": [], "serverNames": [], "identity": {}, "certificate": "", "key": None,
            "deploymentKey": None, "deploymentKeyId": None, "maxPendingRsa": 64, "echo": False,
            "handshakeTimeoutMs": 10000, "requires": [], "clock": None, "tofu": None}
CLIENT_DEFAULTS = {"settings": [CERTIFIED], "ciphers": [AES], "compressions": [NONE]}
STOPPED_WITHIN = 6                      # seconds


def say(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


def read_config(given):
    """A configuration, with what the absence of a field means."""
    client = given["role"] == "client"
    config = {**DEFAULTS, **(CLIENT_DEFAULTS if client else {}), **given}
    for word in config["requires"]:
        if word not in WORDS:
            say("unsupported", word=word)
            sys.exit(89)
    for name in ("deploymentKey", "deploymentKeyId"):
        config[name] = bytes.fromhex(config[name]) if config[name] else None
    if len(config["deploymentKey"] or bytes(32)) != 32:                      # KEX-18
        raise ValueError("A deployment key has 32 bytes")
    config["clock"] = clock(config["clock"])
    (settle_client if client else settle_server)(config)
    return config


def clock(start):
    """The time in UTC, running on from the one that is given."""
    ahead = datetime.fromisoformat(start).timestamp() - time() if start else 0
    return lambda: datetime.utcfromtimestamp(int(time() + ahead))


def settle_server(config):
    config["serverNames"] = [name.encode() for name in config["serverNames"]]
    config["chain"] = [certificate.public_bytes(Encoding.DER)
                       for certificate in read_pem("CERTIFICATE", config["certificate"])]
    if config["key"]:
        config["key"] = load_pem_private_key(config["key"].encode(), None)
        judge_rsa(config["key"].public_key(), config["minimumRsaBits"])      # KEX-5


def settle_client(config):
    """What may be offered: IDN-11, IDN-13, NEG-26."""
    config.setdefault("serverName", config["host"])                          # NEG-27
    identity, unfit = config["identity"], set()
    if identity.get("tofu"):
        config["tofu"] = Tofu(identity["tofu"], config["serverName"], config["port"])
    if (not any(identity.get(policy) for policy in ("pin", "tofu", "acceptAny"))
            or config["tofu"] and config["tofu"].strongest == CERTIFIED):
        unfit.add(OPEN)
    if not config["deploymentKey"] or not config["serverName"]:
        unfit.add(PROPRIETARY)
    config["settings"] = [setting for setting in config["settings"] if setting not in unfit]


class Peer:
    """One role or the other, as the lines of the contract have it."""

    def __init__(self):
        self.connections = {}           # and the number of each

    async def obey(self, lines):
        """A server has one configuration, a client one for each connection, in a row."""
        async for line in lines:
            given = json.loads(line)
            if "contract" in given:
                await (self.dial if given["role"] == "client" else self.listen)(read_config(given))
                continue
            for connection, number in list(self.connections.items()):
                if given.get("connection") in (None, number):
                    connection.command(given)
        await asyncio.Event().wait()    # the end of input ends nothing

    async def listen(self, config):
        numbers = count(1)

        async def accept(*streams):
            number = next(numbers)
            await self.run(Server(config, partial(say, connection=number)), number, streams)

        server = await asyncio.start_server(accept, config["host"], config["port"], backlog=256)
        say("listening", port=server.sockets[0].getsockname()[1])

    async def dial(self, config):
        if config["settings"]:
            streams = await asyncio.open_connection(config["host"], config["port"])
            asyncio.create_task(self.run(Client(config, say), None, streams))
        else:
            say("ended", how="alert", code=ALERTS["key_not_trusted"], local=True)

    async def run(self, connection, number, streams):
        self.connections[connection] = number
        await connection.run(*streams)
        del self.connections[connection]

    async def leave(self):
        """SIGTERM: closes what is Established, gives up what isn't, and waits."""
        for connection in list(self.connections):
            connection.command({"do": "close" if connection.established else "abort"})
        if self.connections:
            await asyncio.wait([one.task for one in self.connections], timeout=STOPPED_WITHIN)


async def main():
    peer, lines, loop = Peer(), asyncio.StreamReader(limit=1 << 26), asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    say("ready", serial=True)           # whatever the role will be
    task = asyncio.create_task(peer.obey(lines))
    loop.add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        await peer.leave()
    except (OSError, ValueError, Fault) as fault:
        sys.exit(f"fesa_peer: {fault}")


if __name__ == "__main__":
    asyncio.run(main())
