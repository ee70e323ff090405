"""One end of a connection from its first byte to its last: spec/frames.md, spec/channel.md,
spec/failures.md. The handshakes of both roles are in handshake.py."""

import asyncio
import hashlib
import hmac
import traceback
from collections import deque
from contextlib import suppress

from negotiation import DEFLATE
from protection import HEADROOM, Compression, Direction, sealed_size
from schedule import Schedule
from wire import (ALERT, ALERTS, COMPRESSED, DATA, FINISHED, KEY_UPDATE, LIMITS, PING, PONG,
                  PROTECTED, Fault, frame, number)

VERIFY = 32
PINGS = 16                              # unanswered at most (PNG-3)
CLOSE_DEADLINE, LINGER = 5, 1           # seconds
LINGERING = 1 << 20


class Ended(Exception):
    """The connection has ended, and that has been reported."""


class Connection:
    """Either end; a role adds `me`, `peer` and `handshake`."""

    def __init__(self, config, emit):
        self.config, self.emit = config, emit
        self.transcript, self.hello, self.schedule = b"", None, None
        self.sender = self.receiver = self.compression = self.identity = None
        self.sealed = self.established = self.closed = self.ended = False
        self.count, self.hash = 0, hashlib.sha256()
        self.pings, self.commands = deque(), deque()
        self.owed_update = None         # KUP-11: not at sequence number 0

    async def run(self, reader, writer):
        """Returns once the transport is closed."""
        self.reader, self.writer, self.task = reader, writer, asyncio.current_task()
        writer.transport.set_write_buffer_limits(8 << 20)
        try:
            async with asyncio.timeout(self.config["handshakeTimeoutMs"] / 1000) as self.deadline:
                await self.handshake()
                self.establish()
                while not self.ended:
                    await self.receive()
                    await writer.drain()
        except Fault as fault:
            self.fail(fault)
        except TimeoutError:            # FIN-8, END-12
            if self.closed:
                self.end("truncated")
            self.fail(Fault("timeout"))
        except (asyncio.IncompleteReadError, ConnectionError):
            self.end("truncated")
        except (asyncio.CancelledError, Ended):
            pass
        except Exception:               # a fault of this end
            traceback.print_exc()
            self.fail(Fault("internal_error"))
        await self.linger()

    async def linger(self):
        """FRM-10: FIN, then reads and discards for a while. FRM-16: five seconds to write."""
        with suppress(OSError):
            self.writer.write_eof()
            async with asyncio.timeout(LINGER):
                left = LINGERING
                while left > 0 and (data := await self.reader.read(left)):
                    left -= len(data)
        self.writer.close()
        with suppress(OSError):
            async with asyncio.timeout(CLOSE_DEADLINE):
                await self.writer.wait_closed()
        self.writer.transport.abort()

    # The end: spec/failures.md

    def end(self, how, **detail):
        """END-14: reports the first cause alone."""
        if not self.ended:
            self.ended = True
            self.emit("ended", how=how, **detail)

    def fail(self, fault):
        """FRM-9: a fault that this end has found; END-16: no Alert after the own `close`."""
        if not self.ended:
            if not self.closed:
                self.send_alert(fault.code)
            self.end("alert", code=fault.code, local=True)

    def send_alert(self, code):
        """END-7."""
        if self.sealed:
            self.send(ALERT, number(code, 1))
        else:
            self.writer.write(frame(ALERT, number(code, 1)))

    # The handshake: spec/handshake.md

    async def read_frame(self, kind):
        """The next frame, which has to be of that kind, in the order of FRM-3 and FRM-12."""
        header = await self.reader.readexactly(4)
        found, length = header[0], int.from_bytes(header[1:], "big")
        if found != kind and (found != ALERT or self.established):
            raise Fault("unexpected_frame")
        if length > self.longest(found):
            raise Fault("frame_too_large")
        if found == PROTECTED and not self.established and length < self.longest(found):
            raise Fault("bad_frame_protection")                              # FIN-7
        if self.established:
            self.receiver.judge_length(length)
        body = await self.reader.readexactly(length)
        if found != ALERT:
            return header, body
        if not body:
            raise Fault("malformed")
        self.end("alert", code=body[0], authenticated=False, local=False)    # END-9
        raise Ended

    def longest(self, kind):
        """FRM-5."""
        if kind != PROTECTED:
            return LIMITS[kind]
        return sealed_size(self.hello["cipher"],
                           1 + (self.hello["maxFrame"] if self.established else VERIFY))

    async def read_clear(self, kind):
        header, body = await self.read_frame(kind)
        self.transcript += header + body                                     # KDF-2
        return body

    def write_clear(self, kind, body):
        self.transcript += frame(kind, body)
        self.writer.write(frame(kind, body))

    def make_keys(self, client_random, server_random, ikm):
        cipher = self.hello["cipher"]
        self.schedule = Schedule(client_random + server_random, ikm, self.transcript)
        self.sender = Direction(cipher, self.schedule.secrets[self.me])
        self.receiver = Direction(cipher, self.schedule.secrets[self.peer])

    def send_finished(self):
        verify = self.schedule.verify(self.me)
        self.writer.write(self.sender.seal(FINISHED, verify))
        self.schedule.append(verify)
        self.sealed = True

    def take_finished(self, header, body):
        """FIN-6, FRM-14, FIN-3."""
        plain = self.receiver.open(header, body)
        if plain[:1] != number(FINISHED, 1):
            raise Fault("unexpected_frame" if plain else "malformed")
        if len(plain) != 1 + VERIFY:
            raise Fault("malformed")
        verify = self.schedule.verify(self.peer)
        if not hmac.compare_digest(verify, plain[1:]):
            raise Fault("bad_finished")
        self.schedule.append(verify)

    def establish(self):
        """FIN-4."""
        self.established = True
        self.deadline.reschedule(None)
        fields = {name: self.hello[name]
                  for name in ("setting", "cipher", "compression", "maxFrame")}
        if self.identity:
            fields["identity"] = self.identity
        if self.hello["compression"] == DEFLATE:
            self.compression = Compression(self.hello["maxFrame"])
        self.emit("established", binding=self.schedule.binding().hex(), **fields)
        self.transcript = self.schedule = None                               # KEX-19
        while self.commands:
            self.command(self.commands.popleft())

    # The channel, receiving: spec/channel.md

    async def receive(self):
        """One frame, in the order of FRM-12."""
        plain = self.receiver.open(*await self.read_frame(PROTECTED))
        if not plain:
            raise Fault("malformed")
        kind, content = plain[0], plain[1:]
        compressed = kind - COMPRESSED in (DATA, PING, PONG) and self.compression is not None
        message = kind - COMPRESSED if compressed else kind
        take = {DATA: self.take_data, PING: self.take_ping, PONG: self.take_pong,
                KEY_UPDATE: self.take_key_update, ALERT: self.take_alert}.get(message)
        if take is None or kind == KEY_UPDATE and self.receiver.sequence == 1:   # KUP-5
            raise Fault("unexpected_frame")
        if message in (KEY_UPDATE, ALERT):
            if len(content) != 1:
                raise Fault("malformed")
        elif len(content) > self.hello["maxFrame"]:
            raise Fault("frame_too_large")
        elif not content and (compressed or message == DATA):
            raise Fault("malformed")
        take(self.compression.inflate(content) if compressed else content, compressed)

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
        if not self.pings or self.pings[0] != (content, compressed):
            raise Fault("unexpected_frame")
        self.pings.popleft()
        self.emit("pong", bytes=content.hex())
        while self.commands and len(self.pings) < PINGS:
            self.command(self.commands.popleft())

    def take_key_update(self, content, _compressed):
        """KUP-1, KUP-3."""
        if content[0] > 1:
            raise Fault("malformed")
        self.receiver.update()
        if content[0] and not self.closed and self.sender.sequence:
            self.send_key_update(0)

    def take_alert(self, content, _compressed):
        """END-2, END-10."""
        if content[0] != ALERTS["close"]:
            self.end("alert", code=content[0], authenticated=True, local=False)
            return
        self.send_close()
        self.end("clean")

    # The channel, sending

    def send(self, kind, content, compress=False):
        if compress:
            kind, content = kind + COMPRESSED, self.compression.deflate(content)
        if not self.sender.has_room(content, kind in (KEY_UPDATE, ALERT)):
            self.send_key_update(0)                                          # KUP-13
        self.writer.write(self.sender.seal(kind, content))
        if self.owed_update is not None:
            request, self.owed_update = self.owed_update, None
            self.send_key_update(request)

    def send_key_update(self, request):
        self.writer.write(self.sender.seal(KEY_UPDATE, number(request, 1)))
        self.sender.update()

    def send_data(self, data, compress=True):
        compress = compress and self.compression is not None
        size = self.hello["maxFrame"] - (HEADROOM if compress else 0)        # CMP-6
        for at in range(0, 0 if self.closed else len(data), size):
            self.send(DATA, data[at:at + size], compress)

    def send_close(self):
        if not self.closed:
            self.send_alert(ALERTS["close"])
            self.closed = True
            self.deadline.reschedule(asyncio.get_running_loop().time() + CLOSE_DEADLINE)

    # Commands: spec/control-contract.md

    def command(self, command):
        """Acts on a line, or keeps it until it can be acted on."""
        what, content = command["do"], bytes.fromhex(command.get("bytes", ""))
        if self.ended or self.closed:
            return
        if what == "abort":
            self.fail(Fault("aborted"))
            self.task.cancel()
        elif not self.established or what == "ping" and len(self.pings) >= PINGS:
            self.commands.append(command)
        elif what == "send":
            self.send_data(content, command.get("compress", True))
        elif what == "ping":
            compress = (command.get("compress", False) and self.compression is not None
                        and 0 < len(content) <= self.hello["maxFrame"] - HEADROOM)
            self.pings.append((content, compress))
            self.send(PING, content, compress)
        elif what == "keyUpdate":
            request = int(command.get("request", False))
            if self.sender.sequence:
                self.send_key_update(request)
            else:
                self.owed_update = max(request, self.owed_update or 0)
        elif what == "close":
            self.send_close()
