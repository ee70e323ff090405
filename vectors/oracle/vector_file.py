"""A file of vectors, read as strictly as vectors/README.md says."""

import json
from collections import Counter
from typing import Any, Dict, List, NamedTuple

from answer import Answer
from shapes import BYTES, U8, Shape, Unreadable, dictionary, list_of, number, one_of, record, text

FORMAT = "fesa-vectors/1"

FILE = {
    "format": one_of(FORMAT),
    "topic": text(),
    "schema": text(),
    "about": text(),
    "flags": dictionary(record({"bugClass": text(), "effect": text()})),
    "provenance": dictionary(
        record({"generator": text(), "seed": lambda value, _: value, "version": text()})
    ),
    "keys?": dictionary(record({"use": text(), "pkcs8": BYTES, "spki": BYTES})),
    "count": number(least=1),
    "vectors": lambda value, _: value,
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


def read_file(source: bytes, topic: str, kinds: Dict[str, Dict[str, Shape]]) -> VectorFile:
    """The vectors of one topic, each of one of `kinds`. Those of another kind
    are counted and left out."""
    value = parse(source)
    file = record(FILE)(value, "")
    if file["topic"] != topic:
        raise Unreadable("/topic", f"not {topic}, as the file's name says")
    vectors = file["vectors"]
    if not isinstance(vectors, list) or len(vectors) != file["count"]:
        raise Unreadable("/count", "not the number of vectors")
    read, uncovered, ids = [], Counter(), set()
    for index, vector in enumerate(vectors):
        pointer = f"/vectors/{index}"
        if not isinstance(vector, dict):
            raise Unreadable(pointer, "no object")
        kind = vector.get("kind")
        if kind not in kinds:
            own = {name: value for name, value in vector.items() if name in VECTOR}
            common = record(VECTOR)(own, pointer)
            uncovered[kind] += 1
        else:
            common = record({**VECTOR, "expect": expect(), **kinds[kind]})(vector, pointer)
            read.append(common)
        if common["id"] in ids:
            raise Unreadable(f"{pointer}/id", "an id that another vector has")
        ids.add(common["id"])
        if not set(common["flags"]) <= set(file["flags"]):
            raise Unreadable(f"{pointer}/flags", "a flag that the file does not explain")
        if common["provenance"] not in file["provenance"]:
            raise Unreadable(f"{pointer}/provenance", "one that the file does not have")
    return VectorFile(read, uncovered, file.get("keys", {}))
