"""Read the XML of official publications: Gemeenteblad (`officiele-publicatie`) and local regulations (`cvdr`)."""

from __future__ import annotations

from importlib.metadata import version

from lxml import etree

from pipeline.reading.limits import Limits
from pipeline.reading.markup import Vocabulary, flat_text, lines_below, local_name
from pipeline.reading.parsing import parse_xml
from pipeline.reading.wire import Answer, Sheet, Task
from pipeline.records import Page

_INLINE_NAMES = (
    "nadruk vet cursief ondlijn b i u em strong span a extref intref extref-groep noot.nr sup sub inf unl redactie "
    "illustratie plaatje inline afkorting aanhaling"
)
_SPACED = frozenset(("label", "nr", "titel", "subtitel"))
_DROPPED = frozenset(("metadata", "meta", "li.nr", "lidnr", "term", "colspec", "plaatje", "illustratie", "owmskern"))
_HEADINGS = frozenset(("kop", "intitule", "tussenkop"))
# Parts of a regulation from the outside in; a heading belongs to the part it opens.
_PART_NAMES = (
    "deel boek titeldeel hoofdstuk afdeling paragraaf subparagraaf sub-paragraaf artikel divisie circulaire.divisie "
    "bijlage nota-toelichting toelichting algemeen-deel artikelsgewijze-toelichting"
)
_INLINE = frozenset(_INLINE_NAMES.split())
_PARTS = frozenset(_PART_NAMES.split())
_MASTHEAD = frozenset(("officiele-publicatie",))


def read_publication(content: bytes, task: Task, limits: Limits) -> Answer:
    """Read a publication or regulation as one page."""
    if len(content) > limits.characters:
        return Answer(state="too_large", reason=f"{len(content)} bytes of markup, limit {limits.characters}")
    root, fault = parse_xml(content)
    lines = lines_below(root, _VOCABULARY)
    sheet = Sheet(page=Page(number=1, method="html", lines=lines), verdict="text" if lines else "blank")
    return Answer(
        state="partial" if fault else "ok",
        reason=fault,
        page_count=1,
        sheets=(sheet,),
        engines=(f"lxml {version('lxml')}",),
    )


def _is_dropped(element: etree._Element) -> bool:
    name, parent = local_name(element), element.getparent()
    if name in _DROPPED:
        return True
    # The masthead names the paper, not the document.
    return name == "kop" and parent is not None and local_name(parent) in _MASTHEAD


def _heading_level(element: etree._Element) -> int:
    name = local_name(element)
    if name not in _HEADINGS:
        return 0
    depth = sum(local_name(parent) in _PARTS for parent in element.iterancestors())
    return min(6, 1 + depth + (name == "tussenkop"))


def _marker(element: etree._Element) -> str:
    name = local_name(element)
    if name == "li":
        return _child_text(element, "li.nr") or (element.get("nr") or "").strip() or "•"
    if name == "lid":
        return _child_text(element, "lidnr")
    if name == "begrip":
        return f"{_child_text(element, 'term').rstrip(':')}:"
    return ""


def _child_text(element: etree._Element, name: str) -> str:
    return next((flat_text(child) for child in element if local_name(child) == name), "")


_VOCABULARY = Vocabulary(
    inline=_INLINE,
    spaced=_SPACED,
    structures={
        "li": "list_item",
        "lid": "list_item",
        "begrip": "definition",
        "ondertekening": "signature",
        "regeling-sluiting": "signature",
        "wijzig-sluiting": "signature",
        "zakelijke-mededeling-sluiting": "signature",
        "kop": "body",
    },
    is_dropped=_is_dropped,
    heading_level=_heading_level,
    marker=_marker,
)
