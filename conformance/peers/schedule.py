"""The tree of secrets: spec/keys.md, "Key schedule"."""

import hashlib
import hmac

from wire import FINISHED, block, frame, number


def expand(secret, label, context=b"", size=32):
    """XL of KDF-1; no value is longer than one block of HKDF-Expand."""
    label = b"fesa1 " + label
    info = number(size, 2) + block(label, 1) + block(context, 1)
    return hmac.digest(secret, info + b"\x01", "sha256")[:size]


class Schedule:
    """From the transcript of TH1 to both Finished and `binding`."""

    def __init__(self, salt, ikm, transcript):
        self.transcript = hashlib.sha256(transcript)
        self.master = hmac.digest(salt, ikm, "sha256")                       # KDF-4
        th1 = self.transcript.digest()
        self.secrets = {end: expand(self.master, end, th1) for end in (b"client", b"server")}

    def verify(self, end):
        """FIN-2: what that end's Finished holds, over the transcript so far."""
        key = expand(self.secrets[end], b"finished")
        return hmac.digest(key, self.transcript.digest(), "sha256")

    def append(self, verify):
        """KDF-3: a Finished enters as a frame that was never on the wire."""
        self.transcript.update(frame(FINISHED, verify))

    def binding(self):
        return expand(self.master, b"binding", self.transcript.digest())
