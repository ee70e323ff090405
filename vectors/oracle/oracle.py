"""The second oracle: judges published vectors by the pages of spec/ alone.

    python3 vectors/oracle/oracle.py [--topic TOPIC]... [DIR]

DIR is the folder of the vectors, by default the one that this program is in. A
line says of each topic whether the oracle agrees. Exit status 0 if it does, 1
if it doesn't, or has judged nothing; 2 for a command that isn't one.

It needs Python 3.9 and the package `cryptography`, which Debian has as
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
    sys.exit("oracle: Python's cryptography is missing: apt-get install python3-cryptography")

import topic_compression
import topic_frames
import topic_keys
import topic_messages
import topic_negotiation
import topic_protection
import topic_rsa
from shapes import Unreadable
from vector_file import read_file

TOPICS = {
    "frames": topic_frames,
    "messages": topic_messages,
    "keys": topic_keys,
    "rsa": topic_rsa,
    "protection": topic_protection,
    "compression": topic_compression,
    "negotiation": topic_negotiation,
}


def main(arguments: List[str]) -> int:
    options = parse_arguments(arguments)
    files = {path.stem: path for path in sorted(options.dir.glob("*/*.json")) if path.parent.name != "schemas"}
    topics = options.topic or [*TOPICS, *(name for name in files if name not in TOPICS)]
    failed, judged = False, 0
    for topic in topics:
        if topic not in TOPICS:
            print(f"{topic:12} not covered: this oracle has no judge of it")
        elif topic not in files:
            print(f"{topic:12} missing: no {topic}.json in a folder of {options.dir}")
            failed = True
        else:
            count, wrong = judge_topic(topic, files[topic])
            judged, failed = judged + count, failed or wrong
    return 1 if failed or judged == 0 else 0


def parse_arguments(arguments: List[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="oracle.py", description="Judge published vectors.")
    parser.add_argument("--topic", action="append", choices=TOPICS, help="this topic alone")
    default = Path(__file__).resolve().parent.parent
    parser.add_argument("dir", nargs="?", type=Path, default=default, metavar="DIR")
    return parser.parse_args(arguments)


def judge_topic(topic: str, path: Path) -> tuple:
    """How many vectors were judged, and whether any was wrong."""
    module = TOPICS[topic]
    try:
        file = read_file(path.read_bytes(), topic, module.KINDS)
    except (Unreadable, OSError) as error:
        print(f"{topic:12} unreadable: {path} {getattr(error, 'pointer', '')}: {error}")
        return 0, True
    wrong = 0
    for vector in file.vectors:
        differences = judge_vector(module, vector, file.keys)
        for difference in differences:
            print(f"{topic}#{vector['id']}: {difference}")
        wrong += bool(differences)
    agreed = f"{len(file.vectors) - wrong} agreed"
    disagreed = f", {wrong} disagreed" if wrong else ""
    kinds = ", ".join(f"{count} of kind {kind}" for kind, count in file.uncovered.items())
    print(f"{topic:12} {agreed}{disagreed}{', not covered: ' + kinds if kinds else ''}")
    return len(file.vectors), wrong > 0


def judge_vector(module: Any, vector: dict, keys: dict) -> List[str]:
    """What the oracle finds otherwise than the vector says."""
    differences: List[str] = []

    def claim(name: str, mine: Any, theirs: Any) -> None:
        if mine != theirs:
            differences.append(f"{name}: by the spec {shown(mine)}, in the vector {shown(theirs)}")

    try:
        answer = module.judge(vector, keys, claim)
    except Exception as error:
        return [f"cannot be judged: {type(error).__name__}: {error}"]
    claim("expect", answer, vector["expect"]["answer"])
    return differences


def shown(value: Any) -> str:
    text = value.hex() if isinstance(value, bytes) else str(value)
    return text if len(text) <= 120 else f"{text[:100]}… ({len(text)} characters)"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
