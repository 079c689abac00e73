"""Passages written and labelled by hand, read strictly."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from models.records import Text
from models.signals import STRUCTURES
from models.strict import ShapeError, record
from models.taxonomy import STATES, Taxonomy

LABELLED = Path(__file__).with_name("labelled")
SECOND_READING = "second_reading.jsonl"
"""Labels of a second reader for some of the passages; nothing is learnt from them."""


class LabelledError(ValueError):
    """A labelled file is wrong; the message gives file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A passage with what it says, as a person judged it."""

    text: str
    title: str
    heading: str
    genre: str
    domains: tuple[str, ...]
    themes: tuple[str, ...]
    groups: tuple[str, ...]
    signals: Mapping[str, str]
    """Type of signal to its state."""
    opportunity: bool
    kind: str
    """The structure."""
    writer: str
    id: str = ""
    """File and line, `a:12`."""

    @property
    def passage(self) -> Text:
        """The passage as the tagger gets it."""
        return Text(text=self.text, title=self.title, heading=self.heading, genre=self.genre, structure=self.kind)


def load_labelled(folder: Path, taxonomy: Taxonomy) -> tuple[Labelled, ...]:
    """Read every `*.jsonl` in name order; raises `LabelledError` with file and line."""
    files = _files(folder)
    if not files:
        raise LabelledError(f"{folder}: no *.jsonl file")
    passages: dict[tuple[str, str, str], Labelled] = {}
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            passage = replace(_parse(line, taxonomy, f"{file.name}:{number}"), id=f"{file.stem}:{number}")
            key = (passage.text, passage.title, passage.heading)
            if key in passages:
                raise LabelledError(f"{file.name}:{number}: this passage stands there twice")
            passages[key] = passage
    return tuple(passages.values())


def labelled_digest(folder: Path) -> str:
    """SHA-256 over the names and contents of the labelled files."""
    total = hashlib.sha256()
    for file in _files(folder):
        total.update(f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*.jsonl") if file.name != SECOND_READING)


def _parse(line: str, taxonomy: Taxonomy, where: str) -> Labelled:
    try:
        passage = record(Labelled, json.loads(line), where)
    except json.JSONDecodeError as error:
        raise LabelledError(f"{where}: no JSON: {error}") from error
    except ShapeError as error:
        raise LabelledError(str(error)) from error
    strange = _strange(passage, taxonomy)
    if strange:
        raise LabelledError(f"{where}: unknown {', '.join(strange)}")
    if not passage.text.strip() or not passage.writer:
        raise LabelledError(f"{where}: text and writer must not be empty")
    return passage


def _strange(passage: Labelled, taxonomy: Taxonomy) -> list[str]:
    """Values outside the taxonomy."""
    unknown = [f"domain {key}" for key in passage.domains if key not in taxonomy.domains]
    unknown += [f"group {key}" for key in passage.groups if key not in taxonomy.groups]
    unknown += [
        f"signal {signal}: {state}" for signal, state in passage.signals.items() if state not in STATES.get(signal, ())
    ]
    unknown += [f"genre {passage.genre}"] if passage.genre and passage.genre not in taxonomy.genres else []
    unknown += [f"kind {passage.kind}"] if passage.kind not in STRUCTURES else []
    return unknown
