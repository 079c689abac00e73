"""What the portals show in one night: papers with their editions, publications, regulations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from crawlers.replica.publications import Publication
from crawlers.replica.texts import Regulation, Text
from crawlers.replica.towns import Country, stable_number

PAPER_CHANNELS = frozenset({"meeting", "register", "website"})
SUFFIXES = {
    "pdf": ".pdf",
    "pdf2": ".pdf",
    "pdftab": ".pdf",
    "big": ".pdf",
    "scan": ".pdf",
    "html": ".html",
    "docx": ".docx",
    "gone": ".pdf",
}
MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xml": "application/xml; charset=utf-8",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One version of a paper: its text, the file with the bytes, and when it was put there."""

    number: int
    text: Text
    file: Path
    modified: datetime

    @property
    def media_type(self) -> str:
        """The content type of the file."""
        return MEDIA_TYPES[self.file.suffix]

    @property
    def file_name(self) -> str:
        """The name under which the file is offered."""
        return f"{self.text.title}{self.file.suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document under a stable id, with at least one edition."""

    id: int
    first: Text
    """The text it was put up with; its title, meeting and register place the paper."""
    editions: tuple[Edition, ...]

    @property
    def current(self) -> Edition:
        """The newest edition."""
        return self.editions[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegulationVersion:
    """One version of a local regulation, as it stands in this night."""

    text: Text
    rules: Regulation
    work: str
    version: int
    creator: str
    modified: date
    out_of_force: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Everything that can be found in one night."""

    night: int
    papers: tuple[Paper, ...]
    gone: tuple[tuple[Text, datetime], ...]
    """Papers that have been taken down, and when."""
    publications: tuple[Publication, ...]
    regulations: tuple[RegulationVersion, ...]


def set_up_shelf(
    country: Country, texts: Iterable[Text], publications: Iterable[Publication], folder: Path, night: int
) -> Shelf:
    """Choose what is visible in this night."""
    every = tuple(texts)
    firsts = [text for text in every if text.channels & PAPER_CHANNELS and not text.version_of]
    gone = (text for text in firsts if text.withdrawn(night))
    return Shelf(
        night=night,
        papers=tuple(_paper(text, every, folder, night) for text in firsts if text.visible(night)),
        gone=tuple((text, _taken_down(text, country)) for text in gone),
        publications=tuple(publication for publication in publications if publication.visible(night)),
        regulations=tuple(_regulations(country, [text for text in every if text.visible(night)])),
    )


def paper_id(text: Text) -> int:
    """Return the id under which a council system knows the paper."""
    return stable_number(17_000_000, 900_000, "document", text.town, text.slug)


def paper_file(text: Text, folder: Path) -> Path:
    """Return where the rendered file of a paper stands; a duplicate has the file of its original."""
    return folder / text.town / f"{text.same_as or text.slug}{SUFFIXES[text.format]}"


def moment_of(text: Text) -> datetime:
    """Return when the paper was put up: its date, at a time of day that never changes."""
    second = stable_number(0, 8 * 3600, "moment", text.town, text.slug)
    return datetime.combine(text.date, time(8)) + timedelta(seconds=second)


def _paper(first: Text, texts: tuple[Text, ...], folder: Path, night: int) -> Paper:
    later = [text for text in texts if (text.town, text.version_of) == (first.town, first.slug) and text.visible(night)]
    chain = [first, *sorted(later, key=moment_of)]
    editions = (
        Edition(number=number, text=text, file=paper_file(text, folder), modified=moment_of(text))
        for number, text in enumerate(chain, start=1)
    )
    return Paper(id=paper_id(first), first=first, editions=tuple(editions))


def _taken_down(text: Text, country: Country) -> datetime:
    night = text.withdrawn_night or len(country.nights)
    return datetime.combine(country.nights[night - 1], time(7, 30))


def _regulations(country: Country, texts: list[Text]) -> Iterator[RegulationVersion]:
    """A consolidation takes the place of the amending text that has the same regulation number."""
    chosen: dict[str, tuple[Text, Regulation]] = {}
    for text in sorted(texts, key=lambda text: bool(text.consolidates)):
        if text.regulation and text.regulation.cvdr and ("cvdr" in text.channels or text.consolidates):
            chosen[text.regulation.cvdr] = (text, text.regulation)
    for identifier, (text, rules) in sorted(chosen.items()):
        work, _, version = identifier.partition("_")
        following = chosen.get(f"{work}_{int(version) + 1}")
        yield RegulationVersion(
            text=text,
            rules=rules,
            work=work,
            version=int(version),
            creator=country.town(text.town).name,
            modified=following[0].date if following else text.date,
            out_of_force=rules.out_of_force or (following[1].in_force if following else None),
        )
