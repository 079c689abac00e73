"""The rules of the conversation sheet: which texts go with which facts, as `gesprek.toml` says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A text for the reader, perhaps with the address of a page."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A text that is given when all of some facts hold and none of others."""

    when: frozenset[str]
    unless: frozenset[str]
    advice: Advice


@cache
def table() -> dict[str, Any]:
    """Give `gesprek.toml`."""
    return tomllib.loads(files("output").joinpath("gesprek.toml").read_text(encoding="utf-8"))


@cache
def rules(part: str) -> tuple[Rule, ...]:
    """Give the rules of a part of the sheet, in their order."""
    return tuple(
        Rule(
            when=frozenset(row["als"]),
            unless=frozenset(row.get("niet", ())),
            advice=Advice(text=row["tekst"], link=row.get("link", "")),
        )
        for row in table()[part]
    )


def advices(part: str, facts: frozenset[str], words: Mapping[str, str]) -> tuple[Advice, ...]:
    """Give the texts of a part that go with the facts, with the words filled in; as many as the part may hold."""
    return tuple(_filled(part, facts, words))[: table()["aantal"][part]]


def _filled(part: str, facts: frozenset[str], words: Mapping[str, str]) -> Iterator[Advice]:
    for rule in rules(part):
        if rule.when <= facts and not rule.unless & facts:
            yield Advice(text=rule.advice.text.format_map(words), link=rule.advice.link)
