"""The second oracle: judges published vectors by the pages of spec/ alone.

    python3 vectors/oracle/oracle.py [--topic TOPIC]... [--openssl] [DIR]

DIR is the folder of the vectors, by default the one that this program is in. A
line for each topic says whether the oracle agrees. Exit status 0 if it does, 1
if it doesn't, or has judged nothing; 2 for a command that isn't one.

It needs Python 3.9 and the package `cryptography`, which Debian has as
python3-cryptography.
"""

import argparse
import sys
from pathlib import Path
from typing import Any, Dict, List

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
from vector_file import VectorFile, read_file

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


def main(arguments: List[str]) -> int:
    options = parse_arguments(arguments)
    paths = {path.stem: path for path in sorted(options.dir.glob("*/*.json"))}
    paths = {name: path for name, path in paths.items() if path.parent.name != "schemas"}
    wanted = options.topic or [*TOPICS, *(name for name in paths if name not in TOPICS)]
    files: Dict[str, VectorFile] = {}
    is_right = True
    for topic in wanted:
        try:
            files[topic] = read_topic(topic, paths, options.dir)
            is_right &= judge_topic(topic, files[topic])
        except Unreadable as error:
            print(error)
            is_right = False
    if options.openssl:
        is_right &= judge_again(files)
    judged = sum(len(file.vectors) for file in files.values())
    return 0 if is_right and judged > 0 else 1


def parse_arguments(arguments: List[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="oracle.py", description="Judge published vectors.")
    parser.add_argument("--topic", action="append", choices=TOPICS, help="this topic alone")
    parser.add_argument("--openssl", action="store_true", help="judge a sample with openssl too")
    default = Path(__file__).resolve().parent.parent
    parser.add_argument("dir", nargs="?", type=Path, default=default, metavar="DIR")
    options = parser.parse_args(arguments)
    if not options.dir.is_dir():
        parser.error(f"no folder {options.dir}")
    return options


def read_topic(topic: str, paths: Dict[str, Path], folder: Path) -> VectorFile:
    if topic not in paths:
        raise Unreadable("", f"{topic:12} missing: no {topic}.json in a folder of {folder}")
    try:
        kinds = TOPICS[topic].KINDS if topic in TOPICS else {}
        return read_file(paths[topic].read_bytes(), topic, kinds)
    except (Unreadable, OSError) as error:
        place = f"{paths[topic]} {getattr(error, 'pointer', '')}".rstrip()
        raise Unreadable("", f"{topic:12} unreadable: {place}: {error}")


def judge_topic(topic: str, file: VectorFile, by: str = "") -> bool:
    """Whether the oracle agrees with all of a topic; prints where it doesn't."""
    wrong = 0
    for vector in file.vectors:
        differences = judge_vector(topic, vector, file.keys)
        wrong += bool(differences)
        for difference in differences:
            print(f"{topic}#{vector['id']}: {difference}")
    parts = [f"{len(file.vectors) - wrong} agreed{by}"] if file.vectors else []
    parts += [f"{wrong} disagreed"] if wrong else []
    kinds = ", ".join(f"{count} of kind {kind}" for kind, count in file.uncovered.items())
    parts += [f"not covered, for want of a judge: {kinds}"] if kinds else []
    print(f"{topic:12} {', '.join(parts)}")
    return wrong == 0


def judge_vector(topic: str, vector: dict, keys: dict) -> List[str]:
    """What the oracle finds otherwise than the vector says."""
    differences: List[str] = []

    def claim(name: str, mine: Any, theirs: Any) -> None:
        if mine != theirs:
            differences.append(f"{name}: by the spec {shown(mine)}, in the vector {shown(theirs)}")

    try:
        answer = TOPICS[topic].judge(vector, keys, claim)
    except Exception as error:  # what no vector should lead to
        return [f"cannot be judged: {type(error).__name__}: {error}"]
    claim("expect", answer, vector["expect"]["answer"])
    return differences


def judge_again(files: Dict[str, VectorFile]) -> bool:
    """The same of a sample, with OpenSSL's primitives in place of Python's."""
    try:
        name = openssl.version()
    except (OSError, openssl.Refused):
        print("openssl      missing: apt-get install openssl")
        return False
    openssl.take_over()
    is_right = True
    for topic, (what, belongs) in openssl.SAMPLE.items():
        if topic in files:
            vectors = [vector for vector in files[topic].vectors if belongs(vector)]
            sample = files[topic]._replace(vectors=vectors, uncovered={})
            is_right &= judge_topic(topic, sample, f" by {name}, {what}")
    return is_right


def shown(value: Any) -> str:
    text = value.hex() if isinstance(value, bytes) else str(value)
    return text if len(text) <= 120 else f"{text[:100]}… ({len(text)} characters)"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
