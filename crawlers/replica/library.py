"""The rendered sample documents: built when absent or when the hash of the inputs differs."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from crawlers.replica.columns import print_columns
from crawlers.replica.compose import Filler, Pool, load_pool
from crawlers.replica.noise import load_noise
from crawlers.replica.office import write_docx
from crawlers.replica.pages import agenda_page
from crawlers.replica.paper import Letterhead, print_pdf
from crawlers.replica.publications import (
    Publication,
    Publisher,
    imprint,
    publication_metadata,
    publication_page,
    publication_xml,
)
from crawlers.replica.scans import scan
from crawlers.replica.shelf import PAPER_CHANNELS, Shelf, paper_file, set_up_shelf
from crawlers.replica.texts import TEXT_FOLDERS, Text, load_texts
from crawlers.replica.towns import HOME, Country, load_country

RENDERERS = ("reportlab", "python-docx", "pypdfium2", "pillow")
INPUT_SUFFIXES = frozenset({".py", ".toml", ".md"})
STAMP = "inputs.sha256"
JOURNALS = "publications"
METADATA_SUFFIX = ".metadata.xml"

Recipe = Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The texts and where their rendered files stand."""

    folder: Path
    country: Country
    texts: dict[tuple[str, str], Text]
    publications: tuple[Publication, ...]
    shelves: tuple[Shelf, ...]
    """What can be found in each night."""
    stamp: str
    """Hash of everything that the files are made from."""

    def shelf(self, night: int) -> Shelf:
        """Return what can be found in this night (1-based)."""
        return self.shelves[night - 1]

    def publication_file(self, publication: Publication, manifestation: str) -> Path:
        """Return the file of a publication: xml, html, pdf or metadata."""
        suffix = METADATA_SUFFIX if manifestation == "metadata" else f".{manifestation}"
        return self.folder / JOURNALS / f"{publication.identifier}{suffix}"


def build(folder: Path, *, texts: Sequence[Path] = TEXT_FOLDERS) -> Library:
    """Render the documents to the folder, unless it holds them already, and return the library."""
    library = _catalogue(folder, texts)
    stamp = folder / STAMP
    current = stamp.is_file() and stamp.read_text(encoding="utf-8") == library.stamp
    for path, render in _recipes(library):
        if not (current and path.is_file()):
            _write(path, render())
    if not current:
        _write(stamp, library.stamp.encode())
    return library


def _catalogue(folder: Path, folders: Sequence[Path]) -> Library:
    country = load_country()
    texts = load_texts(folders)
    publications = _publications(country, texts.values())
    nights = range(1, len(country.nights) + 1)
    return Library(
        folder=folder,
        country=country,
        texts=texts,
        publications=publications,
        shelves=tuple(set_up_shelf(country, texts.values(), publications, folder, night) for night in nights),
        stamp=_hash_inputs(folders),
    )


def _hash_inputs(texts: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for root in (HOME, *texts):
        for path in sorted(path for path in root.rglob("*") if path.suffix in INPUT_SUFFIXES):
            digest.update(f"{path.relative_to(root)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update(repr([(name, version(name)) for name in RENDERERS]).encode())
    return digest.hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Write by renaming, so that two builds in one folder never show each other half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


def _publications(country: Country, texts: Iterable[Text]) -> tuple[Publication, ...]:
    every = tuple(texts)
    numbers = {(text.town, text.slug): text.regulation.gmb for text in every if text.regulation}
    own = tuple(
        _publication(text, country, numbers.get((text.town, text.replaces), ""))
        for text in every
        if "gemeenteblad" in text.channels
    )
    taken = frozenset(numbers.values())
    return tuple(sorted(own + load_noise(country.nights, taken), key=lambda each: (each.date, each.identifier)))


def _publication(text: Text, country: Country, replaces: str) -> Publication:
    if text.regulation is None:
        raise ValueError(f"{text.slug} has no [regulation]")
    return Publication(
        identifier=text.regulation.gmb,
        publisher=Publisher(name=country.town(text.town).name, organisation="gemeente"),
        title=text.title,
        rubriek=text.regulation.rubriek,
        subject=text.regulation.subject,
        date=text.date,
        night=text.night,
        blocks=text.blocks,
        withdrawn_night=text.withdrawn_night,
        replaces=replaces,
    )


def _recipes(library: Library) -> Iterator[tuple[Path, Recipe]]:
    """Name each file with what renders it."""
    pool = load_pool()
    for text in library.texts.values():
        if text.channels & PAPER_CHANNELS and not text.same_as and text.format != "gone":
            yield paper_file(text, library.folder), partial(_paper_bytes, text, library.country, pool)
    for publication in library.publications:
        for manifestation, recipe in MANIFESTATIONS.items():
            yield library.publication_file(publication, manifestation), partial(recipe, publication)


def _paper_bytes(text: Text, country: Country, pool: Pool) -> bytes:
    town = country.town(text.town)
    sender = f"Gemeente {town.name}"
    filler = Filler(pool, text.slug)
    blocks = filler.expand(text.blocks)
    match text.format:
        case "html":
            return agenda_page(blocks, title=text.title, sender=sender).encode()
        case "docx":
            return write_docx(blocks, title=text.title, sender=sender, day=text.date)
    letterhead = Letterhead(
        sender=sender,
        kind=country.document_type(text.genre).value,
        address=town.address,
        title=text.title,
        colour=town.colour,
        bound=text.format == "big",
    )
    if text.format == "pdf2":
        return print_columns(blocks, letterhead, filler.endless)
    paper = print_pdf(blocks, letterhead, filler.endless)
    return scan(paper, text.slug, title=text.title) if text.format == "scan" else paper


def _journal_pdf(publication: Publication) -> bytes:
    publisher = publication.publisher
    letterhead = Letterhead(
        sender=publisher.series.upper(),
        kind=imprint(publication),
        address=f"Officiële uitgave van {publisher.owner}",
        title=publication.title,
        colour="#154273",
        titled=True,
    )
    return print_pdf(publication.blocks, letterhead, Filler({}, publication.identifier).endless)


MANIFESTATIONS: dict[str, Callable[[Publication], bytes]] = {
    "xml": lambda publication: publication_xml(publication).encode(),
    "html": lambda publication: publication_page(publication).encode(),
    "pdf": _journal_pdf,
    "metadata": lambda publication: publication_metadata(publication).encode(),
}
