"""One end of a connection whose parameters and secrets are known: what it seals,
what it makes of the frames that arrive, and what it owes for them
(spec/handshake.md, spec/channel.md)."""

from typing import Optional

from frames import Situation, judge_header
from inbound import Inbound, Message
from messages import receive
from protection import blocks_of, open_frame, seal
from registries import ALERT, CLIENT_HELLO, CLOSE, DATA, FINISHED, KEY_UPDATE, NAMES, PING, PONG
from registries import PROPRIETARY, PROTECTED, SERVER_HELLO, TRIPLE_DES
from schedule import next_secret, traffic_keys


class Direction:
    """The keys of one direction, as its sender or its receiver has them."""

    def __init__(self, cipher: int, secret: bytes):
        self.cipher, self.secret, self.generation = cipher, secret, 0
        self.start()

    def start(self) -> None:
        self.keys = traffic_keys(self.secret, self.cipher)
        self.sequence = self.blocks = 0

    def count(self, frame: bytes) -> None:
        self.sequence += 1
        if self.cipher == TRIPLE_DES:
            self.blocks += blocks_of(len(frame) - 4)

    def update(self) -> None:
        """KUP-2."""
        self.secret, self.generation = next_secret(self.secret), self.generation + 1
        self.start()

    def seal(self, plain: bytes, iv8: bytes, further: int = 0) -> bytes:
        """The frame at the present place, or `further` behind it."""
        return seal(self.cipher, self.keys, self.sequence + further, plain, iv8)

    def open(self, frame: bytes) -> bytes:
        return open_frame(self.cipher, self.keys, self.sequence, self.blocks, frame)


class End:
    """`hello` is what the hellos settled; a modulus size of 0 is none."""

    def __init__(self, role: str, hello: dict, secrets: dict, modulus_size: int):
        peer = "client" if role == "server" else "server"
        cipher, max_frame = hello["cipher"], hello["maxFrame"]
        state = "WAIT_CLIENT_HELLO" if role == "server" else "WAIT_SERVER_HELLO"
        self.role = role
        self.where = Situation(role, state, hello["setting"], cipher, max_frame, modulus_size)
        self.sending = Direction(cipher, secrets[role]["generations"][0]["secret"])
        self.receiving = Direction(cipher, secrets[peer]["generations"][0]["secret"])
        self.inbound = Inbound(hello["compression"], max_frame, secrets[peer]["verify"])
        self.has_sealed = False
        self.has_closed = False
        self.received = b""  # the peer's Data
        self.owed = []  # what this end has to send, first to last

    def sends(self, message: Message, frame: bytes) -> None:
        """What follows for this end from a frame that it has sealed."""
        self.sending.count(frame)
        self.has_sealed = True
        self.has_closed = message.kind == ALERT
        if message.kind == PING:
            self.inbound.pings.append(message)
        if message.kind == KEY_UPDATE:
            self.sending.update()

    def receive(self, frame: bytes) -> Optional[Message]:
        """A frame that arrives: an inner message, or None for one in clear."""
        judge_header(self.where, frame[:4])
        if frame[0] != PROTECTED:
            receive(NAMES[frame[0]], frame[4:])
            self.where = self.where._replace(state=self.state_behind(frame[0]))
            return None
        message = self.inbound.take(self.receiving.open(frame))
        self.receiving.count(frame)
        self.act_on(message)
        return message

    def state_behind(self, kind: int) -> str:
        """The tables of spec/handshake.md, The server and The client."""
        if kind == CLIENT_HELLO and self.where.setting != PROPRIETARY:
            return "WAIT_KEY_EXCHANGE"
        if kind == SERVER_HELLO and self.where.setting != PROPRIETARY:
            return "WAIT_SERVER_KEY"
        return "ENDED" if kind == ALERT else "WAIT_FINISHED"

    def act_on(self, message: Message) -> None:
        """DAT-1, PNG-1, CMP-11, KUP-2, KUP-3 and END-2."""
        if message.kind == FINISHED:
            self.where = self.where._replace(state="ESTABLISHED")
        if message.kind == DATA:
            self.received += message.content
        if message.kind == KEY_UPDATE:
            self.receiving.update()
            if message.content == b"\x01" and self.sending.sequence > 0 and not self.has_closed:
                self.owed.insert(0, Message(KEY_UPDATE, False, b"\0"))
        if message.kind == PING and not self.has_closed:
            self.owed.append(message._replace(kind=PONG))
        if message.kind == ALERT and message.content[0] == CLOSE and not self.has_closed:
            self.owed.append(message)
