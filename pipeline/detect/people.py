"""The public office holder whom a text names as such: wethouder, burgemeester, portefeuillehouder.

Civil servants, councillors and clerks are never given, and a table of portfolios names nobody in particular.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.detect.names import PersonName, name_at
from pipeline.detect.spans import Named

_SPACE = r"[ \t\u00a0]"
_OFFICE = r"(?:[lL]oco-?)?(?:[wW]ethouder|[bB]urgemeester)"
_FIELD = re.compile(
    rf"\b(?:(?:[eE]erste|[vV]erantwoordelijk|[cC]oördinerend)\s)?(?:[pP]ortefeuille-?houders?"
    rf"|[vV]erantwoordelijk {_OFFICE})"
    rf"(?:\(s\))?(?P<colon>\s?[:|]\s?|{_SPACE}+|\n)(?:{_OFFICE}(?:\s\([^)\n]{{1,60}}\)|:)?{_SPACE}+)?"
)
_IN_OFFICE = re.compile(rf"(?<![\w-]){_OFFICE}{_SPACE}+")
_FORMER = re.compile(
    r"(?:\b(?:oud|ex|voormalige?|vorige|toenmalige?|gewezen)[ -]|\bsecretaris\W{1,3}|\bgriffier\W{1,3})$",
    re.I,
)
_ARTICLE = re.compile(r"\b(?:de|een|onze|elke|iedere)\s$", re.I)
_AFTER_NAME = re.compile(rf"{_SPACE}?(?:,{_SPACE}(?:de{_SPACE})?{_OFFICE}\b|\({_OFFICE}\b)(?!s)")
_CAPITAL = re.compile(r"(?<![\w’'-])[A-ZÀ-Þ]")
_ROW = re.compile(
    r"\s*[|\t]|[ \u00a0]{2,}\w|\s?[-–:]\s?(?:Jeugd|Sociaal|Financiën|Werk|Sport|Onderwijs|Veiligheid|Zorg"
    r"|Wonen|Ruimte|Economie)",
)
_LABEL = re.compile(rf"{_SPACE}[a-zà-ÿ]+{_SPACE}?:")
"""The rest of the next label, where labels and values stand in columns: `Portefeuillehouder: Mede betrokken:`."""
_PARTY = re.compile(r"\s?\([A-Za-z0-9+ ]{2,20}\)")


@dataclass(frozen=True, slots=True)
class _Holder:
    start: int
    end: int
    value: str
    full: bool
    field: bool
    """True when it stands in a field `Portefeuillehouder:`."""

    @property
    def surname(self) -> str:
        return re.split(r"[\s.]", self.value)[-1].lower()


def holder(text: str) -> Named | None:
    """Find the one office holder a text names; None when it names nobody, or several without distinction."""
    found = _chosen(_holders(text))
    return None if found is None else Named(value=found.value, start=found.start, end=found.end)


def full_holder(texts: Sequence[str]) -> Named | None:
    """Find the one office holder of a whole document; the place is that in the first text with the name.

    A field `Portefeuillehouder:` goes before names in the running text, a full name before a surname.
    """
    found = _chosen(one for text in texts for one in _without_tables(text))
    return None if found is None else Named(value=found.value, start=found.start, end=found.end)


def full_name(surname: str, texts: Sequence[str]) -> Named | None:
    """Find the one office holder with this surname who is named in full; None when nobody or several are."""
    wanted = re.split(r"[\s.]", surname)[-1].lower()
    found = [one for text in texts for one in _holders(text) if one.full and one.surname == wanted]
    if len({one.value for one in found}) != 1:
        return None
    return Named(value=found[0].value, start=found[0].start, end=found[0].end)


def _without_tables(text: str) -> list[_Holder]:
    """Leave out a text in which several holders stand in rows."""
    found = list(_holders(text))
    fields = {one.surname for one in found if one.field}
    return [] if len(fields) > 1 else found


def _chosen(holders: Iterable[_Holder]) -> _Holder | None:
    found = list(holders)
    fields = [one for one in found if one.field]
    full = [one for one in found if one.full]
    for group in (fields, full, found):
        if not group:
            continue
        if len({one.surname for one in group}) > 1:
            return None
        same = [one for one in (*group, *full) if one.surname == group[0].surname]
        return next((one for one in same if one.full), same[0])
    return None


def _holders(text: str) -> Iterator[_Holder]:
    taken = -1
    for match in _FIELD.finditer(text):
        name = name_at(text, match.end())
        in_field = ":" in match["colon"] or "|" in match["colon"] or "\n" in match["colon"]
        if name and not name.full and _LABEL.match(text, name.end):
            continue
        if name and (name.full or in_field or re.search(_OFFICE, match.group())):
            taken = name.end
            yield _made(text, name, field=in_field)
    for match in _IN_OFFICE.finditer(text):
        name = name_at(text, match.end())
        if name and name.end > taken and _is_in_office(text, match.start(), name):
            yield _made(text, name, field=False)
    yield from _named_before_office(text)


def _made(text: str, name: PersonName, *, field: bool) -> _Holder:
    return _Holder(name.start, name.end, text[name.start : name.end], name.full, field)


def _is_in_office(text: str, office: int, name: PersonName) -> bool:
    before = text[max(0, office - 20) : office]
    if _FORMER.search(before) or _ROW.match(_without_party(text, name.end)):
        return False
    # "de wethouder van de Kop" speaks of a place, "wethouder van de Kop" of a person
    return name.full or text[name.start].isupper() or not _ARTICLE.search(before)


def _without_party(text: str, position: int) -> str:
    rest = text[position : position + 60]
    party = _PARTY.match(rest)
    return rest[party.end() :] if party else rest


def _named_before_office(text: str) -> Iterator[_Holder]:
    """Yield `Samira Bouhali, wethouder Jeugd` and `Samira Bouhali (wethouder)`."""
    taken = -1
    for match in _CAPITAL.finditer(text):
        if match.start() < taken:
            continue
        name = name_at(text, match.start())
        if name is None or not name.full:
            continue
        taken = name.end
        if _AFTER_NAME.match(text, name.end):
            yield _made(text, name, field=False)
