import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from pipeline.database import open_database

TOWNS = {
    "GM9901": "Havenstede",
    "GM9902": "Veldhorst",
    "GM9903": "Duinmeren",
    "GM9904": "Brinkwold",
    "GM9905": "Rivierenburg",
    "GM9906": "Kempenrade",
}
FINDING: dict[str, Any] = {
    "paragraph": None,
    "type": "funding",
    "state": "open",
    "page": 3,
    "quote": "Het subsidieplafond bedraagt € 200.000,-.",
    "rects": [{"page": 3, "box": [72.0, 120.5, 500.0, 132.5]}],
    "domains": ["jeugd"],
    "themes": [],
    "groups": ["jongeren_12_30"],
    "amount_eur": 200000,
    "amount_kind": "ceiling",
    "max_per_application_eur": 25000,
    "deadline": "2027-01-31",
    "deadline_kind": "application",
    "decision_date": None,
    "stage": "uitvoering",
    "holder": None,
    "roles": ["fund"],
    "perspectives": ["P2"],
    "strength": 0.7,
    "opening": "",
    "applicants": "included",
    "list_only": 0,
    "evidence": [],
    "explanation": {"hits": [], "features": [], "rules": []},
}
DOCUMENT: dict[str, Any] = {
    "title": "Subsidieregeling Jongereninitiatieven Havenstede 2027",
    "genre": "subsidieregeling",
    "bestuurslaag": "gemeente",
    "page_url": "https://havenstede.example/stukken/7.pdf",
    "published": "2026-11-18",
    "first_seen": "2026-11-23T02:15:00Z",
    "changed_at": "2026-11-23T02:15:00Z",
}


class Rows:
    """Writes rows as the pipeline leaves them."""

    def __init__(self, db: Database) -> None:
        self.db = db
        for code, name in TOWNS.items():
            self.insert("municipalities", code=code, name=name, province="Zuid-Maren")
            self.insert("sources", id=f"{code}:notubiz", gemeentecode=code, system="notubiz", key=code[2:])
        self.insert("contents", sha256="a" * 64, size=1, media_type="application/pdf")

    def insert(self, table: str, **values: Any) -> None:
        stored = {name: json.dumps(one) if isinstance(one, list | dict) else one for name, one in values.items()}
        self.db.table(table).insert(stored)

    def document(self, key: str, code: str, **values: Any) -> None:
        written = DOCUMENT | {name: value for name, value in values.items() if name in DOCUMENT}
        self.insert(
            "documents", key=key, source_id=f"{code}:notubiz", url=f"{written['page_url']}", revision="1", **written
        )

    def opportunity(self, name: str, code: str = "GM9901", **values: Any) -> None:
        """Add an opportunity with its document; any column of document, finding or opportunity can be given."""
        key = f"notubiz:{code[2:]}:{name}"
        self.document(key, code, **values)
        finding = FINDING | {column: value for column, value in values.items() if column in FINDING}
        self.insert("findings", document_key=key, sha256="a" * 64, **finding)
        score = values.get("score", 81)
        columns = {
            "score": score,
            "band": "hoog" if score >= 60 else "midden" if score >= 40 else "laag",
            "reasons": [{"name": "geld", "points": score, "because": "€ 200.000"}],
            "first_seen": "2026-11-23T02:15:00Z",
            "changed_at": "2026-11-23T02:15:00Z",
            "changes": [],
            "facts": "1",
            "closed": None,
        }
        given = {column: value for column, value in values.items() if column in columns}
        self.insert(
            "opportunities",
            id=name,
            gemeentecode=code,
            first_document_key=key,
            document_key=key,
            **columns | given,
        )
        self.insert("dossier_documents", dossier=name, document_key=key)

    def place(self, key: str, list_name: str, *, event: str | None = None) -> None:
        self.insert(
            "appearances",
            document_key=key,
            place=event or list_name,
            source_id="GM9901:notubiz",
            list_name=list_name,
            event_key=event,
        )

    def change(self, name: str, *, facts: str, changes: list[dict[str, object]], **finding: Any) -> None:
        """Change what people are told of an opportunity, as a later night does."""
        self.db.execute(
            "update opportunities set facts = ?, changes = ?, changed_at = '2026-11-24T02:15:00Z' where id = ?",
            [facts, json.dumps(changes), name],
        )
        for column, value in finding.items():
            self.db.execute(
                f"update findings set {column} = ? where document_key = "
                "(select document_key from opportunities where id = ?)",
                [value, name],
            )


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path / "radar.db")
    yield database
    database.close()


@pytest.fixture
def rows(db: Database) -> Rows:
    return Rows(db)


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 3, 15, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare with a file in `golden/`, or write it with `--record`."""

    def check(name: str, actual: str) -> None:
        file = Path(__file__).parent / "golden" / name
        if request.config.getoption("--record"):
            file.write_text(actual, encoding="utf-8", newline="")
        with file.open(encoding="utf-8", newline="") as expected:
            assert actual == expected.read()

    return check


@pytest.fixture
def corpus(rows: Rows) -> Rows:
    """Add eight opportunities in six municipalities, as a first night finds them."""
    rows.opportunity(
        "HSAA3",
        page_url="https://repository.havenstede.example/gmb-2026-481220.html",
        quote="Aanvragen worden ingediend van 1 december 2026 tot en met 31 januari 2027.",
        reasons=[
            {"name": "moment", "points": 10, "because": "over 69 dagen"},
            {"name": "geld", "points": 15, "because": "€ 200.000"},
            {"name": "opening", "points": 10, "because": "uitnodiging in de tekst: sterk"},
            {"name": "fase", "points": 5, "because": "uitvoering"},
            {"name": "doelgroep", "points": 10, "because": "jongeren_12_30"},
            {"name": "rol", "points": 10, "because": "fund"},
            {"name": "domein", "points": 11, "because": "jeugd"},
            {"name": "nieuw", "points": 10, "because": "5 dagen oud"},
        ],
        perspectives=["P2", "P4"],
        evidence=[
            {
                "field": "amount_eur",
                "value": "200000",
                "quote": "Het subsidieplafond bedraagt € 200.000,-.",
                "page": 2,
                "boxes": [{"page": 2, "box": [72.0, 100.0, 400.0, 112.0]}],
            },
            {
                "field": "deadline",
                "value": "2027-01-31",
                "quote": "Aanvragen worden ingediend van 1 december 2026 tot en met 31 januari 2027.",
                "page": 3,
                "boxes": [],
            },
        ],
        explanation={
            "hits": [
                {"concept": "jeugd", "term": "jongereninitiatieven", "tier": "strong", "start": 4, "end": 24},
                {"concept": "signal:funding", "term": "aanvragen", "tier": "medium", "start": 0, "end": 9},
                {"concept": "perspective:P2", "term": "meedenken", "tier": "medium", "start": 80, "end": 89},
                {"concept": "opening", "term": "aanvragen worden ingediend", "tier": "strong", "start": 0, "end": 26},
            ],
            "features": [{"tag": "opportunity", "key": "word aanvraag", "share": 0.31}],
            "rules": ["trap:MDT", "contents_line"],
        },
        score=81,
    )
    rows.opportunity(
        "HSBB6",
        title="Marktconsultatie re-integratie jongeren 18-27 jaar",
        genre="aanbesteding",
        page_url="https://havenstede.example/inkoop/marktconsultatie",
        quote="Reacties uiterlijk 18 december 2026.",
        page=1,
        paragraph=12,
        domains=["werk_inkomen", "economie_stad"],
        amount_eur=480000,
        amount_kind="budget",
        max_per_application_eur=None,
        deadline="2026-12-18",
        stage="concept",
        holder="Pim Verloop",
        roles=["fund", "refer"],
        perspectives=["P6"],
        score=74,
    )
    rows.opportunity(
        "VHCC2",
        "GM9902",
        title="Startnotitie Jeugd- en jongerenagenda 2027-2031",
        genre="startnotitie",
        type="alignment",
        state="pending",
        quote="Wij halen in januari ideeën op bij organisaties die met jongeren werken.",
        amount_eur=None,
        max_per_application_eur=None,
        deadline=None,
        deadline_kind=None,
        decision_date="2026-12-10",
        stage="startnotitie",
        holder="Gerda Oltmans",
        roles=["direct"],
        perspectives=["P2"],
        strength=0.5,
        score=72,
    )
    rows.opportunity(
        "DMDD4",
        "GM9903",
        title="Raadsvoorstel Sport- en beweegakkoord Duinmeren 2027-2030",
        genre="raadsvoorstel",
        quote="De raad wordt gevraagd het akkoord vast te stellen en structureel € 95.000 beschikbaar te stellen.",
        domains=["sport", "jeugd"],
        amount_eur=95000,
        amount_kind="budget",
        max_per_application_eur=None,
        deadline=None,
        deadline_kind=None,
        decision_date="2026-12-17",
        stage="besluit",
        state="announced",
        holder="Lieke van Staveren",
        roles=["fund", "direct"],
        perspectives=["P3", "P5"],
        score=68,
    )
    rows.opportunity(
        "DMEE5",
        "GM9903",
        title="Raadsinformatiebrief Aflopen brede SPUK per 31 december 2026",
        genre="raadsinformatiebrief",
        type="threat",
        state="announced",
        quote="Zonder vervolg stopt 1,8 fte buurtsportcoach.",
        domains=["sport", "zorg_welzijn"],
        groups=[],
        amount_eur=None,
        max_per_application_eur=None,
        deadline="2026-12-31",
        deadline_kind="validity",
        stage="signaal",
        holder="Lieke van Staveren",
        perspectives=["P6"],
        score=63,
    )
    rows.opportunity(
        "BWFF7",
        "GM9904",
        title="Regionaal programma doorstroompunt 2027-2030",
        genre="beleidsnota",
        type="alignment",
        state="goal",
        quote="Jongeren zonder startkwalificatie krijgen een vaste begeleider tot zij 27 jaar zijn.",
        domains=["onderwijs", "werk_inkomen"],
        amount_eur=None,
        max_per_application_eur=None,
        deadline="2026-12-01",
        deadline_kind="participation",
        stage="concept",
        holder="Fenna Diekema",
        roles=["refer"],
        perspectives=["P5"],
        strength=0.2,
        score=55,
    )
    rows.opportunity(
        "RBGG3",
        "GM9905",
        title="Bezuinigingsvoorstellen sociaal domein",
        genre="raadsvoorstel",
        type="threat",
        state="decided",
        quote="Het jongerenwerk wordt vanaf 2028 met € 250.000 gekort.",
        amount_eur=250000,
        amount_kind="other",
        max_per_application_eur=None,
        deadline=None,
        deadline_kind=None,
        decision_date="2026-11-10",
        stage="besluit",
        holder="Toon Heijligers",
        perspectives=["P6"],
        score=70,
    )
    rows.opportunity(
        "KRHH2",
        "GM9906",
        title="Subsidieregeling Maatschappelijke inzet jongeren Kempenrade 2027",
        page_url="https://kempenrade.example/regelingen/gmb-2026-487316",
        quote="Aanvragen worden ingediend van 4 januari 2027 tot en met 12 februari 2027.",
        domains=["mdt_kern", "jeugd", "inclusieve_samenleving"],
        amount_eur=300000,
        max_per_application_eur=60000,
        deadline="2027-02-12",
        holder="Sanne Withoos",
        perspectives=["P3", "P4"],
        score=85,
    )
    rows.insert(
        "events",
        key="notubiz:9901:raad",
        source_id="GM9901:notubiz",
        title="Gemeenteraad",
        body="Gemeenteraad",
        date="2026-11-26",
        url="https://havenstede.example/raad/26",
        last_modified="",
    )
    rows.place("notubiz:9901:HSAA3", "gemeenteblad")
    rows.document("notubiz:9901:brief", "GM9901", title="Brief over de regeling", published="2026-11-19")
    rows.insert("dossier_documents", dossier="HSAA3", document_key="notubiz:9901:brief")
    rows.place("notubiz:9901:brief", "vergaderingen", event="notubiz:9901:raad")
    return rows
