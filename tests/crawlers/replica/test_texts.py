from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.replica.library import Library
from crawlers.replica.texts import TextError, load_texts

RULES = """[regulation]
rubriek = "beleidsregel"
gmb = "gmb-2026-490002"
in_force = 2026-12-01
subject = "verkeer"
"""
FRONT = """+++
title = "Nota"
genre = "beleidsnota"
date = 2026-11-01
via = "website"
format = "pdf"
night = 1
{more}+++

Tekst.
"""


def load(folder: Path, content: str) -> None:
    (folder / "havenstede").mkdir()
    (folder / "havenstede" / "nota.md").write_text(content, encoding="utf-8")
    load_texts([folder])


def test_a_plain_text_loads(tmp_path: Path) -> None:
    load(tmp_path, FRONT.format(more=""))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("geen voorwerk", "front matter"),
        (FRONT.format(more='kleur = "rood"\n'), "kleur"),
        (FRONT.format(more="").replace('"pdf"', '"odt"'), "unknown format odt"),
        (FRONT.format(more="").replace('"website"', '"krant"'), "unknown via krant"),
        (FRONT.format(more="").replace('"website"', '"meeting"'), "meeting and via"),
        (FRONT.format(more="").replace('"website"', '"gemeenteblad"'), "need"),
        (FRONT.format(more='same_as = "nota"\n'), "gone without a body"),
        (FRONT.format(more='version_of = "weg"\n'), "which does not exist"),
        (FRONT.format(more="").replace("Tekst.", "@raar"), "@raar"),
        (FRONT.format(more=RULES).replace("Tekst.", "@vul theme=wegen blocks=2"), "filler"),
    ],
)
def test_a_wrong_text_is_refused_with_the_reason(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(TextError, match=reason):
        load(tmp_path, content)


def test_every_paper_that_an_agenda_names_is_a_text_of_that_meeting(library: Library) -> None:
    for town in library.country.towns:
        for meeting in town.meetings:
            titles = {
                text.title for text in library.texts.values() if (text.town, text.meeting) == (town.key, meeting.key)
            }
            points = [*meeting.agenda, *(item for point in meeting.agenda for item in point.items)]
            named = {title for point in points for title in point.papers}
            assert named <= titles, meeting.key


def test_every_text_stands_in_a_meeting_or_register_that_exists(library: Library) -> None:
    for text in library.texts.values():
        town = library.country.town(text.town)
        assert text.meeting in {"", *(meeting.key for meeting in town.meetings)}
        assert text.register in {"", *(module.register for module in town.modules)}


def test_the_numbers_of_publications_and_documents_are_unique(library: Library) -> None:
    publications = [publication.identifier for publication in library.publications]
    assert len(set(publications)) == len(publications)
    papers = [paper.id for paper in library.shelf(3).papers]
    assert len(set(papers)) == len(papers)
