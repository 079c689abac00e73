"""The 69 papers of the story over three nights: each from its own source, in its night, in the right state."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from memory import crawl_in_memory
from memory_portals import Country, close

from crawlers.replica.library import Library
from crawlers.replica.texts import Text

CORPUS = Path(__file__).parents[1] / "corpus.toml"
PAPERS: list[dict[str, Any]] = tomllib.loads(CORPUS.read_text(encoding="utf-8"))["paper"]
SYSTEMS = ("notubiz", "ibabs", "go", "openbesluitvorming", "bekendmakingen", "cvdr", "website")
ROUTE = {"notubiz": "notubiz", "ibabs": "ibabs", "go": "go", "parlaeus": "openbesluitvorming"}
"""By council system, the spider that reads it."""


class Story:
    """Three nights, and what is known after each."""

    def __init__(self, library: Library, folder: Path) -> None:
        self.texts = {(text.town, text.title): text for text in library.texts.values()}
        self.towns = {town.name: town for town in library.country.towns}
        self.country = Country(library, folder)
        self.after: list[dict[str, Any]] = []
        self.asked: list[list[str]] = []
        for night in (1, 2, 3):
            self.country.night = night
            self.crawl(first=night == 1)

    def crawl(self, *, first: bool = False) -> None:
        country = self.country
        country.asked.clear()
        plan = country.plan(*SYSTEMS, first=first)
        kept = [source for source in plan.sources if self._is_followed(source.source.gemeente, source.source.system)]
        plan = replace(plan, sources=tuple(kept))
        crawl_in_memory(plan, country.network)
        self.after.append(self._known(plan.store.database, plan.store.run_id))
        self.asked.append([f"{request.base}{request.target}{request.form}" for request in country.asked])
        close(plan)

    def _is_followed(self, town: str, system: str) -> bool:
        return system != "openbesluitvorming" or self.towns[town].system == "parlaeus"

    def _known(self, database: Any, run_id: int) -> dict[str, Any]:
        documents = list(
            database.query(
                """select d.*, s.system, s.gemeentecode, v.sha256, l.state, l.reason, l.url as asked
                   from documents d join sources s on s.id = d.source_id
                   left join current_versions v on v.document_key = d.key
                   left join ledger l on l.url = d.url"""
            )
        )
        run = f"run_id = {run_id}"
        return {
            "documents": documents,
            "events": database.execute(
                "select a.document_key, e.date, e.body from appearances a join events e on e.key = a.event_key"
            ).fetchall(),
            "stored": {
                row[0]
                for row in database.execute(
                    f"select document_key from ledger_entries where {run} and kind = 'document' and state = 'stored'"
                )
            },
            "issues": database.execute(f"select kind, message from issues where {run}").fetchall(),
            "states": dict(
                database.execute(f"select state, count(*) from ledger_entries where {run} group by 1").fetchall()
            ),
        }

    def found(self, paper: dict[str, Any], night: int) -> list[dict[str, Any]]:
        """The documents with the title of a paper at its municipality, after a night."""
        code = self.towns[paper["gemeente"]].code
        return [
            row
            for row in self.after[night - 1]["documents"]
            if row["title"] == paper["title"] and row["gemeentecode"] == code
        ]

    def text(self, paper: dict[str, Any]) -> Text:
        return self.texts[self.towns[paper["gemeente"]].key, paper["title"]]


@pytest.fixture(scope="module")
def story(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(library, tmp_path_factory.mktemp("story"))


def label(paper: dict[str, Any]) -> str:
    return str(paper["label"])


def expected_system(story: Story, paper: dict[str, Any]) -> set[str]:
    text = story.text(paper)
    channels = text.channels
    if any(
        (other.town, other.consolidates) == (text.town, text.slug) for other in story.country.library.texts.values()
    ):
        channels -= {"cvdr"}  # there the regulation itself stands, as it reads with this change
    names = {"gemeenteblad": "bekendmakingen", "cvdr": "cvdr", "website": "website"}
    council = ROUTE[story.towns[paper["gemeente"]].system]
    return {names.get(channel, council) for channel in channels}


@pytest.mark.parametrize("paper", PAPERS, ids=label)
def test_a_paper_comes_in_its_night_from_its_own_source(story: Story, paper: dict[str, Any]) -> None:
    night = paper["night"]
    for earlier in range(1, night):
        assert story.found(paper, earlier) == []
    rows = story.found(paper, night)
    assert {row["system"] for row in rows} == expected_system(story, paper)
    text = story.text(paper)
    if text.format == "gone":
        assert [(row["state"], row["sha256"]) for row in rows] == [("refused", None)]
    else:
        assert all(row["sha256"] for row in rows)
    for row in rows:
        # an iBabs agenda and a website do not say when a paper was put there
        assert row["published"] == text.date.isoformat() or row["system"] == "website" or text.meeting
        assert row["url"].startswith("http")


@pytest.mark.parametrize("paper", [paper for paper in PAPERS if paper["night"] == 1], ids=label)
def test_a_paper_of_a_meeting_stands_at_its_meeting(story: Story, paper: dict[str, Any]) -> None:
    text = story.text(paper)
    if not text.meeting:
        return
    meeting = next(each for each in story.towns[paper["gemeente"]].meetings if each.key == text.meeting)
    (row,) = story.found(paper, 1)
    days = {day for key, day, _ in story.after[0]["events"] if key == row["key"]}
    assert meeting.start.date().isoformat() in days


def test_the_genre_is_what_the_paper_is(story: Story) -> None:
    rows = [(paper, row) for paper in PAPERS for row in story.found(paper, paper["night"])]
    wrong = [(paper["label"], row["genre"]) for paper, row in rows if row["genre"] != paper["genre"]]
    assert len(wrong) <= 0.1 * len(rows), wrong


def test_sixty_seven_contents_one_twice_and_one_refused(story: Story) -> None:
    contents: set[str] = set()
    for night, known in enumerate(story.after, 1):
        titles = {(paper["title"], story.towns[paper["gemeente"]].code) for paper in PAPERS if paper["night"] == night}
        contents |= {
            (row["title"], row["gemeentecode"], row["sha256"])
            for row in known["documents"]
            if (row["title"], row["gemeentecode"]) in titles and row["sha256"]
        }
    papers = {(title, code) for title, code, _ in contents}
    assert len(papers) == 68
    twice = [sha256 for *_, sha256 in contents]
    assert len(papers) - (len(twice) - len(set(twice))) == 67


def test_the_refused_paper_is_asked_once(story: Story) -> None:
    (secret,) = [row for row in story.after[2]["documents"] if row["state"] == "refused" and "Geheime" in row["title"]]
    assert [night.count(secret["url"]) for night in story.asked] == [1, 0, 0]


def test_each_night_stores_exactly_what_is_new_or_changed(story: Story) -> None:
    for night in (2, 3):
        before = {row["key"]: row["sha256"] for row in story.after[night - 2]["documents"]}
        known = story.after[night - 1]
        changed = {row["key"] for row in known["documents"] if row["sha256"] != before.get(row["key"])}
        assert known["stored"] == changed
        titles = {row["title"] for row in known["documents"] if row["key"] in changed}
        assert {paper["title"] for paper in PAPERS if paper["night"] == night} <= titles


def test_what_was_taken_away_is_marked_in_its_night(story: Story) -> None:
    council = (text for text in story.texts.values() if text.withdrawn_night and "register" in text.channels)
    taken = {text.title: text.withdrawn_night or 0 for text in council}
    for night, known in enumerate(story.after, 1):
        marked = {row["title"] for row in known["documents"] if row["withdrawn"]}
        assert marked == {title for title, gone in taken.items() if gone <= night}


def test_no_night_raises_an_alarm(story: Story) -> None:
    assert [known["issues"] for known in story.after] == [[], [], []]


def test_the_same_night_again_transfers_no_document_and_asks_each_list_once(story: Story) -> None:
    before = story.after[-1]["documents"]
    story.crawl()
    again = story.after.pop()
    asked = story.asked.pop()
    assert again["documents"] == [
        row | {"state": new["state"], "reason": new["reason"]}
        for row, new in zip(before, again["documents"], strict=True)
    ]
    assert again["stored"] == set()
    assert len(asked) == len(set(asked))
