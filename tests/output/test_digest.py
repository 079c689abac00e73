import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as markup
from sqlite_utils import Database

from output import digest as module
from output.digest import MOST_HTML_BYTES, Digest, Subscriber, calendar, html, select, text
from output.digest_items import Item
from output.dutch import excerpt
from output.mail import MailSettings
from output.outbox import enqueue

Golden = Callable[[str, str], None]
EVERYWHERE = ("GM9901", "GM9902", "GM9903", "GM9904", "GM9905", "GM9906")
JOS = Subscriber(name="Jos Jansen", address="jos@mdt.example", gemeentecodes=EVERYWHERE, types=())
SETTINGS = MailSettings(sender="MDT-scan <scan@mdt.example>", reply_to="", domain="mdt.example")
DAY = timedelta(days=1)


def told(db: Database, now: datetime, subscriber: Subscriber = JOS) -> Digest:
    """Select and deliver, as one night does."""
    digest = select(db, subscriber, now)
    assert digest is not None
    assert enqueue(db, subscriber, digest, now, settings=SETTINGS) is not None
    return digest


def ids(digest: Digest | None) -> list[str]:
    return [item.id for item in digest.items] if digest else []


def blocks(digest: Digest | None) -> dict[str, list[str]]:
    assert digest is not None
    return {name: [item.id for _, items in towns for item in items] for name, towns in digest.blocks}


def item(**values: Any) -> Item:
    standard = Item(
        block="Nieuw geld",
        id="A3",
        facts="1",
        type="funding",
        changed=False,
        score=70,
        gemeentecode="GM9901",
        gemeente="Havenstede",
        title="Titel",
        summary="Financiering.",
        quote="Citaat.",
        place="blz. 1",
        whom="portefeuillehouder onbekend, beleidsafdeling Jeugd",
        elsewhere="",
        link="https://havenstede.example/",
    )
    return replace(standard, **values)


def written(*items: Item) -> Digest:
    return Digest(
        name="Jos", period=date(2026, 9, 28), since=None, items=items, left=(), followed="Havenstede", complete=""
    )


def test_the_first_digest(corpus: Any, db: Database, now: datetime, golden: Golden) -> None:
    digest = select(db, JOS, now)
    assert digest is not None
    assert digest.subject == "MDT-scan: 6 nieuwe kansen, 2 waarschuwingen in 6 gemeenten (23 november 2026)"
    golden("digest.txt", text(digest))
    golden("digest.html", html(digest))


def test_each_opportunity_stands_in_one_block(corpus: Any, db: Database, now: datetime) -> None:
    found = blocks(select(db, JOS, now))
    assert found == {
        "Deadline binnen 45 dagen": ["BWFF7", "HSBB6"],
        "Nieuw geld": ["KRHH2", "HSAA3", "DMDD4"],
        "Om op aan te sluiten": ["VHCC2"],
        "Waarschuwingen": ["RBGG3", "DMEE5"],
    }


def test_the_second_night_tells_only_what_is_new_or_changed(
    corpus: Any, db: Database, now: datetime, golden: Golden
) -> None:
    told(db, now)
    assert select(db, JOS, now + DAY) is None
    changes = [
        {"field": "amount_eur", "old": 300000, "new": 350000},
        {"field": "deadline", "old": "2027-02-12", "new": "2027-02-19"},
    ]
    corpus.change("KRHH2", facts="2", changes=changes, amount_eur=350000, deadline="2027-02-19")
    corpus.opportunity("VHII4", "GM9902", title="Subsidieplafond dorpen", genre="aanwijzingsbesluit", score=52)
    digest = select(db, JOS, now + DAY)
    assert blocks(digest) == {"Nieuw geld": ["VHII4"], "Gewijzigd": ["KRHH2"]}
    assert digest is not None
    assert digest.subject == "MDT-scan: 1 nieuwe kans, 1 wijziging in 2 gemeenten (24 november 2026)"
    assert "Gewijzigd: plafond € 300.000 → € 350.000; sluiting 12 → 19 februari 2027." in text(digest)
    assert "Uw vorige bericht kwam op 23 november 2026." in text(digest)
    golden("digest_second.txt", text(digest))


def test_an_urgent_change_stands_with_the_deadlines(corpus: Any, db: Database, now: datetime) -> None:
    told(db, now)
    corpus.change("HSBB6", facts="2", changes=[{"field": "state", "old": "announced", "new": "open"}])
    corpus.change("RBGG3", facts="2", changes=[])
    digest = select(db, JOS, now + DAY)
    assert blocks(digest) == {"Deadline binnen 45 dagen": ["HSBB6"], "Gewijzigd": ["RBGG3"]}
    assert digest is not None
    assert digest.counts == ["2 wijzigingen"]
    assert "Gewijzigd: stand aangekondigd → open." in digest.items[0].summary
    assert "De inhoud is gewijzigd." in digest.items[1].summary


def test_a_change_back_is_a_change_too(rows: Any, db: Database, now: datetime) -> None:
    rows.opportunity("A3")
    told(db, now)
    for number, facts in enumerate(("2", "1", "2"), 1):
        rows.change("A3", facts=facts, changes=[])
        assert ids(told(db, now + number * DAY)) == ["A3"]
        assert select(db, JOS, now + (number + 1) * DAY) is None


def test_subscribers_are_told_apart(corpus: Any, db: Database, now: datetime) -> None:
    told(db, now)
    anna = Subscriber(name="Anna", address="anna@mdt.example", gemeentecodes=("GM9903",), types=("threat",))
    assert ids(told(db, now, anna)) == ["DMEE5"]
    nobody = replace(anna, gemeentecodes=())
    assert select(db, nobody, now) is None


def test_what_somebody_works_on_is_only_told_when_it_changes(rows: Any, db: Database, now: datetime) -> None:
    rows.opportunity("A3")
    rows.insert("marks", opportunity_id="A3", status="in_gesprek", note="", by="", at="2026-11-23T10:00:00Z")
    assert select(db, JOS, now + DAY) is None
    rows.change("A3", facts="2", changes=[{"field": "state", "old": "announced", "new": "open"}])
    assert blocks(select(db, JOS, now + DAY)) == {"Gewijzigd": ["A3"]}


def test_a_mark_taken_back_makes_it_new_again(rows: Any, db: Database, now: datetime) -> None:
    rows.opportunity("A3")
    for status, at in (("niet_passend", "2026-11-23T10:00:00Z"), ("nieuw", "2026-11-23T11:00:00Z")):
        rows.insert("marks", opportunity_id="A3", status=status, note="", by="", at=at)
    assert blocks(select(db, JOS, now)) == {"Nieuw geld": ["A3"]}


def test_what_closed_before_it_was_told_is_not_told(corpus: Any, db: Database, now: datetime) -> None:
    assert "HSBB6" not in ids(select(db, JOS, now + 30 * DAY))


@pytest.mark.parametrize(
    "clock",
    [
        datetime(2025, 3, 30, 1, 59, tzinfo=ZoneInfo("Europe/Amsterdam")),
        datetime(2025, 10, 26, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Amsterdam")),
        datetime(2020, 1, 1, tzinfo=ZoneInfo("America/New_York")),
    ],
)
def test_a_clock_that_jumps_back_tells_nothing_twice_and_loses_nothing(
    rows: Any, db: Database, now: datetime, clock: datetime
) -> None:
    rows.opportunity("A3")
    told(db, now)
    assert select(db, JOS, clock) is None
    rows.opportunity("A4")
    assert ids(select(db, JOS, clock)) == ["A4"]


def test_copies_are_mentioned_once(corpus: Any, db: Database, now: datetime) -> None:
    digest = select(db, JOS, now)
    assert digest is not None
    assert {item.id: item.elsewhere for item in digest.items if item.elsewhere} == {"HSAA3": "ook in 1 ander stuk"}


def test_what_could_not_be_read_is_told(corpus: Any, db: Database, now: datetime) -> None:
    corpus.insert("runs", id=1, started="2026-11-23T02:00:00Z", now="2026-11-23T02:15:00Z")
    for code, state, kind in (
        ("GM9905", "failed", "document"),
        ("GM9905", "stored", "listing"),
        ("GM9901", "stored", "listing"),
    ):
        corpus.insert(
            "ledger_entries",
            run_id=1,
            url=f"http://127.0.0.1:1/{code}/{kind}",
            source_id=f"{code}:notubiz",
            kind=kind,
            state=state,
            reason="timeout",
            discovered_at="2026-11-23T02:15:00Z",
        )
    corpus.insert("contents", sha256="c" * 64, size=1, media_type="application/pdf", for_ocr=[1])
    corpus.document("notubiz:9902:scan", "GM9902")
    fetched = {"number": 1, "revision": "", "etag": "", "last_modified": "", "fetched_at": ""}
    corpus.insert("versions", document_key="notubiz:9902:scan", sha256="c" * 64, **fetched)
    digest = select(db, JOS, now)
    assert digest is not None
    told = (
        "Zo volledig was de laatste nacht: 2 van 6 gemeenten bekeken;"
        " 1 document wacht op OCR (tekstherkenning); Rivierenburg gaf een storing."
    )
    assert told in text(digest)
    assert told in html(digest)


def test_an_item_takes_four_lines_of_plain_text(corpus: Any, db: Database, now: datetime) -> None:
    digest = select(db, JOS, now)
    assert digest is not None
    paragraphs = text(digest).split("\n\n")
    assert [len(one.splitlines()) for one in paragraphs if "Nummer " in one] == [4] * 8


def test_the_list_of_contents_comes_with_more_than_five(corpus: Any, db: Database, now: datetime) -> None:
    few = select(db, replace(JOS, gemeentecodes=("GM9901", "GM9902", "GM9903")), now)
    many = select(db, JOS, now)
    assert few is not None
    assert many is not None
    assert len(few.items) == 5
    assert "In dit bericht:" not in text(few) + html(few)
    for part in (text(many), html(many)):
        assert "In dit bericht:" in part
        assert "Nieuw geld: 3" in part


@pytest.mark.parametrize(
    ("items", "subject"),
    [
        ([item()], "MDT-scan: 1 nieuwe kans in 1 gemeente (28 september 2026)"),
        ([item(type="threat")], "MDT-scan: 1 waarschuwing in 1 gemeente (28 september 2026)"),
        (
            [item(gemeentecode="PV28", gemeente="Zuid-Maren"), item()],
            "MDT-scan: 2 nieuwe kansen in 1 gemeente (28 september 2026)",
        ),
        (
            [item(gemeentecode="RIJK", gemeente="Rijk")],
            "MDT-scan: 1 nieuwe kans in de provincie en het Rijk (28 september 2026)",
        ),
        ([item(changed=True)] * 2, "MDT-scan: 2 wijzigingen in 1 gemeente (28 september 2026)"),
        (
            [item()] * 12 + [item(type="threat", gemeente="Veldhorst")] * 12,
            "MDT-scan: 12 nieuwe kansen, 12 waarschuwingen in 2 gemeenten (28-09-2026)",
        ),
        (
            [item()] * 12 + [item(changed=True)] * 3 + [item(type="threat")] * 12,
            "MDT-scan: 12 nieuwe kansen, 3 wijzigingen, 12 waarschuwingen (28-09-2026)",
        ),
    ],
)
def test_the_subject_counts_and_fits(items: list[Item], subject: str) -> None:
    assert written(*items).subject == subject
    assert len(subject) < 78


def test_the_longest_subject_fits() -> None:
    most = MOST_HTML_BYTES // module.LEAST_ITEM_BYTES
    for new, changed in ((most - 2, 1), (most // 3, most // 3), (99, 25)):
        kinds = [item()] * new + [item(changed=True)] * changed + [item(type="threat")] * (most - new - changed)
        digest = written(*(replace(one, gemeente=str(number)) for number, one in enumerate(kinds)))
        assert len(digest.subject) < 78


def test_five_hundred_items_come_in_mails_that_are_not_cut(rows: Any, db: Database, now: datetime) -> None:
    with db.atomic():
        for number in range(500):
            rows.opportunity(
                f"A{number:03}", EVERYWHERE[number % 6], quote="Jongeren doen mee. " * 15, score=number % 100
            )
    seen: list[str] = []
    nights = 0
    while (digest := select(db, JOS, now + nights * DAY)) is not None:
        assert len(html(digest).encode()) <= MOST_HTML_BYTES
        if digest.left:
            assert f"En nog {len(digest.left)} kansen" in html(digest)
            assert f"En nog {len(digest.left)} kansen" in text(digest)
        seen += ids(told(db, now + nights * DAY))
        nights += 1
    assert sorted(seen) == [f"A{number:03}" for number in range(500)]
    assert 5 <= nights <= 15


def test_what_is_left_out_is_counted_in_words() -> None:
    digest = written(item())
    assert replace(digest, left=(item(), item(type="threat"))).rest == "1 kans en 1 waarschuwing"
    assert replace(digest, left=(item(type="threat"),) * 2).rest == "2 waarschuwingen"


def test_markup_in_a_title_is_text(rows: Any, db: Database, now: datetime) -> None:
    rows.opportunity("A3", title="<script>alert(1)</script> & \u202eMotie", quote="<img src=x onerror=alert(1)>")
    digest = select(db, JOS, now)
    assert digest is not None
    page: Any = markup.fromstring(html(digest))
    assert page.xpath("//script | //img") == []
    assert "<script>alert(1)</script> & Motie" in page.text_content()
    assert "\u202e" not in html(digest) + text(digest)


@given(st.text(max_size=400))
def test_any_text_can_be_told(hostile: str) -> None:
    clean = excerpt(hostile, 200)
    digest = written(item(title=clean, quote=clean, whom=clean, gemeente=clean))
    page: Any = markup.fromstring(html(digest))
    assert clean in " ".join(page.text_content().split()) or not clean
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)} <= {
        *("html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td"),
        *("h1", "h2", "h3", "h4", "p", "a", "ul", "li"),
    }
    assert text(digest).count("\n") == text(written(item())).count("\n")


def test_the_page_follows_the_conventions(corpus: Any, db: Database, now: datetime) -> None:
    corpus.opportunity("A3", page_url="javascript:alert(1)")
    digest = select(db, JOS, now)
    assert digest is not None
    page: Any = markup.fromstring(html(digest))
    assert page.get("lang") == "nl"
    assert {table.get("role") for table in page.iter("table")} == {"presentation"}
    assert page.xpath("//img | //script | //link | //form") == []
    assert all(link.get("href").startswith(("https://", "http://")) for link in page.iter("a"))
    assert len(list(page.iter("a"))) == len(digest.items) - 1
    visible = [style for style in page.xpath("//@style") if "display: none" not in style]
    sizes = [int(size) for style in visible for size in re.findall(r"font-size: (\d+)px", style)]
    assert min(sizes) >= 16
    assert "@media (prefers-color-scheme: dark)" in html(digest)
    levels = [int(element.tag[1]) for element in page.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    ("text_colour", "background"),
    [("#1f2933", "#ffffff"), ("#1f5f8b", "#ffffff"), ("#e4e7eb", "#16202a"), ("#8ec5f0", "#16202a")],
)
def test_colours_contrast_enough(text_colour: str, background: str) -> None:
    template = Path(module.__file__).parent / "templates" / "digest.html.j2"
    assert {text_colour, background} <= set(re.findall(r"#[0-9a-f]{6}", template.read_text(encoding="utf-8")))
    light, dark = sorted((luminance(text_colour), luminance(background)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("strength", "word"), [(1.2, "groot"), (0.6, "groot"), (0.59, "redelijk"), (0.34, "klein")])
def test_certainty_is_said_in_words(rows: Any, db: Database, now: datetime, strength: float, word: str) -> None:
    rows.opportunity("A3", strength=strength)
    digest = select(db, JOS, now)
    assert digest is not None
    assert f"zekerheid {word}." in digest.items[0].summary


def test_a_long_quote_is_cut_at_a_word(rows: Any, db: Database, now: datetime) -> None:
    rows.opportunity("A3", quote="jongeren " * 60)
    digest = select(db, JOS, now)
    assert digest is not None
    assert digest.items[0].quote.endswith("jongeren…")
    assert len(digest.items[0].quote) <= 300


def test_no_item_is_smaller_than_the_bound_says() -> None:
    smallest = item(title="a", summary="b.", quote="c", link="")
    sizes = [len(html(written(*[smallest] * number)).encode()) for number in (1, 2)]
    assert sizes[1] - sizes[0] >= module.LEAST_ITEM_BYTES


def test_a_joint_text_names_the_other_municipalities(rows: Any, db: Database, now: datetime) -> None:
    for name, code in (("A3", "GM9901"), ("A4", "GM9902")):
        rows.opportunity(name, code)
        fetched = {"number": 1, "revision": "", "etag": "", "last_modified": "", "fetched_at": ""}
        rows.insert("versions", document_key=f"notubiz:{code[2:]}:{name}", sha256="a" * 64, **fetched)
    digest = select(db, JOS, now)
    assert digest is not None
    assert {item.id: item.elsewhere for item in digest.items} == {"A3": "ook in Veldhorst", "A4": "ook in Havenstede"}
    assert "Ook in Veldhorst." in text(digest)


def test_a_week_of_silence_gets_one_line_when_asked(rows: Any, db: Database, now: datetime) -> None:
    asked = replace(JOS, sign_of_life=True)
    assert select(db, JOS, now) is None
    digest = told(db, now, asked)
    assert digest.items == ()
    assert digest.subject == "MDT-scan: geen nieuws (23 november 2026)"
    assert "Er is geen nieuws. Wij lezen wel elke nacht voor u mee." in text(digest)
    assert "Er is geen nieuws." in html(digest)
    assert calendar(digest, now) == ""
    assert [select(db, asked, now + number * DAY) is None for number in range(1, 9)] == [True] * 6 + [False] * 2
    rows.opportunity("A3")
    assert ids(select(db, asked, now + DAY)) == ["A3"]


def test_the_days_go_into_a_calendar(corpus: Any, db: Database, now: datetime) -> None:
    digest = told(db, now)
    written = calendar(digest, now)
    assert "UID:HSAA3-sluiting@kansenradar\r\nSEQUENCE:0\r\n" in written
    assert "DTSTART;VALUE=DATE:20270131" in written
    changes = [{"field": "deadline", "old": "2027-01-31", "new": "2027-02-07"}]
    corpus.change("HSAA3", facts="2", changes=changes, deadline="2027-02-07")
    moved = calendar(told(db, now + DAY), now + DAY)
    assert "UID:HSAA3-sluiting@kansenradar\r\nSEQUENCE:1440\r\n" in moved
    assert "DTSTART;VALUE=DATE:20270207" in moved
    changes = [{"field": "deadline", "old": "2027-02-07", "new": None}]
    corpus.change("HSAA3", facts="3", changes=changes, deadline=None, deadline_kind=None)
    gone = calendar(told(db, now + 2 * DAY), now + 2 * DAY)
    assert "DTSTART;VALUE=DATE:20270207" in gone
    assert "STATUS:CANCELLED" in gone
