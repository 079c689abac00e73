"""What each layout claims of its pages is true."""

from __future__ import annotations

import re
from collections import Counter

import pdfplumber
import pypdfium2
import pytest
from pdfminer.pdftypes import resolve1

from crawlers.replica.layouts import Paper, kinds, unseen
from crawlers.replica.layouts.kinds import Layout

from .conftest import Find, Pages, pdfium_texts

HALVES = pytest.mark.parametrize("unseen", [False, True], ids=["seen", "unseen"])
COLUMNS = ("two columns", "three columns", "soft hyphens", "columns under a spanning heading and table")


def layout_of(name: str, *, is_unseen: bool) -> Layout:
    return next(each for each in (unseen.LAYOUTS if is_unseen else kinds.LAYOUTS) if each.name == name)


def contiguous(paper: Paper) -> float:
    """The share of the long sentences that stand in one piece in the order of the stream."""
    text = " ".join("\n".join(pdfium_texts(paper.path)).split())
    wanted = [sentence for sentence in paper.sentences if len(sentence) > 30]
    return sum(sentence in text for sentence in wanted) / len(wanted)


def sizes(page: pdfplumber.page.Page) -> Counter[float]:
    return Counter(round(char["size"], 1) for char in page.chars)


@HALVES
@pytest.mark.parametrize("name", COLUMNS)
def test_columns_leave_their_gutters_free(pages: Pages, name: str, unseen: bool) -> None:
    form = layout_of(name, is_unseen=unseen).form
    page = pages(name, unseen=unseen, count=2)[1]
    top, bottom = form.margins[1], form.size[1] - form.margins[3]
    words = page.crop((0, top, page.width, bottom)).extract_words(x_tolerance_ratio=0.15)
    frames = form.frames()
    inside = [sum(f.left - 1 <= w["x0"] and w["x1"] <= f.left + f.width + 1 for w in words) for f in frames]
    assert len(frames) == form.columns >= 2
    assert min(inside) > 60
    assert sum(inside) >= 0.99 * len(words)


@HALVES
def test_justified_columns_end_in_one_line_with_broken_words(pages: Pages, unseen: bool) -> None:
    name = "one column, justified and hyphenated"
    form = layout_of(name, is_unseen=unseen).form
    lines = pages(name, unseen=unseen)[1].extract_text_lines()
    edge = form.size[0] - form.margins[2]
    assert sum(abs(line["x1"] - edge) < 1 for line in lines) > len(lines) / 2
    assert sum(line["text"].endswith("-") for line in lines) > 3


@HALVES
def test_ragged_lines_break_no_words(pages: Pages, unseen: bool) -> None:
    lines = pages("one column, ragged", unseen=unseen)[1].extract_text_lines()
    assert len({round(line["x1"]) for line in lines}) > 10
    assert not [line["text"] for line in lines if re.search(r"[a-z]-$", line["text"])]


@HALVES
def test_a_heading_and_a_table_span_the_columns(find: Find, pages: Pages, unseen: bool) -> None:
    name = "columns under a spanning heading and table"
    form = layout_of(name, is_unseen=unseen).form
    page = pages(name, unseen=unseen)[0]
    assert max(sizes(page)) > 1.5 * form.head.size
    cells = find(name, unseen=unseen).rows[0]
    row = next(line for line in page.extract_text_lines() if line["text"].startswith(cells[0]))
    assert row["text"].split() == " ".join(cells).split()
    assert row["x1"] - row["x0"] > 1.5 * form.frames()[0].width


@HALVES
def test_a_tinted_box_with_text_stands_beside_the_text(pages: Pages, unseen: bool) -> None:
    page = pages("side box", unseen=unseen)[0]
    box = next(rect for rect in page.rects if rect["fill"] and rect["height"] > 200)
    inside = page.crop((box["x0"], box["top"], box["x1"], box["bottom"])).extract_text(x_tolerance_ratio=0.15)
    assert inside.startswith("In het kort")
    left, right = (0, box["x0"] - 2) if box["x0"] > page.width / 2 else (box["x1"] + 2, page.width)
    beside = page.crop((left, box["top"] + 20, right, box["bottom"] - 20))
    assert len(beside.extract_words(x_tolerance_ratio=0.15)) > 50


@HALVES
def test_text_runs_around_a_picture(pages: Pages, unseen: bool) -> None:
    page = pages("text around a picture", unseen=unseen)[0]
    strips = [rect for rect in page.rects if rect["width"] > 100]
    left, right = strips[0]["x0"], strips[0]["x1"]
    top, bottom = min(strip["top"] for strip in strips), max(strip["bottom"] for strip in strips)
    assert page.crop((left, top, right, bottom)).chars == []
    assert len(page.crop((0, top, left, bottom)).extract_words()) > 50
    assert len([word for word in page.extract_words() if word["bottom"] < top and word["x0"] > left]) > 5


@HALVES
def test_headings_are_letter_spaced(find: Find, pages: Pages, unseen: bool) -> None:
    paper = find("letter-spaced headings", unseen=unseen)
    headings = [sentence for sentence in paper.sentences if " en " in sentence and not sentence.endswith(".")]
    text = pages("letter-spaced headings", unseen=unseen)[0].extract_text()
    spread = [line for line in text.splitlines() if re.fullmatch(r"(\S ){12,}.*", line)]
    assert len(headings) > 20
    assert len(spread) >= 3
    assert {re.sub(r"\W", "", line) for line in spread} <= {re.sub(r"\W", "", heading) for heading in headings}


@HALVES
def test_ligatures_are_one_glyph(find: Find, pages: Pages, unseen: bool) -> None:
    paper = find("ligatures", unseen=unseen)
    glyphs = Counter(char["text"] for page in pages("ligatures", unseen=unseen, count=13) for char in page.chars)
    words = " ".join(paper.sentences)
    assert glyphs["ﬁ"] + glyphs["fi"] >= words.count("fi") > 20
    assert glyphs["ﬂ"] + glyphs["fl"] >= words.count("fl")


@HALVES
@pytest.mark.parametrize("angle", [90, 270])
def test_pages_are_rotated(find: Find, angle: int, unseen: bool) -> None:
    paper = find(f"page rotated by {angle} degrees", unseen=unseen)
    document = pypdfium2.PdfDocument(paper.path)
    try:
        page = document[0]
        assert page.get_rotation() == angle
        assert page.get_width() > page.get_height()
        left, bottom, right, top = page.get_mediabox()
        assert right - left < top - bottom
    finally:
        document.close()


@HALVES
def test_a_landscape_table_is_turned_by_a_matrix(pages: Pages, unseen: bool) -> None:
    page = pages("landscape table turned by a matrix", unseen=unseen)[1]
    assert page.rotation == 0
    assert page.width < page.height
    turned = [char for char in page.chars if not char["upright"]]
    assert len(turned) > 0.8 * len(page.chars)
    assert any(char["upright"] for char in page.chars)


@HALVES
def test_words_have_no_spaces_between_them(pages: Pages, unseen: bool) -> None:
    form = layout_of("words without spaces", is_unseen=unseen).form
    top = form.margins[1] - 10
    body = [char for page in pages("words without spaces", unseen=unseen) for char in page.chars if char["top"] > top]
    faces = {char["fontname"] for char in body}
    spaces = [char for char in body if char["text"] == " " and round(char["size"], 1) == form.face.size]
    assert faces
    assert spaces == []


@HALVES
def test_the_stream_is_shuffled(find: Find, unseen: bool) -> None:
    shuffled, ordered = find("shuffled stream", unseen=unseen), find("one column, ragged", unseen=unseen)
    assert contiguous(shuffled) < 0.4
    assert contiguous(ordered) > 0.95


@HALVES
def test_notes_stand_small_at_the_foot_and_are_numbered(pages: Pages, unseen: bool) -> None:
    form = layout_of("footnotes", is_unseen=unseen).form
    page = pages("footnotes", unseen=unseen)[0]
    small = [char for char in page.chars if round(char["size"], 2) == round(form.face.size * 0.78, 2)]
    rule = max(line["top"] for line in page.lines if line["width"] == pytest.approx(120))
    notes = [char for char in small if char["top"] > rule]
    marks = [char for char in small if char["top"] < rule]
    assert len(notes) > 150
    assert [char["text"] for char in marks][:2] == ["1", "2"]


@HALVES
def test_items_hang_under_labels_of_all_kinds(find: Find, pages: Pages, unseen: bool) -> None:
    fill = layout_of("lists", is_unseen=unseen).fill
    indent = fill.keywords["indent"]
    left = layout_of("lists", is_unseen=unseen).form.margins[0]
    lines = [line for page in pages("lists", unseen=unseen, count=13) for line in page.extract_text_lines()]
    for label in (r"•", r"–", r"\d\.", r"[a-k]\.", r"[a-k]\)"):
        assert sum(bool(re.match(rf"{label} [A-Z]", line["text"])) for line in lines) >= 3, label
    hanging = [line for line in lines if abs(line["x0"] - left - indent) < 1]
    assert len(hanging) > 30


@HALVES
def test_contents_pages_name_the_page_of_each_heading(find: Find, unseen: bool) -> None:
    paper = find("contents pages", unseen=unseen)
    texts = [" ".join(text.split()) for text in pdfium_texts(paper.path)]
    entries = re.findall(r"(\d+\.\d [^.]+?) ?(?:\.|\. ){8,} ?(\d+)\b", f"{texts[0]} {texts[1]}")
    assert len(entries) > 30
    for title, number in entries:
        assert title.strip() in texts[int(number) - 1]


@HALVES
def test_ruled_tables_have_rules_and_others_have_none(pages: Pages, unseen: bool) -> None:
    (ruled,), (open_,) = (pages(name, unseen=unseen, count=1) for name in ("ruled tables", "tables without rules"))
    head = 1  # the rule under the running head
    assert len(ruled.lines) > 10
    assert len(open_.lines) + len(open_.rects) <= head
    amounts = [char for char in open_.extract_words(x_tolerance_ratio=0.15) if re.fullmatch(r"-?[\d.]+", char["text"])]
    assert len(amounts) > 20


@HALVES
def test_tables_repeat_their_header_and_say_their_scale(find: Find, unseen: bool) -> None:
    for name in ("ruled tables", "tables without rules"):
        paper = find(name, unseen=unseen)
        text = "\n".join(pdfium_texts(paper.path))
        captions = [sentence for sentence in paper.sentences if re.search(r"1\.000|duizenden", sentence)]
        assert len(captions) >= 5
        assert len(re.findall(r"Toelichting|Ontwikkeling\b", text)) > len(captions)


@HALVES
def test_heads_and_feet_change_sides(pages: Pages, unseen: bool) -> None:
    form = layout_of("alternating heads and feet", is_unseen=unseen).form
    first, second = pages("alternating heads and feet", unseen=unseen, count=2)
    feet = [page.crop((0, page.height - form.margins[3] + 12, page.width, page.height)) for page in (first, second)]
    left, right = (min(word["x0"] for word in foot.extract_words()) for foot in reversed(feet))
    assert left == pytest.approx(form.margins[0], abs=1)
    assert right > left + 30
    assert feet[0].extract_text() != feet[1].extract_text()


@HALVES
def test_keywords_stand_in_the_margin(pages: Pages, unseen: bool) -> None:
    layout = layout_of("keywords in the margin", is_unseen=unseen)
    page = pages("keywords in the margin", unseen=unseen)[1]
    left = layout.form.margins[0]
    margin = page.crop((0, layout.form.margins[1], left - 5, page.height - layout.form.margins[3]))
    keys, body = margin.extract_text_lines(), page.crop((left - 1, 0, page.width, page.height)).extract_text_lines()
    assert len(keys) >= 3
    assert any(abs(key["bottom"] - line["bottom"]) < 3 for key in keys for line in body)


@HALVES
def test_a_form_has_fields_and_boxes(pages: Pages, unseen: bool) -> None:
    page = pages("form with fields", unseen=unseen)[0]
    kinds_of_fields = Counter(str(resolve1(note["data"].get("FT"))) for note in page.annots)
    assert kinds_of_fields["/'Tx'"] >= 4
    assert kinds_of_fields["/'Btn'"] >= 4


@HALVES
def test_hidden_sentences_are_in_the_file_but_not_on_the_page(find: Find, unseen: bool) -> None:
    paper = find("hidden text", unseen=unseen)
    whole = " ".join("\n".join(pdfium_texts(paper.path)).split())
    with pdfplumber.open(paper.path) as pdf:
        page = pdf.pages[1]
        left, top, right, bottom = page.cropbox
        outside = [char for char in page.chars if not (top <= (char["top"] + char["bottom"]) / 2 <= bottom)]
        white = [char for char in page.chars if char["non_stroking_color"] in ((1,), 1, (1, 1, 1))]
        picture = page.to_image(resolution=72).original.convert("L")
        streams = b"".join(resolve1(stream).get_data() for stream in page.page_obj.contents)
    assert (left, right) != (0, page.width)
    assert b"3 Tr" in streams
    assert len(outside) > 50
    assert len(white) > 30
    assert len(paper.hidden) > 50
    assert set(paper.hidden).isdisjoint(paper.sentences)
    assert sum(sentence in whole for sentence in paper.hidden) > 10
    for char in white:
        spot = (char["x0"] - left - 1, char["top"] - top - 1, char["x1"] - left + 1, char["bottom"] - top + 1)
        assert picture.crop(tuple(round(edge) for edge in spot)).getextrema()[0] > 200


@HALVES
def test_decision_lists_have_decisions(find: Find, unseen: bool) -> None:
    paper = find("decision list", unseen=unseen)
    text = "\n".join(pdfium_texts(paper.path))
    assert text.count("Besluit") > 20
    assert sum(" te " in sentence for sentence in paper.sentences) > 50


@HALVES
def test_bold_is_faked_by_printing_twice(pages: Pages, unseen: bool) -> None:
    for page in pages("fake bold", unseen=unseen):
        places = Counter((char["text"], round(char["x0"], 1), round(char["top"])) for char in page.chars)
        doubled = sum((text, round(x + 0.3, 1), top) in places for text, x, top in places if text != " ")
        assert doubled > 200


@HALVES
def test_lines_end_in_soft_hyphens(pages: Pages, unseen: bool) -> None:
    ends = [line["text"][-1] for page in pages("soft hyphens", unseen=unseen) for line in page.extract_text_lines()]
    glyphs = Counter(char["text"] for page in pages("soft hyphens", unseen=unseen) for char in page.chars)
    assert ends
    assert glyphs["\u00ad"] > 20


@HALVES
def test_codes_in_the_stream_are_not_the_letters(find: Find, unseen: bool) -> None:
    paper = find("odd codes", unseen=unseen)
    with pdfplumber.open(paper.path) as pdf:
        streams = [resolve1(stream).get_data() for stream in pdf.pages[0].page_obj.contents]
    drawn = b"".join(re.findall(rb"\((.*?)\) Tj", b"".join(streams)))
    body = re.sub(r"\W+", " ", paper.sentences[0]).split()
    long_words = [word.encode("ascii") for word in body if len(word) > 5 and word.isascii()]
    assert long_words
    assert not any(word in drawn for word in long_words)
    assert contiguous(paper) > 0.9
