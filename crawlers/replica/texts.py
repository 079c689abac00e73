"""The sample texts: one file per document, TOML front matter and a body in a small Markdown dialect."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from crawlers.replica.markup import Block, Fill, MarkupError, parse_markup
from crawlers.replica.towns import HOME

Format = Literal["pdf", "pdf2", "pdftab", "big", "scan", "html", "docx", "gone"]
FORMATS: frozenset[str] = frozenset(get_args(Format))
CHANNELS = frozenset({"meeting", "register", "website", "gemeenteblad", "cvdr"})
TEXT_FOLDERS = (HOME / "texts", HOME / "extras")
FENCE = "+++\n"


class TextError(ValueError):
    """A sample text does not follow the format; the message names the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """What a text needs to stand in the Gemeenteblad or among the local regulations."""

    rubriek: str
    gmb: str
    in_force: date
    subject: str
    cvdr: str = ""
    out_of_force: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One sample document: where and when it appears, and its blocks."""

    town: str
    slug: str
    title: str
    genre: str
    date: date
    format: Format
    night: int
    via: str = ""
    """`meeting`, `register:<name>`, `website`, `gemeenteblad`, `gemeenteblad+cvdr` or `cvdr`.

    Empty for a consolidation."""
    meeting: str = ""
    withdrawn_night: int | None = None
    same_as: str = ""
    """Slug of the text whose very bytes this document has."""
    version_of: str = ""
    """Slug of the text of which this is a newer version under the same document id."""
    replaces: str = ""
    """Slug of the text that this new publication replaces."""
    consolidates: str = ""
    """Slug of the amending text of which this is the resulting regulation."""
    confidential: bool = False
    regulation: Regulation | None = None
    blocks: tuple[Block, ...] = ()

    @property
    def channels(self) -> frozenset[str]:
        """Where the text appears."""
        return frozenset(part.partition(":")[0] for part in self.via.split("+") if part)

    @property
    def register(self) -> str:
        """The name of the register, empty when it stands in none."""
        return self.via.partition("register:")[2]

    def visible(self, night: int) -> bool:
        """Tell whether the document is on the portals in this night."""
        return self.night <= night and not self.withdrawn(night)

    def withdrawn(self, night: int) -> bool:
        """Tell whether the document has been taken down by this night."""
        return self.withdrawn_night is not None and self.withdrawn_night <= night


def load_texts(folders: Iterable[Path] = TEXT_FOLDERS) -> dict[tuple[str, str], Text]:
    """Read `<folder>/<town>/<slug>.md`, keyed by town and slug, and check the references between texts."""
    texts = {}
    for path in sorted(path for folder in folders for path in folder.glob("*/*.md")):
        text = _load(path)
        if (text.town, text.slug) in texts:
            raise TextError(f"{path}: this slug exists already")
        texts[text.town, text.slug] = text
    for text in texts.values():
        _check_references(text, texts)
    return texts


def _load(path: Path) -> Text:
    parts = path.read_text(encoding="utf-8").split(FENCE, 2)
    if len(parts) != 3 or parts[0].strip():
        raise TextError(f"{path}: no front matter between two +++ lines")
    try:
        text = _build(path, tomllib.loads(parts[1]), parts[2])
    except (TypeError, MarkupError, tomllib.TOMLDecodeError) as error:
        raise TextError(f"{path}: {error}") from error
    if problem := _problem(text):
        raise TextError(f"{path}: {problem}")
    return text


def _build(path: Path, front: dict[str, Any], body: str) -> Text:
    regulation = Regulation(**front.pop("regulation")) if "regulation" in front else None
    blocks = parse_markup(body)
    return Text(town=path.parent.name, slug=path.stem, **front, regulation=regulation, blocks=blocks)


def _problem(text: Text) -> str:
    channels = text.channels
    problems = {
        f"unknown format {text.format}": text.format not in FORMATS,
        f"unknown via {text.via}": not channels <= CHANNELS or bool(channels) == bool(text.consolidates),
        "meeting and via do not agree": bool(text.meeting) != ("meeting" in channels),
        "gemeenteblad and cvdr need [regulation]": (
            bool(channels & {"gemeenteblad", "cvdr"} or text.consolidates) and text.regulation is None
        ),
        "cvdr needs a regulation number": (
            bool("cvdr" in channels or text.consolidates) and not (text.regulation and text.regulation.cvdr)
        ),
        "filler cannot stand in a regulation": (
            text.regulation is not None and any(isinstance(block, Fill) for block in text.blocks)
        ),
        "a body, or same_as or gone without a body": bool(text.blocks) == bool(text.same_as or text.format == "gone"),
    }
    return "; ".join(problem for problem, holds in problems.items() if holds)


def _check_references(text: Text, texts: dict[tuple[str, str], Text]) -> None:
    for name in ("same_as", "version_of", "replaces", "consolidates"):
        slug = getattr(text, name)
        if slug and (text.town, slug) not in texts:
            raise TextError(f"{text.town}/{text.slug}: {name} names {slug}, which does not exist")
