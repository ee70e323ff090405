"""The steps of a recorded conversation, played between two ends: each frame is
made by its sender and judged by its receiver."""

from typing import Callable, Dict, List, Optional

from answer import ACCEPT, Answer, answer_to
from end import End
from hellos import clear_frame
from inbound import Message
from registries import ALERT, BIT_7, CLIENT_HELLO, CLIENT_KEY_EXCHANGE, DATA, FINISHED, KEY_UPDATE
from registries import NAMES, PROTECTED

CLIENT_SENDS = (CLIENT_HELLO, CLIENT_KEY_EXCHANGE)
FAULTS = ("verify", "altered", "replayed", "skipped", "reflected", "clear", "again")


class Conversation:
    """`flight` are the clear frames of the handshake, in their order; `drives`
    is the end that acts, while the other answers it; `first` sends the first
    Finished."""

    def __init__(self, ends: Dict[str, End], flight: List[bytes], first: str, drives: str):
        self.ends, self.flight, self.first, self.drives = ends, list(flight), first, drives
        self.past: List[dict] = []

    def play(self, steps: List[dict], claim: Callable) -> Answer:
        """How it ends: accepted, or with the Alert that answers a fault."""
        answer = ACCEPT
        for index, step in enumerate(steps):

            def here(name: str, mine: object, theirs: object) -> None:
                claim(f"steps[{index}].{name}", mine, theirs)

            if answer != ACCEPT:
                self.play_alert(step, answer, here)
                here("being the last", index, len(steps) - 1)
                return answer
            answer = self.play_step(step, here)
            self.past.append(step)
        closed = all(end.has_closed for end in self.ends.values())
        claim("steps: whether both ends have closed", closed, True)
        owed = [message.name for end in self.ends.values() for message in end.owed]
        claim("steps: what is owed at their end", owed, [])
        return answer

    def play_step(self, step: dict, claim: Callable) -> Answer:
        sender, receiver = self.ends[step["from"]], self.ends[peer_of(step["from"])]
        message: Optional[Message] = None
        if "fault" in step:
            self.claim_fault(sender, step, claim)
        elif "sealed" in step:
            message = self.claim_sealed(sender, step, claim)
            self.claim_turn(sender, message, claim)
        else:
            self.claim_clear(step, claim)
        received: List[Optional[Message]] = []
        answer = answer_to(lambda: received.append(receiver.receive(step["frame"])))
        claim("fault: whether the receiver finds one", answer != ACCEPT, "fault" in step)
        if answer == ACCEPT and message is not None:
            sender.sends(message, step["frame"])
            claim("sealed: what the receiver has from it", received[0], message)
        return answer

    def claim_clear(self, step: dict, claim: Callable) -> None:
        """The next frame of the handshake, made from the inputs."""
        frame = self.flight.pop(0) if self.flight else b"\0"
        claim("from", "client" if frame[0] in CLIENT_SENDS else "server", step["from"])
        claim("name", NAMES.get(frame[0]), step["name"])
        claim("frame", frame, step["frame"])

    def claim_sealed(self, sender: End, step: dict, claim: Callable, further: int = 0) -> Message:
        """That the sender seals this frame where it is, or `further` on."""
        sealed, place = step["sealed"], sender.sending
        plain = sealed["plain"]
        message = Message(plain[0] & ~BIT_7, plain[0] >= BIT_7, sealed.get("inflated", plain[1:]))
        claim("name", message.name, step["name"])
        claim("sealed.generation", place.generation, sealed["generation"])
        claim("sealed.sequence", place.sequence + further, sealed["sequence"])
        claim("frame", place.seal(plain, sealed.get("iv8", b""), further), step["frame"])
        return message

    def claim_turn(self, sender: End, message: Message, claim: Callable) -> None:
        """Whether it is the sender's turn: its Finished behind the clear frames
        and, if it is the second, behind the first (FIN-1, FIN-11); an answer
        where it owes one (KUP-3, PNG-1, END-2)."""
        if message.kind == FINISHED:
            due = not self.flight and (sender.role == self.first or sender.inbound.established)
            claim("name: whether it is due", due, True)
        elif message in sender.owed:
            claim("name: whether it is owed first", sender.owed.pop(0), message)
        elif sender.owed and sender.owed[0].kind == KEY_UPDATE:
            claim("name: whether it is owed first", sender.owed[0].name, message.name)
        elif sender.role != self.drives:
            claim("name: whether an end that answers sends it by itself", DATA, message.kind)

    def play_alert(self, step: dict, answer: Answer, claim: Callable) -> None:
        """The Alert of an end that has found a fault: in clear until it has
        sealed its own Finished (END-7)."""
        (code,) = answer.codes
        sender = self.ends[step["from"]]
        claim("from", peer_of(self.past[-1]["from"]), step["from"])
        claim("sealed: whether it is", sender.has_sealed, "sealed" in step)
        if "sealed" in step:
            message = self.claim_sealed(sender, step, claim)
            claim("sealed.plain", Message(ALERT, False, bytes([code])), message)
        else:
            claim("name", NAMES[ALERT], step["name"])
            claim("frame", clear_frame(ALERT, bytes([code])), step["frame"])

    def claim_fault(self, sender: End, step: dict, claim: Callable) -> None:
        """That the frame has the fault that it is said to have."""
        kind = step["fault"]["kind"]
        if kind == "clear":
            in_clear = step["frame"][0] != PROTECTED and "sealed" not in step
            claim("frame: whether it is in clear", in_clear, True)
            claim("name", NAMES.get(step["frame"][0]), step["name"])
        elif kind in ("replayed", "reflected"):
            whose = sender.role if kind == "replayed" else peer_of(sender.role)
            before = [past for past in self.past if past["from"] == whose][-1]
            for name in ("name", "sealed", "frame"):
                claim(name, before[name], step[name])
        elif kind == "altered":
            whole = sender.sending.seal(step["sealed"]["plain"], step["sealed"].get("iv8", b""))
            self.claim_sealed(sender, {**step, "frame": whole}, claim)
            changed = int.from_bytes(whole, "big") ^ int.from_bytes(step["frame"], "big")
            claim("frame: how many bits are altered", bin(changed).count("1"), 1)
        else:
            self.claim_sealed(sender, step, claim, 1 if kind == "skipped" else 0)


def peer_of(role: str) -> str:
    return "client" if role == "server" else "server"
