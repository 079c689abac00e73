"""Answers with one field removed or of another type: every distinct field of every kind of answer, once each."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

Step = str | int


@dataclass(frozen=True)
class Mutation:
    """One field, by its path with list positions, and what is done to it."""

    path: tuple[Step, ...]
    kind: str
    """`removed` or `retyped`."""

    @property
    def field(self) -> str:
        """The name of the field."""
        return str(next(step for step in reversed(self.path) if isinstance(step, str)))

    @property
    def shape(self) -> tuple[str, ...]:
        """The field with what holds it: the same record in several places counts once."""
        names = [step for step in self.path if isinstance(step, str)]
        return (*names[-2:], self.kind)

    def __str__(self) -> str:
        return f"{self.kind} {'.'.join(map(str, self.path))}"


def json_mutations(body: bytes) -> Iterator[Mutation]:
    """Name every field of a JSON answer."""
    for path in _json_paths(json.loads(body), ()):
        yield from (Mutation(path, kind) for kind in ("removed", "retyped"))


def _json_paths(value: Any, path: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in entries:
        if isinstance(step, str):
            yield (*path, step)
        yield from _json_paths(inner, (*path, step))


def mutate_json(body: bytes, mutation: Mutation) -> bytes:
    """Change one field of a JSON answer."""
    whole = copy.deepcopy(json.loads(body))
    holder = whole
    for step in mutation.path[:-1]:
        holder = holder[step]
    if mutation.kind == "removed":
        del holder[mutation.path[-1]]
    else:
        holder[mutation.path[-1]] = _other_type(holder[mutation.path[-1]])
    return json.dumps(whole).encode()


def _other_type(value: Any) -> Any:
    """A value of another type that is no falsy stand-in for the first."""
    if isinstance(value, dict | list):
        return 7
    return ["unexpected"] if isinstance(value, str) else {"unexpected": True}


def lines_mutations(body: bytes) -> Iterator[Mutation]:
    """Name every field of an answer with one JSON object per line."""
    return json_mutations(_as_list(body))


def mutate_lines(body: bytes, mutation: Mutation) -> bytes:
    """Change one field of one line."""
    rows = json.loads(mutate_json(_as_list(body), mutation))
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


def _as_list(body: bytes) -> bytes:
    return b"[" + b",".join(filter(None, body.split(b"\n"))) + b"]"


def xml_mutations(body: bytes) -> Iterator[Mutation]:
    """Name every element of an XML answer: removed, or its text replaced by a word that says nothing."""
    for element in etree.fromstring(body).iter("*"):
        if element.getparent() is not None:
            path = _xml_path(element)
            yield Mutation(path, "removed")
            if (element.text or "").strip():
                yield Mutation(path, "retyped")


def _xml_path(element: Any) -> tuple[Step, ...]:
    steps: list[Step] = []
    while element.getparent() is not None:
        parent = element.getparent()
        steps += [etree.QName(element).localname, parent.index(element)]
        element = parent
    return tuple(reversed(steps))


def mutate_xml(body: bytes, mutation: Mutation) -> bytes:
    """Change one element of an XML answer."""
    root = etree.fromstring(body)
    element = root
    for step in mutation.path:
        if isinstance(step, int):
            element = element[step]
    if mutation.kind == "removed":
        element.getparent().remove(element)
    else:
        element.text = "?"
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
