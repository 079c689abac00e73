"""The sample towns of one council system with small stand-ins for their files, which are quick to make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from crawlers.replica.library import Library
from crawlers.replica.shelf import PAPER_CHANNELS, paper_file, set_up_shelf
from crawlers.replica.texts import Text, load_texts
from crawlers.replica.towns import load_country


def small_library(folder: Path, system: str, *, others: Iterable[Text] = ()) -> Library:
    """Give the towns of a system with all their texts, and others; the files hold little more than a name."""
    known = load_country()
    country = replace(known, towns=known.of_system(system))
    towns = {town.key for town in country.towns}
    every = (*(text for text in load_texts().values() if text.town in towns), *others)
    for text in every:
        if text.channels & PAPER_CHANNELS and text.format != "gone":
            file = paper_file(text, folder)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(_content(text, file.suffix))
    nights = range(1, len(country.nights) + 1)
    return Library(
        folder=folder,
        country=country,
        texts={(text.town, text.slug): text for text in every},
        publications=(),
        shelves=tuple(set_up_shelf(country, every, (), folder, night) for night in nights),
        stamp="",
    )


def _content(text: Text, suffix: str) -> bytes:
    name = f"{text.town} {text.slug}"
    if suffix == ".html":
        return f"<!doctype html><html><body><h1>{name}</h1></body></html>".encode()
    return b"%PDF-1.4\n% " + name.encode() * 50
