"""Tags for passages that come as JSON, one per line, for inspection and for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

from models.blend import SURE
from models.genres import genre_of, named_genre
from models.records import Tags, Text
from models.tagger import Tagger
from models.taxonomy import load_taxonomy
from pipeline.detect.spans import Moment
from pipeline.passage_fields import PassageFields, passage_fields
from pipeline.passage_kind import passage_kind

_BATCH = 256


class BadLine(ValueError):
    """A line that is no passage; the message says why."""


@dataclass(frozen=True, slots=True)
class _Asked:
    text: Text
    reference: date


def answers(lines: Iterable[str], tagger: Tagger, today: date, *, explain: bool = False) -> Iterator[dict[str, Any]]:
    """Give one answer per line, in order; a bad line gives its `error`. `today` stands in for a missing date."""
    rest = iter(lines)
    while batch := list(islice(rest, _BATCH)):
        asked = [_asked(line, today) for line in batch]
        good = [one for one in asked if isinstance(one, _Asked)]
        tagged = iter(zip(good, tagger.tag([one.text for one in good]), strict=True))
        for one in asked:
            yield {"error": str(one)} if isinstance(one, BadLine) else _answer(*next(tagged), explain=explain)


def _asked(line: str, today: date) -> _Asked | BadLine:
    try:
        return _read(line, today)
    except BadLine as error:
        return error


def _read(line: str, today: date) -> _Asked:
    try:
        given = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadLine(f"no JSON: {error}") from error
    if not isinstance(given, dict):
        raise BadLine("no JSON object")
    if not isinstance(given.get("text"), str) or not given["text"].strip():
        raise BadLine("text: a string that is not empty is needed")
    title, heading, genre = (_string(given, name) for name in ("title", "heading", "genre"))
    genre = _genre(genre, title)
    kind = passage_kind(given["text"], title=title, heading=heading, genre=genre)
    text = Text(text=given["text"], title=title, heading=heading, genre=genre, structure=kind)
    return _Asked(text, _day(given) or today)


def _string(given: dict[str, Any], name: str) -> str:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise BadLine(f"{name}: no string")
    return value or ""


def _day(given: dict[str, Any]) -> date | None:
    written = _string(given, "date")
    try:
        return date.fromisoformat(written[:10]) if written else None
    except ValueError as error:
        raise BadLine(f"date: {error}") from error


def _genre(given: str, title: str) -> str:
    """A genre of the vocabulary; another name for one is read like a title."""
    if given in _genres():
        return given
    return genre_of(title, hints=(given,)) if given else named_genre(title)


@cache
def _genres() -> frozenset[str]:
    return frozenset(load_taxonomy().genres)


def _answer(asked: _Asked, tags: Tags, *, explain: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "domains": {score.key: _round(score.probability) for score in tags.domains},
        "themes": list(tags.themes),
        "groups": list(tags.groups),
        "signals": {s.type: {"probability": _round(s.probability), "state": s.state} for s in tags.signals},
        "opportunity": {"probability": _round(tags.opportunity), "yes": tags.opportunity >= SURE},
        "kind": asked.text.structure,
        "rules": list(dict.fromkeys(tags.rules)),
        "fields": _fields(passage_fields(asked.text, tags, asked.reference)),
    }
    if explain:
        answer["hits"] = [
            {"concept": h.concept, "term": h.term, "tier": h.tier, "start": h.start, "end": h.end} for h in tags.hits
        ]
        answer["features"] = [{"tag": f.tag, "key": f.key, "share": f.share} for f in tags.features]
    return answer


def _fields(fields: PassageFields) -> dict[str, Any]:
    return {
        "amounts": [{"value_eur": amount.value_eur, "kind": amount.kind} for amount in fields.amounts],
        "deadline": fields.deadline and fields.deadline.day.isoformat(),
        "deadline_kind": fields.deadline and fields.deadline.kind,
        "window": _window(fields.window),
        "stage": fields.stage,
        "state": fields.state,
        "holder": fields.holder,
    }


def _window(moment: Moment | None) -> dict[str, str] | None:
    if moment is None or moment.opens is None:
        return None
    return {"from": moment.opens.isoformat(), "to": moment.day.isoformat()}


def _round(probability: float) -> float:
    return round(probability, 4)
