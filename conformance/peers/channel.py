"""One end of a connection, from its first byte to its last: spec/frames.md, spec/channel.md,
spec/failures.md. The handshakes are in handshake.py."""

import asyncio
import hashlib
import hmac
import traceback
import zlib
from asyncio import CancelledError, IncompleteReadError
from contextlib import suppress

from negotiation import DEFLATE
from protection import STORED_TAIL, Direction, inflate, sealed_size
from schedule import Schedule
from wire import (ALERT, ALERTS, COMPRESSED, DATA, FINISHED, KEY_UPDATE, LIMITS, PING, PONG,
                  PROTECTED, Fault, frame, number, require)

VERIFY = 32
HEADROOM = 1024                         # of compressed content below maxFrame
PINGS = 16                              # unanswered at most (PNG-3)
CLOSE_DEADLINE, LINGERING = 5, 1        # seconds


class Ended(Exception):
    """An end that is no fault of the peer's, with what is reported of it."""

    def __init__(self, how, **detail):
        super().__init__(how)
        self.report = {"how": how, **detail}


class Connection:
    """Either end; a role adds `me`, `peer` and `handshake`."""

    def __init__(self, config, emit):
        self.config, self.emit = config, emit
        self.reader = self.writer = self.task = self.deadline = None
        self.transcript, self.hello, self.schedule, self.identity = b"", None, None, None
        self.sender = self.receiver = self.encoder = self.decoder = None
        self.sealed = self.established = self.closed = False
        self.count, self.hash = 0, hashlib.sha256()
        self.pings, self.commands = [], []
        self.owed_update = None         # its request, while KUP-11 forbids to send it

    async def run(self, reader, writer):
        """The whole connection, until its transport is closed."""
        self.reader, self.writer, self.task = reader, writer, asyncio.current_task()
        writer.transport.set_write_buffer_limits(8 << 20)
        try:
            async with asyncio.timeout(self.config["handshakeTimeoutMs"] / 1000) as self.deadline:
                await self.handshake()
                self.establish()
                while True:
                    await self.receive()
                    await writer.drain()
        except (Exception, CancelledError) as error:
            report = self.end(error)
        self.closed = True
        self.emit("ended", **report)
        with suppress(OSError):         # FRM-10; a TimeoutError is one
            writer.write_eof()
            async with asyncio.timeout(LINGERING):
                left = 1 << 20
                while left > 0 and (data := await reader.read(left)):
                    left -= len(data)
        writer.close()

    def end(self, error):
        """What is reported of an end (END-14); a fault is answered by one Alert (FRM-9)."""
        if isinstance(error, Ended):
            return error.report
        if (isinstance(error, (IncompleteReadError, ConnectionError))        # END-6, END-12
                or isinstance(error, TimeoutError) and self.closed):
            return {"how": "truncated"}
        if not isinstance(error, Fault):
            own = {TimeoutError: "timeout", CancelledError: "aborted"}       # FIN-8, END-18
            if type(error) not in own:
                traceback.print_exception(error)
            error = Fault(own.get(type(error), "internal_error"))
        if not self.closed:
            self.send_alert(error.code)
        return {"how": "alert", "code": error.code, "local": True}

    # Frames

    async def read_frame(self, kind):
        """The next frame, which has to be of that kind; FRM-3, FRM-12."""
        header = await self.reader.readexactly(4)
        found, length = header[0], int.from_bytes(header[1:], "big")
        require(found == kind or found == ALERT and not self.established, "unexpected_frame")
        longest = LIMITS.get(found)
        if found == PROTECTED:
            plain = 1 + (self.hello["maxFrame"] if self.established else VERIFY)
            longest = sealed_size(self.hello["cipher"], plain)
        require(length <= longest, "frame_too_large")                        # FRM-5
        if self.established:
            self.receiver.judge_length(length)
        elif found == PROTECTED:
            require(length == longest, "bad_frame_protection")               # FIN-7
        body = await self.reader.readexactly(length)
        if found == ALERT:
            require(body, "malformed")
            raise Ended("alert", code=body[0], authenticated=False, local=False)   # END-9
        return header, body

    async def read_clear(self, kind):
        """The body of a frame that the transcript covers (KDF-2)."""
        header, body = await self.read_frame(kind)
        self.transcript += header + body
        return body

    def write_clear(self, kind, body):
        self.transcript += frame(kind, body)
        self.writer.write(frame(kind, body))

    def send_alert(self, code):
        seal = self.sender.seal if self.sealed else frame                    # END-7
        self.writer.write(seal(ALERT, number(code, 1)))

    # Finished

    def make_keys(self, client_random, server_random, ikm):
        self.schedule = Schedule(client_random + server_random, ikm, self.transcript)
        self.sender, self.receiver = (Direction(self.hello["cipher"], self.schedule.secrets[end])
                                      for end in (self.me, self.peer))

    def send_finished(self):
        verify = self.schedule.verify(self.me)
        self.writer.write(self.sender.seal(FINISHED, verify))
        self.schedule.append(verify)
        self.sealed = True

    def take_finished(self, header, body):
        """FIN-6, FRM-14, FIN-3."""
        kind, content = self.receiver.open(header, body)
        require(kind == FINISHED, "unexpected_frame")
        require(len(content) == VERIFY, "malformed")
        verify = self.schedule.verify(self.peer)
        require(hmac.compare_digest(verify, content), "bad_finished")
        self.schedule.append(verify)

    def establish(self):
        """FIN-4."""
        self.established = True
        self.deadline.reschedule(None)
        if self.hello["compression"] == DEFLATE:                             # CMP-3
            self.encoder = zlib.compressobj(wbits=-15)
            self.decoder = zlib.decompressobj(wbits=-15)
        report = {name: self.hello[name]
                  for name in ("setting", "cipher", "compression", "maxFrame")}
        if self.identity:
            report["identity"] = self.identity
        self.emit("established", binding=self.schedule.binding().hex(), **report)
        self.transcript = self.schedule = None
        self.act()

    # Messages received

    async def receive(self):
        """One message, in the order of FRM-12."""
        kind, content = self.receiver.open(*await self.read_frame(PROTECTED))
        compressed = self.decoder is not None and kind - COMPRESSED in (DATA, PING, PONG)
        message = kind - COMPRESSED if compressed else kind
        take = {DATA: self.take_data, PING: self.take_ping, PONG: self.take_pong,
                KEY_UPDATE: self.take_key_update, ALERT: self.take_alert}.get(message)
        require(take, "unexpected_frame")
        require(kind != KEY_UPDATE or self.receiver.sequence > 1, "unexpected_frame")   # KUP-5
        if message in (KEY_UPDATE, ALERT):
            require(len(content) == 1, "malformed")
            take(content[0])
            return
        require(len(content) <= self.hello["maxFrame"], "frame_too_large")
        require(content or message != DATA and not compressed, "malformed")
        if compressed:
            content = inflate(self.decoder, content, self.hello["maxFrame"] - HEADROOM)
        take(content, compressed)

    def take_data(self, content, _compressed):
        self.count += len(content)
        self.hash.update(content)
        self.emit("data", count=self.count, sha256=self.hash.hexdigest())
        if self.config["echo"]:
            self.send_data(content)

    def take_ping(self, content, compressed):
        """PNG-1, CMP-11."""
        if not self.closed:
            self.send(PONG, content, compressed)

    def take_pong(self, content, compressed):
        """PNG-4."""
        require(self.pings and self.pings.pop(0) == (content, compressed), "unexpected_frame")
        self.emit("pong", bytes=content.hex())
        self.act()

    def take_key_update(self, request):
        """KUP-1, KUP-3."""
        require(request in (0, 1), "malformed")
        self.receiver.update()
        if request and not self.closed and self.sender.sequence:
            self.send_key_update(0)

    def take_alert(self, code):
        """END-2, END-10."""
        if code != ALERTS["close"]:
            raise Ended("alert", code=code, authenticated=True, local=False)
        self.send_close()
        raise Ended("clean")

    # Messages sent

    def send(self, kind, content, compress):
        """Data, Ping or Pong; returns whether it went compressed."""
        compress = (compress and self.encoder is not None
                    and 0 < len(content) <= self.hello["maxFrame"] - HEADROOM)   # CMP-6
        if compress:                                                         # CMP-1
            packed = self.encoder.compress(content) + self.encoder.flush(zlib.Z_SYNC_FLUSH)
            kind, content = kind + COMPRESSED, packed.removesuffix(STORED_TAIL)
        if not self.sender.has_room(content):
            self.send_key_update(0)                                          # KUP-13
        self.writer.write(self.sender.seal(kind, content))
        if self.owed_update is not None:
            self.send_key_update(self.owed_update)
        return compress

    def send_key_update(self, request):
        """KUP-2; at sequence number 0 after the next frame."""
        self.owed_update = None if self.sender.sequence else request
        if self.sender.sequence:
            self.writer.write(self.sender.seal(KEY_UPDATE, number(request, 1)))
            self.sender.update()

    def send_data(self, data, compress=True):
        size = self.hello["maxFrame"] - (HEADROOM if compress else 0)
        for at in range(0, 0 if self.closed else len(data), size):
            self.send(DATA, data[at:at + size], compress)

    def send_close(self):
        if not self.closed:
            self.send_alert(ALERTS["close"])
            self.closed = True
            self.deadline.reschedule(asyncio.get_running_loop().time() + CLOSE_DEADLINE)

    # Commands: spec/control-contract.md

    def command(self, command):
        if command["do"] == "abort" and not self.closed:
            self.task.cancel()
        self.commands.append(command)
        self.act()

    def act(self):
        """Carries out the commands, in order, as far as they may be by now."""
        while self.established and not self.closed and self.commands:
            what, command = self.commands[0]["do"], self.commands[0]
            if what == "ping" and len(self.pings) >= PINGS:
                return
            self.commands.pop(0)
            if what == "close":
                self.send_close()
            elif what == "keyUpdate":
                self.send_key_update(int(command.get("request", False)))
            elif what == "send":
                self.send_data(bytes.fromhex(command["bytes"]), command.get("compress", True))
            elif what == "ping":
                content = bytes.fromhex(command["bytes"])
                compressed = self.send(PING, content, command.get("compress", False))
                self.pings.append((content, compressed))
