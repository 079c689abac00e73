"""Crawls of the two municipalities whose council uses Notubiz, over three nights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from memory import crawl_in_memory
from memory_portals import Country, close

from crawlers.replica.library import Library, build
from crawlers.replica.towns import Module, Promise

COUNCIL = "notubiz:9901:meeting:1451126"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return build(tmp_path_factory.mktemp("papers"))


@pytest.fixture
def country(library: Library, tmp_path: Path) -> Country:
    return Country(library, tmp_path)


class Crawled:
    """What is known after a crawl, and what it asked."""

    def __init__(self, country: Country, **options: bool) -> None:
        country.asked.clear()
        plan = country.plan("notubiz", **options)
        self.results = crawl_in_memory(plan, country.network)
        database = plan.store.database
        self.issues = [(row["kind"], row["message"]) for row in database.query("select kind, message from issues")]
        self.documents: dict[str, dict[str, Any]] = {
            row["title"]: row for row in database.query("select * from documents")
        }
        self.versions = {
            row["title"]: (row["number"], row["sha256"])
            for row in database.query(
                "select title, number, sha256 from documents join current_versions on document_key = key"
            )
        }
        self.places = {
            (row["title"], row["place"]): row["item"]
            for row in database.query(
                """select d.title, a.place, i.title as item from appearances a
                   join documents d on d.key = a.document_key
                   left join agenda_items i on i.key = a.agenda_item_key"""
            )
        }
        self.editions = {
            title: int(row["url"].rpartition("/")[2])
            for title, row in self.documents.items()
            if "/document/" in row["url"] and title in self.versions
        }
        self.ends = {
            row["url"]: (row["state"], row["reason"])
            for row in database.query("select * from ledger_entries where run_id = ?", [plan.store.run_id])
        }
        self.original = plan.originals.path
        self.asked = [request.target for request in country.asked]
        close(plan)

    @property
    def files(self) -> list[str]:
        return [target for target in self.asked if target.startswith("/document/")]


def papers(library: Library, night: int) -> dict[str, int]:
    """The titles that must be held in a night, with the number of their version."""
    return {
        paper.current.text.title: paper.current.number
        for paper in library.shelf(night).papers
        if paper.first.town in ("havenstede", "kempenrade")
        and paper.first.channels & {"meeting", "register"}
        and not paper.first.confidential
        and paper.first.register != "ingekomen_stukken"
    }


def promises(library: Library, night: int) -> set[str]:
    towns = library.country.of_system("notubiz")
    return {promise.title for town in towns for promise in town.promises if promise.night <= night}


def test_everything_is_read_in_the_first_night(country: Country, library: Library) -> None:
    crawled = Crawled(country)
    assert crawled.issues == []
    assert crawled.editions == papers(library, 1)
    assert set(crawled.versions) == set(papers(library, 1)) | promises(library, 1)
    proposal = crawled.documents["Raadsvoorstel Kansrijk Opgroeien in Zuiderkade 2027-2030"]
    assert (proposal["genre"], proposal["published"]) == ("raadsvoorstel", "2026-11-19")
    assert crawled.places[proposal["title"], COUNCIL] == "Kansrijk Opgroeien in Zuiderkade 2027-2030"
    assert crawled.places["Raadsvoorstel Nieuwbouw IKC Zuiderkade", COUNCIL] == "Nieuwbouw IKC Zuiderkade"
    assert ("Raadsinformatiebrief Start Jongeren Perspectief Fonds", "Raadsinformatiebrieven") in crawled.places
    assert len(crawled.asked) == len(set(crawled.asked)), "each is asked once"


def test_a_promise_is_a_document_of_its_fields_under_its_agenda_point(country: Country) -> None:
    crawled = Crawled(country)
    title = "Overzicht van de kosten van tijdelijke huisvesting IKC Zuiderkade"
    promise = crawled.documents[title]
    assert (promise["genre"], promise["published"]) == ("toezegging", "2026-11-12")
    page = crawled.original(crawled.versions[title][1]).read_text(encoding="utf-8")
    assert "<p>Toegezegd door: wethouder Samira Bouhali</p>" in page
    assert "<h2>Toelichting</h2>" in page
    assert "<p>Status: open</p>" in page
    assert crawled.places[title, "notubiz:9901:meeting:1451112"] == "Nieuwbouw IKC Zuiderkade"
    assert (title, "Toezeggingen") in crawled.places
    country.night = 3
    later = Crawled(country, first=False, overdue=True)
    assert later.versions[title][0] == 2
    assert "<p>Status: afgedaan</p>" in later.original(later.versions[title][1]).read_text(encoding="utf-8")


def test_a_repeated_night_changes_nothing_and_asks_no_document(country: Country) -> None:
    first = Crawled(country)
    again = Crawled(country, first=False)
    assert again.files == []
    assert again.issues == []
    assert (again.documents, again.versions, again.places) == (first.documents, first.versions, first.places)


def test_the_nights_after_bring_what_changed(country: Country, library: Library) -> None:
    Crawled(country)
    for night in (2, 3):
        country.night = night
        crawled = Crawled(country, first=False, overdue=night == 3)
        assert crawled.editions == papers(library, night)
        assert len(crawled.files) == len(set(papers(library, night).items()) - set(papers(library, night - 1).items()))
        assert crawled.issues == []


def test_what_is_not_for_everyone_is_not_asked(country: Country, library: Library) -> None:
    crawled = Crawled(country)
    closed = {
        f"/document/{paper.id}/{paper.current.number}"
        for paper in library.shelf(1).papers
        if paper.first.confidential or paper.first.register == "ingekomen_stukken"
    }
    assert closed
    assert not closed & set(crawled.asked)
    assert "Vertrouwelijke bijlage grondexploitatie Zuiderkade" not in crawled.documents
    refused = [reason for state, reason in crawled.ends.values() if state == "refused"]
    assert sorted(refused) == ["No rights to see this meeting", "confidential"]


def test_a_register_of_an_unknown_kind_is_read_and_told(country: Country, library: Library) -> None:
    towns = tuple(
        replace(
            town,
            modules=(*town.modules, Module(id=27, name="Stadsgesprekken", register="toezeggingen")),
            promises=(Promise(title="Gesprek met de wijk", date=town.promises[0].date, night=1),),
        )
        if town.key == "kempenrade"
        else town
        for town in library.country.towns
    )
    other = replace(library, country=replace(library.country, towns=towns))
    crawled = Crawled(Country(other, country.folder))
    message = "module 27 'Stadsgesprekken' is read, though it is not known what it holds"
    assert crawled.issues == [("unknown_list", message)]
    assert ("Gesprek met de wijk", "Stadsgesprekken") in crawled.places
