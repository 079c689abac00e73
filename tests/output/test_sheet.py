import json
from datetime import date
from typing import Any

import pytest
from sqlite_utils import Database

from output.dutch import DOMAINS, GROUPS, PERSPECTIVES, ROLES, STAGES, STATES, TYPES
from output.queries import opportunity
from output.sheet import Sheet, sheet
from output.sheet_rules import rules, table
from output.sheet_text import html, text
from output.themes import labels
from output.timing import advice

TODAY = date(2026, 11, 23)
PARTS = tuple(table()["aantal"])
HOLDER = {"field": "holder", "value": "Pim Verloop", "page": 1, "boxes": []}


def made(db: Database, name: str, *, inhabitants: int | None = None) -> Sheet:
    return sheet(opportunity(db, name), TODAY, inhabitants)


def told(db: Database, name: str, **known: Any) -> str:
    return " ".join(text(made(db, name, **known)).split())


def test_the_rules_speak_of_facts_that_exist() -> None:
    words = {"type": TYPES, "state": STATES, "stage": STAGES, "domain": DOMAINS, "theme": labels(), "group": GROUPS}
    words |= {"role": ROLES, "perspective": PERSPECTIVES, "office": ("wethouder", "burgemeester")}
    words |= {"size": ("small", "large"), "genre": ("begroting", "kadernota")}
    words |= {"ahead": ("application", "participation", "decision", "validity")}
    facts = [fact for part in PARTS for rule in rules(part) for fact in rule.when | rule.unless]
    assert [fact for fact in facts if fact.partition(":")[2] not in words[fact.partition(":")[0]]] == []


def test_every_domain_perspective_and_role_has_its_text() -> None:
    told_of = {fact for part in PARTS for rule in rules(part) for fact in rule.when}
    wanted = [f"domain:{key}" for key in DOMAINS] + [f"perspective:{key}" for key in PERSPECTIVES]
    assert {*wanted, *(f"role:{key}" for key in ROLES)} <= told_of


def test_mdt_never_replaces_what_a_municipality_does() -> None:
    texts = [rule.advice.text for part in PARTS for rule in rules(part)]
    assert not [one for one in texts if "vervang" in one]
    assert {rule.advice.link for part in PARTS for rule in rules(part)} == {
        "",
        "https://patronen.mdtgenerator.nl/regio-overzichten/",
        "https://organisaties.doemeemetmdt.nl/MDT-Impactreis",
    }


def test_the_sheet_of_a_regulation(corpus: Any, db: Database, golden: Any) -> None:
    golden("gesprek.txt", text(made(db, "HSAA3", inhabitants=165_000)) + "\n")


def test_the_questions_begin_with_their_interest(corpus: Any, db: Database) -> None:
    questions = told(db, "HSBB6").partition("Vragen: begin met hun belang ")[2]
    assert questions.startswith("1. Welke jongeren vinden nu geen weg naar werk")


@pytest.mark.parametrize(
    ("quote", "holder", "has_advice"),
    [
        ("Portefeuillehouder: wethouder Pim Verloop", "Pim Verloop", True),
        ("Portefeuillehouder: burgemeester Pim Verloop", "Pim Verloop", False),
        ("Portefeuillehouder: Pim Verloop, na overleg met de wethouders", "Pim Verloop", False),
        ("wethouder Pim Verloop", None, False),
    ],
)
def test_a_director_comes_along_only_to_a_wethouder(
    rows: Any, db: Database, quote: str, holder: str | None, has_advice: bool
) -> None:
    rows.opportunity("A3", holder=holder, evidence=[HOLDER | {"quote": quote}] if holder else [])
    assert ("laat je directeur aanschuiven" in told(db, "A3")) is has_advice
    assert ("Portefeuillehouder: onbekend" in told(db, "A3")) is (holder is None)


@pytest.mark.parametrize(
    ("inhabitants", "advice"),
    [(24_000, "steek het gesprek breed in"), (165_000, "houd het gesprek bij dit onderwerp"), (48_000, ""), (None, "")],
)
def test_the_size_of_a_municipality_changes_the_advice(
    corpus: Any, db: Database, inhabitants: int | None, advice: str
) -> None:
    shown = told(db, "VHCC2", inhabitants=inhabitants)
    assert advice in shown
    assert ("kleine gemeente" in shown, "grote gemeente" in shown) == (advice[:1] == "s", advice[:1] == "h")


def test_the_moment_is_the_advice_of_the_mails(corpus: Any, db: Database) -> None:
    for name in ("HSAA3", "VHCC2", "DMEE5", "RBGG3"):
        moment = advice(opportunity(db, name).row, TODAY)
        assert f" Moment {moment[:1].upper()}{moment[1:]}. Zo pakt u het aan " in told(db, name)


def test_before_a_decision_the_clerk_of_the_council_is_asked(corpus: Any, db: Database) -> None:
    assert "Griffie: vraag tot wanneer u kunt inspreken" in told(db, "VHCC2")
    assert "Griffie" not in told(db, "HSAA3")


@pytest.mark.parametrize(
    ("layer", "wish", "where"),
    [
        ("provincie", "Wat de provincie wil De provincie stelt", "in de provincie"),
        ("rijk", "Wat het Rijk wil Het Rijk", "in Nederland"),
    ],
)
def test_a_province_and_the_state_are_no_municipality(
    rows: Any, db: Database, layer: str, wish: str, where: str
) -> None:
    rows.opportunity("A3", bestuurslaag=layer, perspectives=[])
    shown = told(db, "A3")
    assert wish in shown
    assert f"Wat wilt u dat jongeren {where} over vier jaar merken?" in shown
    assert "de gemeente" not in shown.partition("Neem mee")[0].lower()


def test_an_argument_names_the_words_that_ask_for_it(corpus: Any, db: Database) -> None:
    assert 'P2 – jongeren centraal zetten (want: "meedenken").' in told(db, "HSAA3")


@pytest.mark.parametrize(
    ("fields", "material"),
    [
        ({"domains": ["schulden_armoede"]}, "Casus: MDT en schuldhulpverlening voor jongeren"),
        ({"themes": ["social_return"]}, "Casus: MDT als SROI"),
        ({"themes": ["eenzaamheid"]}, "businesscase MDT over eenzaamheid"),
        ({"domains": ["sport"]}, "businesscase MDT over sport"),
    ],
)
def test_what_to_bring_follows_the_subject(rows: Any, db: Database, fields: dict[str, Any], material: str) -> None:
    rows.opportunity("A3", **fields)
    rows.opportunity("A4", domains=["veiligheid"])
    assert material in told(db, "A3")
    assert material not in told(db, "A4")
    assert "https://organisaties.doemeemetmdt.nl/MDT-Impactreis" in told(db, "A4")


def test_no_line_but_a_link_is_wider_than_the_screen(corpus: Any, db: Database) -> None:
    for row in json.loads(json.dumps(list(db.query("select id from matches")))):
        wide = [line for line in text(made(db, row["id"])).splitlines() if len(line) > 80]
        assert all(line.startswith("  Bron: ") for line in wide)


def test_hostile_text_stays_text(rows: Any, db: Database) -> None:
    rows.opportunity("A3", title="<script>alert(1)</script>", quote='"><img src=x>', page_url="javascript:alert(1)")
    written = html(made(db, "A3"))
    assert "<script" not in written
    assert "<img" not in written
    assert "javascript:" not in written
