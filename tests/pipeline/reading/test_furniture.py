from pipeline.reading.furniture import without_furniture
from pipeline.records import Line, Page, Structure


def line(text: str, top: float, structure: Structure = "body") -> Line:
    return Line(text=text, box=(70, top, 300, top + 10), size=10, structure=structure)


def page(number: int, *lines: Line) -> Page:
    return Page(number=number, method="pdfplumber", lines=lines)


def left(pages: list[Page]) -> list[list[str]]:
    return [[line.text for line in page.lines] for page in without_furniture(pages)]


def test_headers_footers_and_page_numbers_go() -> None:
    pages = [
        page(n, line("Gemeente Havenstede", 40), line(f"Inhoud {n}", 300), line(f"Pagina {n} van 12", 810))
        for n in range(1, 13)
    ]
    assert left(pages) == [[f"Inhoud {n}"] for n in range(1, 13)]


def test_left_and_right_pages_may_differ() -> None:
    pages = [page(n, line("Begroting" if n % 2 else "Havenstede", 40), line("x", 300)) for n in range(1, 9)]
    assert left(pages) == [["x"]] * 8


def test_header_of_a_chapter_goes_on_its_own_pages() -> None:
    pages = [page(n, line("Programma 2" if 3 < n < 8 else "Kop", 40)) for n in range(1, 20)]
    assert left(pages) == [[]] * 19


def test_two_pages_need_the_same_line_twice() -> None:
    header, only_first = line("Gemeente Veldhorst", 40), line("Raadsvoorstel", 60)
    assert left([page(1, header, only_first), page(2, header)]) == [["Raadsvoorstel"], []]


def test_what_repeats_in_the_body_or_in_a_table_stays() -> None:
    pages = [page(n, line("Besluit:", 300), line("Thema | 2027", 40, "table_row")) for n in range(1, 6)]
    assert left(pages) == [["Besluit:", "Thema | 2027"]] * 5


def test_the_same_words_at_another_height_stay() -> None:
    pages = [page(n, line("Havenstede", 20 + 8 * n)) for n in range(1, 5)]
    assert left(pages) == [["Havenstede"]] * 4


def test_title_of_the_first_page_above_the_second() -> None:
    title = [
        Line(text=text, box=(70, top, 300, top + 20), size=15, block=1)
        for text, top in (("Motie Houd", 150), ("de inzet", 170))
    ]
    pages = [page(1, *title), page(2, line("Motie Houd de inzet", 40), line("Motie Houd de inzet", 300))]
    assert left(pages) == [["Motie Houd", "de inzet"], ["Motie Houd de inzet"]]


def test_landscape_pages_have_lower_footers() -> None:
    wide = Line(text="Tabel", box=(70, 200, 800, 210))
    pages = [page(n, wide, line("Voettekst", 560)) for n in range(1, 5)]
    assert left(pages) == [["Tabel"]] * 4


def test_one_page_and_pages_without_places_stay_whole() -> None:
    single = [page(1, line("Gemeente", 40))]
    web = [Page(number=n, method="html", lines=(Line(text="Gemeente"),)) for n in (1, 2, 3)]
    assert without_furniture(single) == tuple(single)
    assert without_furniture(web) == tuple(web)


def test_one_recorded_page_loses_the_header_that_the_survey_saw_on_all() -> None:
    margins = [[line("Gemeente Havenstede", 41), line("Begroting 2027", 41), line(f"{n}", 815)] for n in range(1, 9)]
    recorded = page(5, line("Gemeente Havenstede Begroting 2027", 44), line("Inhoud", 300), line("5", 817))
    (left_over,) = without_furniture([recorded], margins)
    assert [one.text for one in left_over.lines] == ["Inhoud"]


def test_one_half_of_a_line_in_the_margin_goes() -> None:
    pages = [page(n, line(f"Inhoud {n}", 300), line(f"Pagina {n} van 12", 810)) for n in range(1, 13)]
    margins = [[line(f"Gemeente Havenstede Pagina {n} van 12", 810)] for n in range(1, 13)]
    found = without_furniture(pages, margins)
    assert [[each.text for each in one.lines] for one in found] == [[f"Inhoud {n}"] for n in range(1, 13)]
