from pathlib import Path

import pytest

from pipeline.reading.limits import Limits
from pipeline.reading.media import media_type_of
from pipeline.reading.readers import read
from pipeline.reading.wire import Answer, Task

GEMEENTEBLAD = """<?xml version="1.0" encoding="UTF-8"?>
<officiele-publicatie xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<metadata><meta name="x" content="y"/></metadata>
<kop><titel>GEMEENTEBLAD</titel><subtitel>Officiële uitgave van de gemeente Kempenrade</subtitel></kop>
<gemeenteblad><kop><titel>Subsidieregeling inzet jongeren</titel></kop><regeling><regeling-tekst>
<hoofdstuk><kop><label>Hoofdstuk</label><nr>1</nr><titel>Algemeen</titel></kop>
<artikel><kop><label>Artikel</label> <nr>1</nr> <titel>Begripsbepalingen</titel></kop><al>In deze regeling is:</al>
<begrippenlijst><begrip><term>jongere</term>
<definitie><al>iemand van 12 tot 30 jaar;</al></definitie></begrip></begrippenlijst>
</artikel><artikel><kop><label>Artikel</label><nr>2</nr><titel>Plafond</titel></kop>
<lid><lidnr>1.</lidnr><al>Het plafond is <nadruk type="vet">&#8364; 200.000</nadruk>.</al></lid>
<lid><lidnr>2.</lidnr><al>Het college kan:</al>
<lijst><li><li.nr>a.</li.nr><al>verhogen;</al></li></lijst></lid></artikel>
</hoofdstuk></regeling-tekst><regeling-sluiting>
<slotformulering><al>Aldus vastgesteld op 3 november 2026.</al></slotformulering>
<ondertekening><functie>De burgemeester</functie></ondertekening></regeling-sluiting></regeling></gemeenteblad>
</officiele-publicatie>"""

CVDR = """<?xml version="1.0" encoding="utf-8"?><cvdr xmlns="http://standaarden.overheid.nl/cvdr/terms/"
 xmlns:dcterms="http://purl.org/dc/terms/"><meta><owmskern>
<dcterms:title>Nadere regels</dcterms:title></owmskern></meta><body>
<intitule>Nadere regels wijkinitiatieven</intitule><regeling><regeling-tekst><artikel>
<kop><label>Artikel 3 Bedragen</label></kop>
<lijst><li nr="-"><al>per wijk:</al></li></lijst><table><tgroup cols="3"><colspec colname="c1"/><colspec colname="c2"/>
<colspec colname="c3"/><thead>
<row><entry><al>Wijk</al></entry><entry namest="c2" nameend="c3"><al>Bedrag</al></entry></row>
</thead>
<tbody><row>
<entry><al>Noord</al></entry><entry><al>€ 10</al></entry><entry><al>€ 20</al></entry></row></tbody></tgroup></table>
</artikel></regeling-tekst></regeling></body></cvdr>"""


def answer(tmp_path: Path, content: str) -> Answer:
    path = tmp_path / "stuk.xml"
    path.write_text(content)
    return read(Task(path=str(path), media_type=media_type_of(path)), Limits())


def rows(found: Answer) -> list[tuple[str, int, str]]:
    return [(line.text, line.heading_level, line.structure) for line in found.sheets[0].page.lines]


def test_gemeenteblad(tmp_path: Path) -> None:
    found = answer(tmp_path, GEMEENTEBLAD)
    assert found.state == "ok"
    assert rows(found) == [
        ("Subsidieregeling inzet jongeren", 1, "body"),
        ("Hoofdstuk 1 Algemeen", 2, "body"),
        ("Artikel 1 Begripsbepalingen", 3, "body"),
        ("In deze regeling is:", 0, "body"),
        ("jongere: iemand van 12 tot 30 jaar;", 0, "definition"),
        ("Artikel 2 Plafond", 3, "body"),
        ("1. Het plafond is € 200.000.", 0, "list_item"),
        ("2. Het college kan:", 0, "list_item"),
        ("a. verhogen;", 0, "list_item"),
        ("Aldus vastgesteld op 3 november 2026.", 0, "signature"),
        ("De burgemeester", 0, "signature"),
    ]


def test_cvdr_with_a_table_of_named_columns(tmp_path: Path) -> None:
    assert rows(answer(tmp_path, CVDR)) == [
        ("Nadere regels wijkinitiatieven", 1, "body"),
        ("Artikel 3 Bedragen", 2, "body"),
        ("- per wijk:", 0, "list_item"),
        ("Wijk: Noord | Bedrag: € 10 | Bedrag: € 20", 0, "table_row"),
    ]


def test_prefixes_are_no_matter(tmp_path: Path) -> None:
    prefixed = CVDR.replace("<cvdr xmlns=", "<c:cvdr xmlns:c=").replace("</cvdr>", "</c:cvdr>")
    for name in ("body", "intitule", "regeling", "regeling-tekst", "artikel", "kop", "label", "lijst", "li", "al"):
        prefixed = prefixed.replace(f"<{name}>", f"<c:{name}>").replace(f"</{name}>", f"</c:{name}>")
    assert rows(answer(tmp_path, prefixed))[0] == ("Nadere regels wijkinitiatieven", 1, "body")


def test_broken_xml_keeps_what_can_be_read(tmp_path: Path) -> None:
    found = answer(tmp_path, "<officiele-publicatie><gemeenteblad><al>Eerste.</al><al>Tweede &nbsp;<b></al>")
    assert found.state == "partial"
    assert rows(found)[0][0] == "Eerste."


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY x SYSTEM "file:///etc/hostname">',
        '<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;"><!ENTITY z "&y;&y;&y;&y;&y;&y;&y;&y;">',
    ],
)
def test_entities_are_not_expanded(tmp_path: Path, entities: str) -> None:
    page = (
        f"<!DOCTYPE officiele-publicatie [{entities}]><officiele-publicatie><al>a &x;&z; b</al></officiele-publicatie>"
    )
    assert rows(answer(tmp_path, page)) == [("a b", 0, "body")]
