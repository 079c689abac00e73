"""Dutch for people: dates, amounts, counts and the words for stored keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
UNKNOWN = "onbekend"
_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = (
    "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905
)


class UnknownWord(LookupError):
    """A stored key has no Dutch word; the message names the table and the key."""


class Words(dict[str, str]):
    """Dutch words by stored key; a key without a word raises `UnknownWord`."""

    def __init__(self, subject: str, words: dict[str, str]) -> None:
        super().__init__(words)
        self.subject = subject

    def __missing__(self, key: str) -> str:
        raise UnknownWord(f"no Dutch word for {self.subject} {key!r}; known are {', '.join(self)}")

    def listed(self, keys: Iterable[str], *, nothing: str = UNKNOWN) -> str:
        """Give the words with commas between them."""
        return ", ".join(self[key] for key in keys) or nothing


TYPES = Words("type", {"funding": "financiering", "alignment": "aansluiting", "threat": "waarschuwing"})
BANDS = Words("band", {"hoog": "hoog", "midden": "midden", "laag": "laag"})
STATUSES = Words(
    "status",
    {
        "nieuw": "nieuw",
        "bekeken": "bekeken",
        "in_gesprek": "in gesprek",
        "aangevraagd": "aangevraagd",
        "toegekend": "toegekend",
        "niet_passend": "niet passend",
    },
)
STATES = Words(
    "state",
    {
        "open": "open",
        "announced": "aangekondigd",
        "granted_other": "toegekend aan een ander",
        "rejected": "afgewezen",
        "expired": "verlopen",
        "closed": "gesloten",
        "goal": "ambitie",
        "pending": "nog te besluiten",
        "adopted": "aangenomen",
        "withdrawn": "ingetrokken",
        "decided": "besloten",
        "reversed": "teruggedraaid",
    },
)
STAGES = Words(
    "stage",
    {
        "signaal": "eerste signaal",
        "startnotitie": "startnotitie",
        "concept": "concept",
        "kaderstelling": "kaders stellen",
        "besluit": "besluit",
        "uitvoering": "uitvoering",
        "verantwoording": "verantwoording",
        "afgesloten": "afgesloten",
    },
)
ROLES = Words("role", {"refer": "doorverwijzen", "fund": "middelen", "direct": "regie", "offer": "zelf aanbieden"})
PERSPECTIVES = Words(
    "perspective",
    {
        "P1": "P1 – domeinen met elkaar verbinden",
        "P2": "P2 – jongeren centraal zetten",
        "P3": "P3 – bijdragen aan veel beleidsdomeinen",
        "P4": "P4 – positief jeugdbeleid invullen",
        "P5": "P5 – jongeren in beeld krijgen",
        "P6": "P6 – besparen door preventie",
    },
)
DOMAINS = Words(
    "domain",
    {
        "mdt_kern": "MDT",
        "jeugd": "Jeugd",
        "onderwijs": "Onderwijs",
        "werk_inkomen": "Werk en inkomen",
        "sport": "Sport",
        "inclusieve_samenleving": "Inclusieve samenleving",
        "zorg_welzijn": "Zorg en welzijn",
        "veiligheid": "Veiligheid",
        "schulden_armoede": "Schulden en armoede",
        "vrijwilligerswerk": "Vrijwilligerswerk",
        "cultuur_vrijetijd": "Cultuur en vrije tijd",
        "economie_stad": "Economie en stad",
    },
)
GROUPS = Words(
    "group",
    {
        "jongeren_12_30": "jongeren van 12 tot 30 jaar",
        "kwetsbare_jongeren": "kwetsbare jongeren",
        "schoolverlaters": "schoolverlaters",
        "uitkering": "jongeren met een uitkering",
        "tussenjaar": "jongeren met een tussenjaar",
        "arbeidsbeperking": "jongeren met een arbeidsbeperking",
        "statushouders": "statushouders",
        "schulden": "jongeren met schulden",
        "jeugdzorg": "jongeren in de jeugdzorg",
        "scholieren_studenten": "scholieren en studenten",
        "eenzaam_mentaal": "jongeren die eenzaam zijn of psychische klachten hebben",
        "risico": "risicojongeren",
        "begunstigden": "mensen voor wie jongeren iets doen",
        "not_mdt": "groepen buiten MDT",
    },
)
AMOUNTS = Words(
    "amount kind",
    {
        "ceiling": "plafond",
        "budget": "budget",
        "co_financing": "cofinanciering",
        "contribution": "bijdrage",
        "other": "bedrag",
    },
)
_AHEAD = Words(
    "deadline kind",
    {
        "application": "sluit {}",
        "participation": "inspraak sluit {}",
        "decision": "besluit op {}",
        "council_task": "college moet klaar zijn op {}",
        "validity": "geldt tot en met {}",
        "payment": "betaling uiterlijk {}",
    },
)
_PAST = Words(
    "deadline kind",
    {
        "application": "sloot {}",
        "participation": "inspraak sloot {}",
        "decision": "besluit was op {}",
        "council_task": "college moest klaar zijn op {}",
        "validity": "gold tot en met {}",
        "payment": "betaling was uiterlijk {}",
    },
)
CLOSING = frozenset({"application", "participation"})
"""The kinds of deadline after which it can no longer be done."""


def local_day(moment: datetime) -> date:
    """Give the day it is in the Netherlands at a moment that has a time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(AMSTERDAM).date()


def long_date(day: date) -> str:
    """Write `16 oktober 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def weekday_date(day: date) -> str:
    """Write `vrijdag 16 oktober 2026`."""
    return f"{_WEEKDAYS[day.weekday()]} {long_date(day)}"


def short_date(day: date) -> str:
    """Write `vr 16-10-2026`."""
    return f"{_WEEKDAYS[day.weekday()][:2]} {day:%d-%m-%Y}"


def date_change(old: date, new: date) -> str:
    """Write `12 → 19 februari 2027`: what both dates share is written once."""
    month, year = _MONTHS[old.month - 1], old.year
    if (old.month, old.year) == (new.month, new.year):
        before = f"{old.day}"
    elif year == new.year:
        before = f"{old.day} {month}"
    else:
        before = f"{old.day} {month} {year}"
    return f"{before} → {long_date(new)}"


def euros(amount: int) -> str:
    """Write `€ 200.000`."""
    return f"€ {amount:,}".replace(",", ".")


def days(number: int) -> str:
    """Write `69 dagen`."""
    return counted(number, "dag", "dagen")


def counted(number: int, one: str, more: str) -> str:
    """Write a number with the right form of its word."""
    return f"{number} {one if number == 1 else more}"


def enumeration(words: Iterable[str]) -> str:
    """Write `a, b en c`."""
    *first, last = words
    return f"{', '.join(first)} en {last}" if first else last


def closes(kind: str, day: date, today: date, *, full: bool = False) -> str:
    """Write `sluit zo 31-01-2027 (69 dagen)`; `full` writes the date out, as a sentence does."""
    written = weekday_date(day) if full else short_date(day)
    if day < today:
        return _PAST[kind].format(written)
    phrase = _AHEAD[kind].format(written)
    if kind not in CLOSING:
        return phrase
    left = (day - today).days
    nog = "nog " if full else ""
    return f"{phrase} ({nog}{days(left)})" if left else f"{phrase} (vandaag)"


def sentence(text: str) -> str:
    """Begin with a capital and end with a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def one_line(text: str) -> str:
    """Give text on one line, without control characters, invisible characters or changes of direction."""
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else " " if sign.isspace() else "" for sign in text)
    return " ".join(text.split())


def excerpt(text: str, longest: int = 300) -> str:
    """Cut clean text at a word, so that it fits with the `…` that shows the cut."""
    whole = one_line(text)
    if len(whole) <= longest:
        return whole
    cut = whole.rfind(" ", 0, longest)
    return f"{whole[: cut if cut > 0 else longest - 1]}…"
