"""A generated country for measurements: many municipalities, or one with many papers, all on one council system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from crawlers.replica.library import Library
from crawlers.replica.shelf import paper_file, set_up_shelf
from crawlers.replica.texts import Text
from crawlers.replica.towns import Body, Country, Meeting, Module, Town, load_country

NIGHT = date(2026, 11, 23)
PAPERS_PER_MEETING = 10
REGISTER = "raadsinformatiebrieven"
SPREAD = timedelta(days=200)
"""How far back the oldest meeting lies."""


def nation(folder: Path, names: Sequence[str], papers: int) -> Library:
    """Make a country of these municipalities with so many papers each, half of them in a register; write the files."""
    towns = tuple(_town(number, name, papers) for number, name in enumerate(names))
    texts = {(text.town, text.slug): text for town in towns for text in _texts(town, papers)}
    for text in texts.values():
        file = paper_file(text, folder)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"%PDF-1.4\n% " + f"{text.town} {text.slug}".encode() * 200)
    known = load_country()
    country = Country(nights=(NIGHT,), document_types=known.document_types, organisations=(), towns=towns)
    shelf = set_up_shelf(country, texts.values(), (), folder, 1)
    return Library(folder=folder, country=country, texts=texts, publications=(), shelves=(shelf,), stamp="")


def _town(number: int, name: str, papers: int) -> Town:
    key = f"town{number}"
    meetings = -(-(papers - papers // 2) // PAPERS_PER_MEETING)
    body = Body(id=1, title="Gemeenteraad", kind="council")
    return Town(
        key=key,
        code=f"GM{number:04}",
        name=name,
        system="notubiz",
        site=str(1000 + number),
        colour="#000000",
        address="",
        page="beleid",
        page_title="Beleid",
        page_intro="",
        bodies=(body,),
        modules=(Module(id=14, name="Raadsinformatiebrieven", register=REGISTER),),
        promises=(),
        meetings=tuple(_meeting(key, number * 1000 + each, meetings, each) for each in range(meetings)),
    )


def _meeting(town: str, number: int, total: int, position: int) -> Meeting:
    """Spread the meetings evenly from long ago to some weeks ahead."""
    whole = SPREAD + timedelta(days=40)
    day = NIGHT - SPREAD + (whole * position) / max(1, total - 1) if total > 1 else NIGHT + timedelta(days=3)
    start = datetime.combine(day, time(19, 30))
    key = f"{town}-{position}"
    return Meeting(key=key, id=number + 1, title="Gemeenteraad", body=1, start=start, location="Raadzaal")


def _texts(town: Town, papers: int) -> Iterator[Text]:
    in_register = papers // 2
    for number in range(papers):
        is_letter = number < in_register
        meeting = "" if is_letter else town.meetings[(number - in_register) // PAPERS_PER_MEETING].key
        yield Text(
            town=town.key,
            slug=f"stuk-{number}",
            title=f"Stuk {number} van {town.name}",
            genre="raadsinformatiebrief" if is_letter else "raadsvoorstel",
            date=NIGHT - SPREAD * number / papers,
            format="pdf",
            night=1,
            via=f"register:{REGISTER}" if is_letter else "meeting",
            meeting=meeting,
        )
