from __future__ import annotations

from lxml import etree

from crawlers.replica.markup import parse_markup
from crawlers.replica.regulation_xml import announcement, attribute_label, child_label, outline, regulation

BODY = """
Aanhef.

# Hoofdstuk 2 Subsidie

## Artikel 5a. Plafond & meer

1. Het plafond bedraagt:

a. voor jeugd € 10.

2. Slot.

@tabel Punten
| A | B |
|---|---|
| x | 1 |

# Ondertekening

Vastgesteld.

# Toelichting

Algemeen.

## Artikelsgewijs

Per artikel.
"""


def test_chapters_articles_and_members_nest() -> None:
    root = etree.fromstring(regulation(parse_markup(BODY), child_label))
    article = root.find("regeling-tekst/hoofdstuk/artikel")
    assert [part.text for part in article.find("kop")] == ["Artikel", "5a", "Plafond & meer"]
    assert [number.text for number in article.iter("lidnr")] == ["1.", "2."]
    assert article.findtext("lid/lijst/li/li.nr") == "a."
    assert article.findtext("lid/table/title") == "Punten"
    assert root.findtext("regeling-sluiting/slotformulering/al") == "Vastgesteld."
    assert root.findtext("nota-toelichting/divisie/al") == "Per artikel."
    assert root.findtext("aanhef/preambule/al") == "Aanhef."


def test_regulations_label_a_list_item_with_an_attribute() -> None:
    root = etree.fromstring(regulation(parse_markup(BODY), attribute_label))
    assert root.find(".//li").get("nr") == "a."


def test_an_announcement_has_headings_between_its_paragraphs() -> None:
    root = etree.fromstring(announcement(parse_markup("# Besluit\n\nEen.\n\n- twee"), child_label))
    content = root.find("zakelijke-mededeling-tekst/tekst")
    assert [part.tag for part in content] == ["tussenkop", "al", "lijst"]


def test_an_outline_follows_the_levels_even_when_one_is_skipped() -> None:
    root = outline(parse_markup("## B\n\nb\n\n# A\n\n### C\n\nc\n\n## D\n\nd"))
    assert [section.heading for section in root.sections] == ["B", "A"]
    assert [section.heading for section in root.sections[1].sections] == ["C", "D"]
