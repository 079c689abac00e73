import re
import unicodedata
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading.segment import quote_boxes, segment
from pipeline.records import Line, Page, PageMethod, Passage

from .conftest import block, documents, page

SENTENCE = "Het college stelt voor om jongeren in Havenstede meer kansen te geven in hun eigen wijk en buurt."
"""Eighteen words."""


def item(number: int, text: str) -> list[Line]:
    return block(number, text, structure="list_item")


def cut(*pages: Page, title: str = "Raadsvoorstel") -> list[Passage]:
    return segment(pages, title=title)


def flat(text: str) -> str:
    """Give the letters and digits alone: hyphens, spaces and a restored diaeresis aside."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if c.isalnum())


def test_short_paragraphs_are_merged_to_forty_words() -> None:
    passages = cut(page(1, *(block(n, SENTENCE) for n in range(1, 6))))
    assert [len(passage.text.split()) for passage in passages] == [90]
    assert passages[0].text == "\n".join([SENTENCE] * 5)


def test_paragraph_of_enough_words_stands_alone() -> None:
    long = " ".join([SENTENCE] * 3)
    passages = cut(page(1, block(1, long), block(2, long)))
    assert [passage.text for passage in passages] == [long, long]


def test_long_paragraph_is_cut_at_sentences() -> None:
    text = " ".join([SENTENCE] * 30)
    passages = cut(page(1, block(1, text)))
    assert " ".join(passage.text for passage in passages) == text
    assert all(40 <= len(passage.text.split()) <= 200 for passage in passages)
    assert all(passage.text.endswith("buurt.") for passage in passages)


def test_sentence_without_end_is_cut_too() -> None:
    passages = cut(page(1, block(1, "woord " * 450)))
    assert [len(passage.text.split()) for passage in passages] == [200, 200, 50]


def test_passages_never_cross_a_heading() -> None:
    passages = cut(
        page(
            1,
            block(1, "Voorstel 26-101."),
            block(2, "Financiën", size=14),
            block(3, "Kort."),
            block(4, "Dekking", level=6),
            block(5, "Ook kort."),
            block(6, "Planning", size=14),
        )
    )
    assert [(passage.text, passage.heading, passage.structure) for passage in passages[1:]] == [
        ("Financiën", "Financiën", "contents_line"),
        ("Kort.", "Financiën", "body"),
        ("Dekking", "Financiën > Dekking", "contents_line"),
        ("Ook kort.", "Financiën > Dekking", "body"),
        ("Planning", "Planning", "contents_line"),
    ]


def test_printed_title_is_no_part_of_the_path() -> None:
    passages = cut(
        page(1, block(1, "Gemeente Havenstede"), block(2, "Voorstel jeugd", size=18), block(3, "Dekking", size=14))
    )
    assert [passage.heading for passage in passages] == ["", "", "Dekking"]


def test_short_end_of_a_section_goes_to_the_passage_before_it() -> None:
    long = " ".join([SENTENCE] * 3)
    passages = cut(page(1, block(1, long), block(2, SENTENCE), block(3, "Kop", level=6), block(4, SENTENCE)))
    assert [passage.text for passage in passages] == [f"{long}\n{SENTENCE}", "Kop", SENTENCE]


def test_heading_path_from_sizes_numbers_and_articles() -> None:
    headings = [
        ("Begroting", 20.0),
        ("Programma Samenleving", 16.0),
        ("2 Jeugd", 13.0),
        ("2.1 Jongerenwerk", 13.0),
        ("3 Sport", 13.0),
        ("Hoofdstuk 1 Algemeen", 10.0),
        ("Artikel 2. Plafond", 10.0),
        ("Artikel 3", 10.0),
    ]
    blocks = [block(n, text, size=size) for n, (text, size) in enumerate(headings, 1)]
    body = block(20, " ".join([SENTENCE] * 5))
    assert [passage.heading for passage in cut(page(1, *blocks, body))][:-1] == [
        "",
        "Programma Samenleving",
        "Programma Samenleving > 2 Jeugd",
        "Programma Samenleving > 2 Jeugd > 2.1 Jongerenwerk",
        "Programma Samenleving > 3 Sport",
        "Programma Samenleving > 3 Sport > Hoofdstuk 1 Algemeen",
        "Programma Samenleving > 3 Sport > Hoofdstuk 1 Algemeen > Artikel 2. Plafond",
        "Programma Samenleving > 3 Sport > Hoofdstuk 1 Algemeen > Artikel 3",
    ]


def test_levels_of_web_pages() -> None:
    lines = [
        Line(text=text, heading_level=level, block=number)
        for number, (text, level) in enumerate([("Subsidies", 1), ("Jeugd", 2), ("Sport", 2), (SENTENCE, 0)])
    ]
    passages = cut(Page(number=1, method="html", lines=tuple(lines)), title="Subsidies")
    assert [passage.heading for passage in passages] == ["", "Jeugd", "Sport", "Sport"]
    assert passages[-1].boxes == passages[-1].offsets == ()


def test_a_line_with_an_amount_or_a_full_stop_is_no_heading() -> None:
    passages = cut(
        page(1, block(1, "Plafond € 200.000", level=6), block(2, "Dit is vet.", level=6), block(3, SENTENCE))
    )
    assert {passage.structure for passage in passages} == {"body"}


def test_list_stays_with_its_lead() -> None:
    passages = cut(
        page(1, block(1, "De raad besluit:"), item(2, "1. de regeling vast te stellen;"), item(3, "2. te gaan."))
    )
    assert [passage.text for passage in passages] == ["De raad besluit:\n1. de regeling vast te stellen;\n2. te gaan."]


def test_long_items_stand_alone() -> None:
    long = " ".join([SENTENCE] * 3)
    passages = cut(page(1, block(1, SENTENCE), item(2, f"1. {long}"), item(3, f"2. {long}")))
    assert [(passage.structure, passage.text[:2]) for passage in passages] == [
        ("body", "He"),
        ("list_item", "1."),
        ("list_item", "2."),
    ]


def test_each_table_row_is_a_passage() -> None:
    rows = [block(n, f"Thema: Jeugd | 2027: {n}", structure="table_row") for n in (1, 2)]
    assert [passage.structure for passage in cut(page(1, *rows))] == ["table_row", "table_row"]


def test_table_of_contents() -> None:
    passages = cut(
        page(
            1,
            block(1, "Inhoudsopgave", size=14),
            block(2, "1 Inleiding ........ 3\n2 Financiën .... 12"),
            block(3, SENTENCE),
        )
    )
    assert [passage.structure for passage in passages] == ["contents_line", "contents_line", "body"]
    assert passages[1].text == "1 Inleiding ........ 3\n2 Financiën .... 12"


def test_agenda_lines() -> None:
    passages = cut(page(1, item(1, "1. Opening"), item(2, "2. Vaststellen agenda")), title="Agenda raad 26 november")
    assert [passage.structure for passage in passages] == ["agenda_line", "agenda_line"]


def test_definitions_signature_and_notice_of_objection() -> None:
    passages = cut(
        page(
            1,
            block(1, "Artikel 1 Begripsbepalingen", level=6),
            item(2, "a. jongere: iemand van 12 tot 30 jaar;"),
            block(3, "Artikel 2 Plafond", level=6),
            block(4, SENTENCE),
            block(5, "Tegen dit besluit kunt u bezwaar maken binnen zes weken na de bekendmaking."),
            block(6, "Aldus vastgesteld op 3 november 2026."),
            block(7, "De griffier, de voorzitter,"),
        )
    )
    assert [passage.structure for passage in passages if passage.structure != "contents_line"] == [
        "definition",
        "body",
        "boilerplate",
        "signature",
    ]


def test_each_decision_is_one_passage() -> None:
    passages = cut(
        page(
            1,
            block(1, "Samenleving", size=14),
            item(2, "7. Subsidieplafonds 2027: jongereninitiatieven € 200.000. Besluit: conform advies."),
            block(3, "De plafonds passen binnen de begroting."),
            item(4, "8. Verlenging overeenkomst. Besluit: conform advies."),
            block(5, "Met twee jaar verlengd."),
            block(6, "Bedrijfsvoering", size=14),
            item(7, "9. Werkplek. Besluit: aangehouden."),
            block(8, "Vastgesteld in de vergadering van 24 november 2026."),
        ),
        title="Openbare besluitenlijst B&W",
    )
    assert [passage.text.split("\n")[0][:9] for passage in passages] == [
        "Samenlevi",
        "7. Subsid",
        "8. Verlen",
        "Bedrijfsv",
        "9. Werkpl",
        "Vastgeste",
    ]
    assert passages[1].text.endswith("De plafonds passen binnen de begroting.")
    assert passages[1].heading == "Samenleving"
    assert [passage.structure for passage in passages[1:3]] == ["list_item", "list_item"]


def test_numbered_headings_without_a_decision_group_the_items() -> None:
    passages = cut(
        page(
            1,
            block(1, "5 Voorstellen", level=6),
            block(2, "5.a Sociaal domein", level=6),
            block(3, "5.a.1 Subsidieplafonds", level=6),
            block(4, "Besluit:\nVastgesteld."),
            block(5, "5.b Ruimte", level=6),
            block(6, "5.b.1 Sluisbrug", level=6),
            block(7, "Besluit:\nGegund."),
        ),
        title="Besluitenlijst",
    )
    assert [(passage.heading, passage.structure) for passage in passages if passage.structure == "list_item"] == [
        ("5 Voorstellen > 5.a Sociaal domein", "list_item"),
        ("5 Voorstellen > 5.b Ruimte", "list_item"),
    ]


def test_decisions_below_bold_numbers_hold_their_inner_list() -> None:
    passages = cut(
        page(
            1,
            block(1, "1. Voorjaarsnota", level=6),
            block(2, "Besluit:"),
            item(3, "1. Kennis te nemen van de nota;"),
            item(4, "2. De raad te informeren."),
            block(5, "2. Vergunning optocht.", level=6, structure="list_item"),
            block(6, "Besluit:\nVerleend."),
        ),
        title="Besluitenlijst",
    )
    assert [len(passage.boxes) for passage in passages] == [4, 3]


def test_sentence_over_a_page_break_is_one() -> None:
    first = page(
        1,
        block(1, "Het college stelt voor om de subsidie voor jongeren-\ninitiatieven die in de"),
    )
    second = page(2, block(1, "wijk ontstaan te verhogen."), block(2, "Nieuwe alinea."))
    (passage,) = cut(first, second)
    assert passage.text.startswith(
        "Het college stelt voor om de subsidie voor jongereninitiatieven die in de wijk ontstaan te verhogen.\n"
    )
    assert [place.page for place in passage.boxes] == [1, 1, 2, 2]
    assert passage.page == 1


def test_list_item_over_a_page_break_is_one() -> None:
    passages = cut(page(1, item(1, "1. het plafond vast te stellen op")), page(2, block(1, "een hoger bedrag.")))
    assert [passage.text for passage in passages] == ["1. het plafond vast te stellen op een hoger bedrag."]


def test_quote_boxes_are_those_of_its_lines() -> None:
    (passage,) = cut(page(3, block(1, "Het plafond is\ntweehonderdduizend euro\nvoor heel 2027.")))
    start = passage.text.index("tweehonderdduizend")
    assert quote_boxes(passage, start, start + 10) == (passage.boxes[1],)
    assert quote_boxes(passage, start - 2, start + 30) == passage.boxes
    assert quote_boxes(passage, 0, 3) == (passage.boxes[0],)
    assert quote_boxes(passage, 5, 5) == ()


def test_boxes_of_a_cut_paragraph_go_with_their_words() -> None:
    rows = [f"Regel {n} van de tekst gaat over jongeren en hun wijk." for n in range(60)]
    first, *_, last = cut(page(1, block(1, "\n".join(rows))))
    assert first.boxes[0].box[1] == 100
    assert last.boxes[-1].box[1] == 100 + 12 * 59
    assert last.text[last.offsets[-1] :] == rows[-1]


def test_nothing_gives_nothing() -> None:
    assert cut() == []
    assert cut(page(1)) == []


@settings(max_examples=200)
@given(documents(), st.sampled_from(["Raadsvoorstel", "Agenda raad", "Besluitenlijst B&W"]))
def test_no_text_is_lost_and_every_line_keeps_its_place(pages: list[Page], title: str) -> None:
    passages = segment(pages, title=title)
    lines = [line for each in pages for line in each.lines]
    read, printed = flat("".join(p.text for p in passages)), flat("".join(line.text for line in lines))
    assert Counter(read) == Counter(printed)
    # Only the rest of a sentence, which begins with a small letter, is read before what stands between.
    firsts = {(each.number, line.block): line.text[0] for each in pages for line in reversed(each.lines)}
    if not any(map(str.islower, firsts.values())):
        assert read == printed
    assert [passage.position for passage in passages] == list(range(len(passages)))
    for passage in passages:
        assert len(passage.boxes) == len(passage.offsets)
        assert list(passage.offsets) == sorted(passage.offsets)
        assert passage.offsets[0] == 0
        assert passage.page == passage.boxes[0].page
        assert quote_boxes(passage, 0, len(passage.text)) == passage.boxes
    placed = {(place.page, place.box) for passage in passages for place in passage.boxes}
    assert placed == {(each.number, line.box) for each in pages for line in each.lines}


def test_hostile_text_is_cut_in_no_time() -> None:
    lines = tuple(Line(text="bezwaar maken " * 40 + "... " * 20, block=n // 50) for n in range(4_000))
    passages = segment([Page(number=1, method="html", lines=lines)], title="x")
    assert sum(len(re.findall("bezwaar", passage.text)) for passage in passages) == 160_000


def test_rectangles_of_a_quote_reach_as_far_as_its_words() -> None:
    line = Line(text="De eerste zin. De tweede", box=(70, 100, 200, 110), size=10, starts=(70, 85, 120, 140, 160))
    rest = Line(text="zin gaat door.", box=(70, 112, 150, 122), size=10, starts=(70, 90, 120))
    (passage,) = cut(Page(number=1, method="pdfplumber", lines=(line, rest)))
    start = passage.text.index("De tweede")
    first, second = quote_boxes(passage, start, passage.text.index(" gaat"))
    assert first.box == (140, 100, 200, 110)
    assert second.box == (70, 112, 89, 122)
    (whole,) = quote_boxes(passage, 0, start)
    assert whole.box == (70, 100, 139, 110)


def test_surveyed_pages_give_no_passages_and_part_what_stands_around_them() -> None:
    heading = block(1, "Hoofdstuk 1", size=16)
    unfinished = block(2, "Het college stelt voor om jongeren in Havenstede meer kansen te geven en")
    between = Page(number=2, method="pdfium", lines=(Line(text="Dit is alleen te zoeken."),))
    passages = cut(page(1, heading, unfinished), between, page(3, block(1, "daarom " + SENTENCE)))
    assert [(passage.page, passage.heading) for passage in passages if passage.structure == "body"] == [
        (1, "Hoofdstuk 1"),
        (3, ""),
    ]
    assert all("alleen te zoeken" not in passage.text for passage in passages)


def test_a_sentence_goes_on_after_a_table_and_its_caption() -> None:
    begin = "Het college stelt voor om jongeren in Havenstede meer kansen te geven in hun"
    table = [
        *block(2, "Tabel 1: Raming van de posten"),
        *block(3, "Post: Sport | 2027: 5", structure="table_row"),
        *block(4, "Post: Jeugd | 2027: 6", structure="table_row"),
    ]
    passages = cut(page(1, block(1, begin), table), page(2, block(1, "eigen wijk en buurt.")))
    assert passages[0].text.startswith(f"{begin} eigen wijk en buurt.")
    assert [placed.page for placed in passages[0].boxes][:2] == [1, 2]


def test_a_sentence_does_not_go_on_after_another_paragraph() -> None:
    begin = "Het college stelt voor om jongeren in Havenstede meer kansen te geven in hun"
    passages = cut(page(1, block(1, begin), block(2, SENTENCE), block(3, "eigen wijk en buurt.")))
    assert "in hun eigen wijk" not in passages[0].text.replace(SENTENCE, "")


def row(number: int, text: str) -> list[Line]:
    return block(number, text, structure="table_row")


def test_rows_know_the_caption_and_scale_of_their_table_also_on_the_next_page() -> None:
    first = page(
        1,
        block(1, "Financiën", size=14),
        block(2, "Tabel 3: Jeugd"),
        block(3, "Bedragen x € 1.000"),
        row(4, "Thema: Jongerenwerk | 2027: 80"),
    )
    second = page(2, row(1, "Thema: Sport | 2027: 5"), block(2, SENTENCE), row(3, "Oud | 7"))
    rows = [passage for passage in cut(first, second) if passage.structure == "table_row"]
    assert [passage.heading for passage in rows] == [
        "Financiën > Tabel 3: Jeugd, Bedragen x € 1.000",
        "Financiën > Tabel 3: Jeugd, Bedragen x € 1.000",
        "Financiën",
    ]


def test_a_heading_or_a_page_that_was_not_read_ends_a_caption() -> None:
    caption = block(1, "Bedragen in duizenden euro's")
    headed = page(1, caption, row(2, "A | 7"), block(3, "Dekking", level=2), row(4, "B | 8"))
    assert [p.heading for p in cut(headed) if p.structure == "table_row"][-1] == "Dekking"
    surveyed = Page(number=2, method="pdfium", lines=(Line(text="Iets anders"),))
    rows = [p.heading for p in cut(page(1, caption), surveyed, page(3, row(1, "B | 8"))) if p.structure == "table_row"]
    assert rows == [""]


def test_paragraphs_are_counted_where_there_are_no_pages() -> None:
    blocks = [block(2, "Financiën", level=2), block(5, SENTENCE), block(6, SENTENCE), item(7, "• Jeugd")]
    lines = tuple(line for lines in blocks for line in lines)
    methods: tuple[PageMethod, ...] = ("html", "docx", "odt", "text")
    for method in methods:
        found = cut(Page(number=1, method=method, lines=lines))
        assert [passage.paragraph for passage in found] == [1, 2, 4]
    assert {p.paragraph for p in cut(page(1, *blocks))} == {None}
