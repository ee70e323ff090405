"""The second oracle: judges published vectors by the pages of spec/ alone.

    python3 vectors/oracle/oracle.py [--topic TOPIC]... [--openssl] [PATH]

PATH is a file of vectors, or a folder of them; by default it is the folder that
this program is in, and then every topic has to be there. A line says of each
topic whether the oracle agrees. Exit status 0 if it does, 1 if it doesn't, or
has judged nothing, 2 for a command that isn't one.

It needs Python 3.9 and the package `cryptography`, Debian's
python3-cryptography.
"""

import argparse
import sys
from pathlib import Path
from typing import Any, List

sys.dont_write_bytecode = True

try:
    import cryptography  # noqa: F401
except ImportError:
    sys.exit("oracle: cryptography is missing: apt-get install python3-cryptography")

import openssl
import topic_compression
import topic_frames
import topic_keys
import topic_messages
import topic_negotiation
import topic_protection
import topic_rsa
import topic_sessions
from shapes import Unreadable
from vector_file import VectorFile, parse, read_file

TOPICS = {
    "frames": topic_frames,
    "messages": topic_messages,
    "keys": topic_keys,
    "rsa": topic_rsa,
    "protection": topic_protection,
    "compression": topic_compression,
    "negotiation": topic_negotiation,
    "sessions": topic_sessions,
}
VECTORS = Path(__file__).resolve().parent.parent


def main(arguments: List[str]) -> int:
    options = parse_arguments(arguments)
    files: List[VectorFile] = []
    is_right = True
    for path in paths_under(options.path):
        try:
            files.append(read_topic(path))
        except (Unreadable, OSError) as error:
            place = f"{path} {getattr(error, 'pointer', '')}".rstrip()
            print(f"{path.stem:12} unreadable: {place}: {error}")
            is_right = False
    there = {file.topic for file in files}
    wanted = options.topic or (TOPICS if options.path == VECTORS else there)
    for topic in wanted:
        if topic not in there:
            print(f"{topic:12} missing: nothing under {options.path} is of this topic")
            is_right = False
    files = [file for file in files if file.topic in wanted or not options.topic]
    files.sort(key=lambda file: [*TOPICS, file.topic].index(file.topic))
    if not any(file.vectors for file in files):
        print(f"nothing to judge under {options.path}")
        is_right = False
    for file in files:
        is_right &= judge_file(file)
    if options.openssl:
        is_right &= judge_again(files)
    return 0 if is_right else 1


def parse_arguments(arguments: List[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="oracle.py", description="Judge published vectors.")
    parser.add_argument("--topic", action="append", choices=TOPICS, help="this topic alone")
    parser.add_argument("--openssl", action="store_true", help="judge a sample with openssl too")
    parser.add_argument("path", nargs="?", type=Path, default=VECTORS, metavar="PATH")
    options = parser.parse_args(arguments)
    if not options.path.exists():
        parser.error(f"there is no {options.path}")
    return options


def paths_under(path: Path) -> List[Path]:
    """The files of vectors, of any name; what is in `schemas` isn't one."""
    if path.is_file():
        return [path]
    return [each for each in sorted(path.rglob("*.json")) if each.parent.name != "schemas"]


def read_topic(path: Path) -> VectorFile:
    """A file by the kinds of the topic that it says it is of; of a topic that
    this oracle has no judge for, there are none."""
    value = parse(path.read_bytes())
    topic = value.get("topic") if isinstance(value, dict) else None
    return read_file(value, TOPICS[topic].KINDS if topic in TOPICS else {})


def judge_file(file: VectorFile, by: str = "") -> bool:
    """Whether the oracle agrees with every vector; prints where it doesn't."""
    wrong = 0
    for vector in file.vectors:
        differences = judge_vector(file, vector)
        wrong += bool(differences)
        for difference in differences:
            print(f"{file.topic}#{vector['id']}: {difference}")
    parts = [f"{len(file.vectors) - wrong} agreed{by}"] if file.vectors else []
    parts += [f"{wrong} disagreed"] if wrong else []
    kinds = ", ".join(f"{count} of kind {kind}" for kind, count in file.uncovered.items())
    parts += [f"not covered, for want of a judge: {kinds}"] if kinds else []
    print(f"{file.topic:12} {', '.join(parts)}")
    return wrong == 0


def judge_vector(file: VectorFile, vector: dict) -> List[str]:
    """What the oracle finds otherwise than the vector says."""
    differences: List[str] = []

    def claim(name: str, mine: Any, theirs: Any) -> None:
        if mine != theirs:
            differences.append(f"{name}: by the spec {shown(mine)}, in the vector {shown(theirs)}")

    try:
        answer = TOPICS[file.topic].judge(vector, file.keys, claim)
    except Exception as error:  # what no vector should lead to
        return [f"cannot be judged: {type(error).__name__}: {error}"]
    claim("expect", answer, vector["expect"]["answer"])
    return differences


def judge_again(files: List[VectorFile]) -> bool:
    """The same of a sample, with OpenSSL's primitives in place of Python's."""
    try:
        name = openssl.version()
    except (OSError, openssl.Refused):
        print("openssl      missing: apt-get install openssl")
        return False
    openssl.take_over()
    is_right = True
    for file in files:
        if file.topic in openssl.SAMPLE:
            what, belongs = openssl.SAMPLE[file.topic]
            vectors = [vector for vector in file.vectors if belongs(vector)]
            sample = file._replace(vectors=vectors, uncovered={})
            is_right &= judge_file(sample, f" by {name}, {what}")
    return is_right


def shown(value: Any) -> str:
    text = value.hex() if isinstance(value, bytes) else str(value)
    return text if len(text) <= 120 else f"{text[:100]}… ({len(text)} characters)"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
