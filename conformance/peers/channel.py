"""One end of a connection, from its first byte to its last: spec/frames.md, spec/channel.md,
spec/failures.md. The handshakes are in handshake.py."""

import asyncio
import hashlib
import hmac
import traceback
import zlib
from contextlib import suppress

from negotiation import DEFLATE
from protection import HEADROOM, STORED_TAIL, Direction, inflate, sealed_size
from schedule import Schedule
from wire import (ALERT, ALERTS, COMPRESSED, DATA, FINISHED, KEY_UPDATE, LIMITS, PING, PONG,
                  PROTECTED, Fault, frame, number)

VERIFY = 32
PINGS = 16                              # unanswered at most (PNG-3)
CLOSE_DEADLINE = 5                      # seconds


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
        self.owed_update = None         # a request: KUP-11 forbids it at sequence number 0

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
        except Ended as ended:
            report = ended.report
        except (asyncio.IncompleteReadError, ConnectionError):
            report = {"how": "truncated"}                                    # END-6
        except Fault as fault:
            report = self.fail(fault)
        except TimeoutError:            # END-12, FIN-8
            report = {"how": "truncated"} if self.closed else self.fail(Fault("timeout"))
        except asyncio.CancelledError:
            report = self.fail(Fault("aborted"))                             # END-18
        except Exception:               # a fault of this end
            traceback.print_exc()
            report = self.fail(Fault("internal_error"))
        self.closed = True
        self.emit("ended", **report)
        await self.linger()

    def fail(self, fault):
        """FRM-9, END-16."""
        if not self.closed:
            self.send_alert(fault.code)
        return {"how": "alert", "code": fault.code, "local": True}

    async def linger(self):
        """FRM-10: FIN, then reads and discards for a while."""
        with suppress(OSError):         # a deadline among them
            self.writer.write_eof()
            async with asyncio.timeout(1):
                left = 1 << 20
                while left > 0 and (data := await self.reader.read(left)):
                    left -= len(data)
        self.writer.close()

    # Frames

    async def read_frame(self, kind):
        """The next frame, which has to be of that kind; FRM-3, FRM-12."""
        header = await self.reader.readexactly(4)
        found, length = header[0], int.from_bytes(header[1:], "big")
        if found != kind and (found != ALERT or self.established):           # END-8
            raise Fault("unexpected_frame")
        longest = LIMITS.get(found)
        if found == PROTECTED:
            plain = 1 + (self.hello["maxFrame"] if self.established else VERIFY)
            longest = sealed_size(self.hello["cipher"], plain)
        if length > longest:
            raise Fault("frame_too_large")                                   # FRM-5
        if self.established:
            self.receiver.judge_length(length)
        elif found == PROTECTED and length < longest:
            raise Fault("bad_frame_protection")                              # FIN-7
        body = await self.reader.readexactly(length)
        if found != ALERT:
            return header, body
        if not body:
            raise Fault("malformed")
        raise Ended("alert", code=body[0], authenticated=False, local=False)  # END-9

    async def read_clear(self, kind):
        """The body of a frame that the transcript covers (KDF-2)."""
        header, body = await self.read_frame(kind)
        self.transcript += header + body
        return body

    def write_clear(self, kind, body):
        self.transcript += frame(kind, body)
        self.writer.write(frame(kind, body))

    def open(self, header, body):
        """The inner type and the content of a Protected frame."""
        plain = self.receiver.open(header, body)
        if not plain:
            raise Fault("malformed")                                         # PRO-11
        return plain[0], plain[1:]

    def send_alert(self, code):
        """END-7."""
        seal = self.sender.seal if self.sealed else frame
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
        kind, content = self.open(header, body)
        if kind != FINISHED:
            raise Fault("unexpected_frame")
        if len(content) != VERIFY:
            raise Fault("malformed")
        verify = self.schedule.verify(self.peer)
        if not hmac.compare_digest(verify, content):
            raise Fault("bad_finished")
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
        kind, content = self.open(*await self.read_frame(PROTECTED))
        compressed = self.decoder is not None and kind - COMPRESSED in (DATA, PING, PONG)
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
        if not self.pings or self.pings.pop(0) != (content, compressed):
            raise Fault("unexpected_frame")
        self.emit("pong", bytes=content.hex())
        self.act()

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
            raise Ended("alert", code=content[0], authenticated=True, local=False)
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
        """KUP-2, or a note to do it after the next frame."""
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
        """Carries out commands, in order, as far as they may be by now."""
        while self.established and self.commands:
            what, content = self.commands[0]["do"], self.commands[0].get("bytes", "")
            if what == "ping" and len(self.pings) >= PINGS and not self.closed:
                return
            command, content = self.commands.pop(0), bytes.fromhex(content)
            if what == "close":
                self.send_close()
            elif what == "send":
                self.send_data(content, command.get("compress", True))
            elif what == "ping" and not self.closed:
                compressed = self.send(PING, content, command.get("compress", False))
                self.pings.append((content, compressed))
            elif what == "keyUpdate" and not self.closed:
                self.send_key_update(int(command.get("request", False)))
