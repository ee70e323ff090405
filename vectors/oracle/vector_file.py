"""A file of vectors, read as strictly as vectors/README.md says."""

import json
from collections import Counter
from typing import Any, Dict, List, NamedTuple

from answer import Answer
from shapes import BYTES, U8, Shape, Unreadable, dictionary, list_of, number, one_of, record, text

FORMAT = "fesa-vectors/1"


def whatever(value: Any, pointer: str) -> Any:
    """What is looked at elsewhere, or by nobody."""
    return value


def seed(value: Any, pointer: str) -> Any:
    """Of a generator that draws nothing it is null."""
    return value if value is None else number()(value, pointer)


FILE = {
    "format": one_of(FORMAT),
    "topic": text(),
    "schema": text(),
    "about": text(),
    "flags": dictionary(record({"bugClass": text(), "effect": text()})),
    "provenance": dictionary(record({"generator": text(), "seed": seed, "version": text()})),
    "keys?": dictionary(record({"use": text(), "pkcs8": BYTES, "spki": BYTES})),
    "count": number(least=1),
    "vectors": list_of(whatever, least=1),
}

VECTOR = {
    "id": text(r"[a-z0-9]+(?:[-./][a-z0-9]+)*"),
    "comment": text(),
    "requirements": list_of(text(r"[A-Z]{3}-\d+"), least=1),
    "flags": list_of(text()),
    "provenance": text(),
    "since": text(r"\d+\.\d+\.\d+"),
    "kind": text(),
}

CODES = list_of(U8, least=1)


def expect(**more: Shape) -> Shape:
    """The answer of a vector; `more` are keys that stand beside an Alert."""
    forms = {
        "accept": record({"result": text()}),
        "alert": record({"result": text(), "codes": CODES, **more}),
        "either": record({"result": text(), "codes": CODES}),
        "implicitRejection": record({"result": text(), "codes": CODES}),
    }

    def read(value: Any, pointer: str) -> dict:
        if not isinstance(value, dict) or value.get("result") not in forms:
            raise Unreadable(f"{pointer}/result", f"none of {', '.join(forms)}")
        read_value = forms[value["result"]](value, pointer)
        codes = frozenset(read_value.pop("codes", ()))
        return {**read_value, "answer": Answer(read_value["result"], codes)}

    return read


class VectorFile(NamedTuple):
    topic: str
    vectors: List[dict]
    uncovered: Counter  # kind -> how many vectors
    keys: Dict[str, dict]


def parse(source: bytes) -> Any:
    """JSON in which no object has a key twice."""

    def pairs(items: list) -> dict:
        names = [name for name, _ in items]
        if len(names) != len(set(names)):
            twice = next(name for name in names if names.count(name) > 1)
            raise Unreadable("", f'the key "{twice}" stands twice in an object')
        return dict(items)

    try:
        return json.loads(source.decode("utf-8"), object_pairs_hook=pairs)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Unreadable("", f"no JSON: {error}")


def read_file(value: Any, kinds: Dict[str, Dict[str, Shape]]) -> VectorFile:
    """The vectors of a file, each of one of `kinds`, by their shapes. Those of
    another kind are counted and left out."""
    if isinstance(value, dict):
        FILE["format"](value.get("format"), "/format")  # another one may have other keys
    file = record(FILE)(value, "")
    vectors = file["vectors"]
    if len(vectors) != file["count"]:
        raise Unreadable("/count", "not the number of vectors")
    read: List[dict] = []
    uncovered: Counter = Counter()
    ids = set()
    for index, vector in enumerate(vectors):
        pointer = f"/vectors/{index}"
        if not isinstance(vector, dict):
            raise Unreadable(pointer, "no object")
        kind = vector.get("kind")
        if kind in kinds:
            read.append(record({**VECTOR, "expect": expect(), **kinds[kind]})(vector, pointer))
        else:
            unknown = {name: whatever for name in vector if name not in VECTOR}
            record({**VECTOR, **unknown})(vector, pointer)
            uncovered[kind] += 1
        judge_names(vector, file, ids, pointer)
    return VectorFile(file["topic"], read, uncovered, file.get("keys", {}))


def judge_names(vector: dict, file: dict, ids: set, pointer: str) -> None:
    """That an id is there once, and that what a vector names is in its file."""
    if vector["id"] in ids:
        raise Unreadable(f"{pointer}/id", "an id that another vector has")
    ids.add(vector["id"])
    for index, flag in enumerate(vector["flags"]):
        if flag not in file["flags"]:
            raise Unreadable(f"{pointer}/flags/{index}", "a flag that the file does not explain")
    if vector["provenance"] not in file["provenance"]:
        raise Unreadable(f"{pointer}/provenance", "a name that the file does not have")
    if "key" in vector and vector["key"] not in file.get("keys", {}):
        raise Unreadable(f"{pointer}/key", "a name that the file does not have")
