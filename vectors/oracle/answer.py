"""What comes of a vector: the answers of vectors/README.md."""

from typing import Callable, FrozenSet, NamedTuple


class Fault(Exception):
    """A fault that ends a connection, and every code that is right for it
    (spec/failures.md)."""

    def __init__(self, about: str, *codes: int):
        super().__init__(about)
        self.codes = frozenset(codes)


class Permitted(Fault):
    """A fault that an end MAY answer with these codes, and may let pass."""


class Answer(NamedTuple):
    result: str
    codes: FrozenSet[int] = frozenset()

    def __str__(self) -> str:
        return " ".join([self.result, *(f"0x{code:02x}" for code in sorted(self.codes))])


ACCEPT = Answer("accept")


def answer_to(judge: Callable, *arguments: object) -> Answer:
    """The answer of an end that does what the function does."""
    try:
        judge(*arguments)
    except Permitted as fault:
        return Answer("either", fault.codes)
    except Fault as fault:
        return Answer("alert", fault.codes)
    return ACCEPT
