"""What a paper says of the matter it belongs to: case numbers, publications it names, the subject in its title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

COLLECTIONS = frozenset(
    {"agenda", "besluitenlijst", "notulen", "begroting", "kadernota", "jaarstukken", "bestuursrapportage"}
    | {"coalitieakkoord", "aanwijzingsbesluit"}
)
"""Genres that hold many matters: what they name ties them to none."""
_HEAD = 3000
"""Signs of the first page in which a paper tells its own number."""
_CASE = re.compile(
    r"(?<!uw )\b(?:zaak(?:nummer|nr|kenmerk)?|registratie(?:nummer|nr)|griffie(?:nummer|nr)|dossier(?:nummer|nr)|"
    r"(?:raads)?voorstel(?:nummer|nr)|(?:motie|toezegging)(?:nummer|nr)|(?:ons )?kenmerk)"
    r"\.?[ \t]*[:#][ \t]*(?P<number>[A-Z0-9](?:[A-Z0-9./-]*[A-Z0-9])?)",
    re.IGNORECASE,
)
_LEAST_DIGITS = 5
"""A year alone, or `RV 12`, is no number of a matter."""
_PUBLICATION = re.compile(r"\b(?:gmb|prb|stcrt|stb|wsb)-\d{4}-\d+\b|\bCVDR\d{4,}\b", re.IGNORECASE)
_RESTS_ON = re.compile(
    r"(?:gelet op|op grond van|als bedoeld in|krachtens|ingevolge|basis van)[^.;]{0,160}$", re.IGNORECASE
)
_KINDS = re.compile(
    r"^(?:(?:gewijzigd|aangepast|herzien|aangenomen|verworpen|ontwerp|concept|definitief|geamendeerd)e?\s+"
    r"|(?:raads)?(?:voorstel|besluit|informatiebrief|informatienota|brief|memo)\s+(?:inzake\s+|over\s+)?"
    r"|informatie(?:brief|nota)\s+|collegevoorstel\s+|rib\s+"
    r"|(?:rectificatie|wijziging|verlenging|vaststelling|openstelling|intrekking)\s+(?:van\s+)?(?:de\s+|het\s+)?"
    r"|(?:(?:uitvoering|afdoening|beantwoording|afhandeling)|reactie\s+op)\s+(?:van\s+)?(?:de\s+)?(?=motie|toezegging)"
    r"|(?:motie|amendement|toezegging|initiatiefvoorstel|startnotitie|bijlage)\s+)"
)
_OUTCOME = re.compile(
    r"\((?:gewijzigd|aangepast|aangenomen|verworpen|aangehouden|ingetrokken|commissie|raad|concept)\)"
)
_GENERIC_WORDS = (
    "gemeente gemeentelijke gemeenteraad provincie college subsidie subsidieregeling regeling beleid beleidsregel"
    " verordening raadsvoorstel raadsbesluit raadsinformatiebrief informatiebrief besluit nota plan programma"
    " uitvoering uitvoeringsprogramma voortgang evaluatie rapportage stand zaken vragen schriftelijke beantwoording"
    " motie amendement bijlage concept ontwerp vaststelling wijziging rectificatie inzake jaarlijkse overzicht"
    " voorstel advies agenda vergadering planning aanvraag budget jeugd jongeren"
)
_GENERIC = frozenset(_GENERIC_WORDS.split())


def case_numbers(text: str) -> Iterator[str]:
    """Give the number under which a paper is filed, from its head; none when the head names several.

    >>> list(case_numbers("Zaaknummer: Z26-118402"))
    ['Z26-118402']
    """
    found = {match["number"].upper() for match in _CASE.finditer(text[:_HEAD])}
    numbers = {number for number in found if sum(sign.isdigit() for sign in number) >= _LEAST_DIGITS}
    if len(numbers) == 1:
        yield from numbers


def named_publications(text: str) -> Iterator[str]:
    """Give the publications that a text names, without those it only rests on; as registers write them."""
    for match in _PUBLICATION.finditer(text):
        before = " ".join(text[max(0, match.start() - 200) : match.start()].split())
        if not _RESTS_ON.search(before):
            name = match.group()
            yield name.upper() if name[:4].upper() == "CVDR" else name.lower()


def subject(title: str, gemeente: str = "") -> str:
    """Give what a title is about, without the kind of paper and its outcome; empty when that says too little.

    >>> subject("Raadsvoorstel Sport- en beweegakkoord Duinmeren 2027-2030 (gewijzigd)", "Duinmeren")
    'sport en beweegakkoord 2027 2030'
    """
    plain = " ".join(_OUTCOME.sub(" ", _folded(title)).split())
    while (shorter := _KINDS.sub("", plain)) != plain:
        plain = shorter
    own = set(_words(gemeente))
    words = [word for word in _words(plain) if word not in own]
    return " ".join(words) if len(words) >= 2 and telling_words(" ".join(words)) else ""


def telling_words(title: str) -> frozenset[str]:
    """Give the words of a title that tell it from others."""
    return frozenset(word for word in _words(title) if len(word) >= 5 and word.isalpha() and word not in _GENERIC)


def years(title: str) -> frozenset[str]:
    """Give the years that a title names: a regulation of another year is another round."""
    return frozenset(re.findall(r"\b20\d\d\b", title))


def _folded(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _folded(text))
