from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import get_args

import pytest

from crawlers.protocols.gemeenteblad import LEFT_OUT, parse_publication, query
from crawlers.protocols.shapes import Unread, read_each
from crawlers.protocols.sru import Slice, parse_answer
from crawlers.replica.cql import parse_cql
from crawlers.replica.gemeenteblad import SERVICE
from crawlers.replica.matching import Entry, check_query, matches
from pipeline.records import Bestuurslaag


def test_publications(fixture_text: Callable[[str], bytes], golden: Callable[[str, object], None]) -> None:
    records = parse_answer(fixture_text("gemeenteblad_answer.xml")).records
    found = read_each(records, lambda record: parse_publication(record, source_id="GM9901:bekendmakingen"))
    golden("gemeenteblad_answer", [asdict(one) for one in found])


def test_the_form_with_the_best_structure_is_asked(fixture_text: Callable[[str], bytes]) -> None:
    records = parse_answer(fixture_text("gemeenteblad_answer.xml")).records[:3]
    urls = [parse_publication(record, source_id="GM9901:bekendmakingen").url for record in records]
    assert [url.rpartition(".")[2] for url in urls] == ["xml", "html", "pdf"]


def test_a_record_without_date_or_file_is_told(fixture_text: Callable[[str], bytes]) -> None:
    records = parse_answer(fixture_text("gemeenteblad_answer.xml")).records[3:]
    found = list(read_each(records, lambda record: parse_publication(record, source_id="GM9901:bekendmakingen")))
    assert found == [
        Unread("KeyError: 'available in record/recordData/gzd/originalData/meta/owmsmantel'"),
        Unread("KeyError: 'itemUrl in record/recordData/gzd/enrichedData'"),
    ]


@dataclass(frozen=True, kw_only=True)
class Announced:
    """A publication as an index knows it, as far as the query looks at it."""

    organisation: str
    journal: str
    creator: str
    title: str
    rubriek: str = "algemeen verbindend voorschrift (verordening)"
    text: str = ""
    modified: str = "2026-11-20"

    @property
    def entry(self) -> Entry:
        values = {
            "c.product-area": "officielepublicaties",
            "w.organisatietype": self.organisation,
            "w.publicatienaam": self.journal,
            "dt.creator": self.creator,
            "dt.title": self.title,
            "dt.type": self.rubriek,
            "dt.modified": self.modified,
            "dt.available": "2026-11-20",
            "cql.textandindexes": f"{self.title} {self.text}",
        }
        return Entry(values={name: (value,) for name, value in values.items()})


GEMEENTE = partial(Announced, organisation="gemeente", journal="Gemeenteblad", creator="'s-Gravenhage")
PROVINCIE = partial(Announced, organisation="provincie", journal="Provinciaal blad", creator="Fryslân")
RIJK = partial(Announced, organisation="ministerie", journal="Staatscourant", creator="Ministerie van Samenleven")
MUTATED = "Wijziging van de Regeling sporttijd"


@pytest.mark.parametrize(
    ("layer", "publication", "wanted"),
    [
        ("gemeente", GEMEENTE(title="Inspraak conceptnota"), True),
        ("gemeente", GEMEENTE(title="Inspraak conceptnota", modified="2026-11-19"), False),
        ("gemeente", GEMEENTE(title="Parkeerverbod", rubriek="verkeersbesluit of -mededeling"), False),
        ("gemeente", RIJK(title="Inspraak", creator="'s-Gravenhage", organisation="gemeente"), False),
        ("provincie", PROVINCIE(title="Subsidieregeling jeugd"), True),
        ("provincie", PROVINCIE(title="Openstellingsbesluit jeugd 2027"), True),
        ("provincie", PROVINCIE(title="Regeling Noaberhulp", text="Wij verstrekken subsidie aan dorpshuizen."), True),
        ("provincie", PROVINCIE(title="Noaberhulp 2027", text="Het subsidieplafond bedraagt € 10.000."), True),
        ("provincie", PROVINCIE(title="Beleidsregel bermbeheer", text="Bermen worden gemaaid."), False),
        ("provincie", PROVINCIE(title="Natuurvergunning", rubriek="andere vergunning", text="subsidie"), False),
        ("provincie", PROVINCIE(title="Benoeming", text="De raad adviseert over subsidies."), False),
        ("provincie", PROVINCIE(title="Subsidieregeling jeugd", creator="Drenthe"), False),
        ("rijk", RIJK(title="Subsidieregeling jeugd"), True),
        ("rijk", RIJK(title=MUTATED, text="Wie subsidie vroeg, hoeft niets te doen."), True),
        ("rijk", RIJK(title="Regeling tarieven uittreksels", text="Het tarief is € 8,40."), False),
        ("rijk", RIJK(title="Subsidieregeling jeugd", organisation="gemeente", creator="Zwolle"), False),
        ("rijk", PROVINCIE(title="Subsidieregeling jeugd"), False),
    ],
)
def test_what_is_asked_of_each_journal(layer: Bestuurslaag, publication: Announced, wanted: bool) -> None:
    creator = {"gemeente": "'s-Gravenhage", "provincie": "Fryslân", "rijk": ""}[layer]
    text = query(creator, layer, Slice(changed=(date(2026, 11, 20), None), appeared=(None, date(2026, 11, 20))))
    root, ignored = check_query(parse_cql(text), SERVICE.indexes)
    assert not ignored
    assert matches(root, publication.entry, SERVICE.indexes) is wanted


def test_permits_and_traffic_are_left_out_everywhere() -> None:
    for layer in get_args(Bestuurslaag):
        asked = query("Havenstede", layer, Slice())
        assert all(f'dt.type=="{rubriek}"' in asked.partition(") not (")[2] for rubriek in LEFT_OUT)


def test_a_publication_bears_the_layer_and_the_journal_it_is_from(fixture_text: Callable[[str], bytes]) -> None:
    body = fixture_text("gemeenteblad_answer.xml").replace(b"gmb-2026", b"prb-2026")
    record = parse_answer(body).records[0]
    found = parse_publication(record, source_id="PV:Zuid-Maren:bekendmakingen", layer="provincie")
    assert (found.key, found.bestuurslaag) == ("bekendmakingen:prb:prb-2026-490001", "provincie")
    assert found.related == ("prb-2026-490001",)


def test_an_identifier_without_a_journal_is_told(fixture_text: Callable[[str], bytes]) -> None:
    record = parse_answer(fixture_text("gemeenteblad_answer.xml").replace(b"gmb-2026-490001<", b"?<")).records[0]
    with pytest.raises(ValueError, match="identifier"):
        parse_publication(record, source_id="GM9901:bekendmakingen")
