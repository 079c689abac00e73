"""What an amount means, from the words around it: is it there to be had, and for whom?"""

from __future__ import annotations

import re

from pipeline.detect.surroundings import Surroundings

_EDGE = re.compile(
    r"(?:\b(?P<hard>boven|vanaf|onder|drempel\w*(?:\s(?:van|is|bedraagt))?:?|opdrachten tot)"
    r"|(?<!niet )(?<!nooit )\b(?:hoger|groter|meer|minder|lager|kleiner)(?: zijn| is)? dan"
    r"|\bminimaal|\bminimum|\bten ?minste|\bminstens|>|≥)"
    r"(?:\s(?:de|het|een))?(?:\s(?:bedrag|grens))?(?:\svan)?\s*$",
    re.I,
)
_RATE = re.compile(
    r"\s*(?:,-\s*)?(?:per|/|p/)\s?(?:inwoner|uur|m2|m²|m3|vierkante|strekkende|persoon|deelnemer|jongere|kind"
    r"|leerling"
    r"|huishouden|maand|week|dag|dagdeel|traject|plek|plaats|woning|stuk|kwh|liter|kilo\w*|km|kilometer|adres"
    r"|bezoek\w*)\b",
    re.I,
)
_EACH = re.compile(
    r"\bper\s(?:\w+\s)?(?:(?:subsidie)?aanvraag|aanvrager|aanvragende|\w*project|\w*initiatief|\w*activiteit"
    r"|organisatie|straat|kern|dorp|buurt|school|leerling|groep|plan|idee"
    r"|instelling|vereniging|stichting|rechtspersoon|samenwerkingsverband|evenement|partnerschap|partij"
    r"|club)\b",
    re.I,
)
_LIMIT = re.compile(
    r"\b(?:ten hoogste|maximaal|maximale|maximum\w*|max\.|hoogstens|(?:niet|nooit) (?:meer|hoger) dan|plafond per"
    r"|(?:een|de) grens van"
    r"|tot een bedrag van)"
    r"|\btot\s*$",
    re.I,
)
_PERSON = re.compile(r"\s*(?:,-\s*)?per\s(?:persoon|deelnemer|jongere|kind|leerling)\b", re.I)
_SUBSIDISED = re.compile(
    r"\b(?:subsidie(?:bedrag)?|verleend|verleent|verstrekt|toegekend|vergoeding|bijdrage|bedrag)\b",
    re.I,
)
_GRANTED = re.compile(
    r"\b(?:subsidie(?:bedrag)?|verleend|verleent|verstrekt|toegekend|krijg(?:t|en)|ontvang(?:t|en))\b", re.I
)
_CEILING = re.compile(r"\b\w*plafonds?\b|\bten hoogste beschikbaar", re.I)
_OWN_MONEY = re.compile(r"\b(?:co-?financier\w*|eigen (?:bijdrage|aandeel|financiering)|matching\w*)", re.I)
_NEAREST = {
    "other": re.compile(
        r"\b(?:\w*tekort\w*|\w*bezuinig\w*|\w*ombuig\w*|taakstelling\w*|\w*korting\w*|gekort|da(?:al|len)\w*"
        r"|gedaald|verlaa?g\w*"
        r"|nade(?:el|lig)\w*|overschr\w+|besteed|aangesproken|uitgegeven|\w*schuld(?:en)?|boete\w*|schade\w*"
        r"|starterslening|aandelen\w*)\b"
        # "een tekort op het budget" speaks of the shortage, not of the budget
        r"(?:\s(?:op|in|van|aan)\s(?:het|de|ons|dit)\s[\w-]+)?",
        re.I,
    ),
    "budget": re.compile(
        r"\b(?:\w*budget(?!beheer|neutra|coach|houder|tair|recht)\w*|beschikbaar\w*|reserveer\w*|reserveren"
        r"|gereserveerd\w*"
        r"|\w*krediet(?!bank|risico|waardig)\w*|opdrachtwaarde|\w*raming\w*|geraamde?|ramen|opgenomen"
        r"|uitgetrokken|vrijgemaakt"
        r"|vrij te maken|over te hevelen|overgeheveld|dekking uit|ter beschikking|bestemd voor|op de plank"
        r"|resteer\w*|resterende?|op te nemen|te oormerken|geoormerkt\w*|begroot|uit de (?:algemene )?reserve"
        r"|trek(?:t|ken) (?:wij|we|het college|de gemeente))\b",
        re.I,
    ),
    "contribution": re.compile(
        r"\b(?:\w*bijdragen?|tegemoetkoming\w*|inkomensgrens|donatie|schenking)\b|\bsubsidie\s(?:van"
        r"|ter hoogte van|ad)\s*$",
        re.I,
    ),
}
_OF_BUDGET = re.compile(_NEAREST["budget"].pattern + r"|\bplafond", re.I)
_PLANNED = re.compile(r"\b(?:lasten|begroting|ramingen?|bedragen)\b[^>]*[x×] ?€ ?1\.?000", re.I)
"""The heading of a table of planned amounts."""
_LISTED = re.compile(
    r"\s*(?:[;,|/]|\ben\b|\n)(?!.*\b(?:is|zijn|bedraagt|bedragen|was|wordt|worden|kost|kosten|komt|stijgt"
    r"|daalt)\b)",
    re.I | re.S,
)


def amount_kind(words: Surroundings, heading: str) -> str:
    """Say what an amount is: a kind of `spans.Amount`, `other` when the words do not tell."""
    return _own_kind(words) or _introduced_kind(words, heading) or "other"


def _own_kind(words: Surroundings) -> str | None:
    edge = _EDGE.search(words.left)
    if edge and (edge["hard"] or not _OF_BUDGET.search(words.after)):
        return "threshold"
    if _PERSON.match(words.right) and _LIMIT.search(words.left):
        return "max_per_application"
    if _RATE.match(words.right):
        return "contribution" if _NEAREST["contribution"].search(words.before) else "other"
    return _in_words(words.before, words.after) or _in_words(words.left, words.right)


def _in_words(before: str, after: str) -> str | None:
    both = f"{before}\n{after}"
    limited = _LIMIT.search(before) is not None or re.match(r"\s?(?:is het )?maximum", after) is not None
    if _EACH.search(both) and (limited or _SUBSIDISED.search(both)):
        return "max_per_application"
    if _CEILING.search(both):
        return "ceiling"
    if limited and _GRANTED.search(both) and not _NEAREST["budget"].search(both):
        return "max_per_application"
    if _OWN_MONEY.search(both):
        return "co_financing"
    return _nearest(before, after)


def _nearest(before: str, after: str) -> str | None:
    found: list[tuple[int, int, str]] = []
    for rank, (kind, pattern) in enumerate(_NEAREST.items()):
        found += [(len(before) - match.end(), rank, kind) for match in pattern.finditer(before)]
        found += [(match.start(), rank, kind) for match in pattern.finditer(after)]
    return min(found)[2] if found else None


def _introduced_kind(words: Surroundings, heading: str) -> str | None:
    """Look further away: the beginning of an enumeration, the line above a list, the heading."""
    listed = words.opening if _LISTED.match(words.left) else ""
    if _PLANNED.search(heading):
        return "budget"
    for said in (listed, words.lead, heading.rpartition(">")[2]):
        if _CEILING.search(said):
            return "ceiling"
        if said and said is not heading and re.search(r"budget(?:ten)?\b|beschikbaar", said, re.I):
            return "budget"
    return None
