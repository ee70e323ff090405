"""The two handshakes, in the order of the flows in spec/handshake.md."""

import asyncio
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from channel import Connection
from identity import accept_certificates, accept_server_key, judge_policies, spki_of
from negotiation import OPEN, PROPRIETARY, judge_server_hello, make_offer, negotiate
from wire import (CLIENT_HELLO, CLIENT_KEY_EXCHANGE, PROTECTED, SERVER_CERTIFICATE, SERVER_HELLO,
                  SERVER_KEY, decode_certificates, decode_hello, encode_certificates, encode_hello,
                  require)

OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)    # KEX-7
PRE_MASTER = 48


class Server(Connection):
    """States S0 to S2."""

    me, peer = b"server", b"client"

    async def handshake(self):
        offer = decode_hello(CLIENT_HELLO, await self.read_clear(CLIENT_HELLO))
        self.hello = negotiate(offer, self.config)
        randoms = offer["random"], self.hello["random"]
        self.write_clear(SERVER_HELLO, encode_hello(SERVER_HELLO, self.hello))
        if self.hello["setting"] == PROPRIETARY:
            self.make_keys(*randoms, self.config["deploymentKey"])
            self.send_finished()
            self.take_finished(*await self.read_frame(PROTECTED))
            return
        key = self.config["key"]
        if self.hello["setting"] == OPEN:
            self.write_clear(SERVER_KEY, spki_of(key.public_key()))
        else:
            self.write_clear(SERVER_CERTIFICATE, encode_certificates(self.config["chain"]))
        ciphertext = await self.read_clear(CLIENT_KEY_EXCHANGE)
        require(len(ciphertext) == key.key_size // 8, "malformed")           # KEX-8
        finished = await self.read_frame(PROTECTED)                          # KEX-24
        self.make_keys(*randoms, self.pre_master(ciphertext))
        self.take_finished(*finished)
        self.send_finished()

    def pre_master(self, ciphertext):
        """KEX-9, KEX-10: what it holds, or random bytes. On this one thread, so that there is
        never more than one operation (KEX-16)."""
        require(self.config["maxPendingRsa"] > 0, "busy")
        fake = secrets.token_bytes(PRE_MASTER)
        try:
            real = self.config["key"].decrypt(ciphertext, OAEP)
        except ValueError:
            real = b""
        good = -(len(real) == PRE_MASTER) & 0xFF
        return bytes(r & good | f & ~good & 0xFF for r, f in zip(real.ljust(PRE_MASTER), fake))


class Client(Connection):
    """States C0 to C2."""

    me, peer = b"client", b"server"

    async def handshake(self):
        offer = make_offer(self.config)
        self.write_clear(CLIENT_HELLO, encode_hello(CLIENT_HELLO, offer))
        hello = decode_hello(SERVER_HELLO, await self.read_clear(SERVER_HELLO))
        self.hello = judge_server_hello(hello, self.config)
        randoms = offer["random"], hello["random"]
        if hello["setting"] == PROPRIETARY:
            self.make_keys(*randoms, self.config["deploymentKey"])
            self.take_finished(*await self.read_frame(PROTECTED))
            self.send_finished()
            self.identity = {"method": "deploymentKey"}
            return
        key = await self.server_key()
        self.identity = judge_policies(key, hello["setting"], self.config)
        pre_master = secrets.token_bytes(PRE_MASTER)                         # KEX-6
        self.write_clear(CLIENT_KEY_EXCHANGE, key.encrypt(pre_master, OAEP))
        self.make_keys(*randoms, pre_master)
        self.send_finished()
        self.take_finished(*await self.read_frame(PROTECTED))
        if self.config["tofu"]:
            self.config["tofu"].write(self.identity["spki"], hello["setting"])

    async def server_key(self):
        """The deadline runs on while openssl judges (FIN-13)."""
        if self.hello["setting"] == OPEN:
            return accept_server_key(await self.read_clear(SERVER_KEY), self.config)
        chain = decode_certificates(await self.read_clear(SERVER_CERTIFICATE))
        return await asyncio.to_thread(accept_certificates, chain, self.config)
