"""Personal data that never leaves the store: masked where it stands, public office holders excepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.detect.sentences import Span

MASK = "[afgeschermd]"

_EMAIL = re.compile(r"[\w.+%'-]{1,64}\s?@\s?(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b")
_PHONE = re.compile(
    r"(?<![\w.,€+-])(?:(?:\+|00)31[\s.-]{0,2}(?:\(0\)\s?)?|\(?0)(?P<rest>[1-9]\d{0,2}\)?(?:[\s–-]{1,3}"
    r"|\.)?(?:\d{1,8}\s?){1,5})(?<!\s)(?!\d)"
)
_NINE = re.compile(r"(?<![\w.,-])(?:\d{8,9}|\d{4}[. ]\d{2}[. ]\d{3}|\d{3} \d{3} \d{3})(?!\w|[.,]\d)")
_BSN_LABEL = re.compile(r"\b(?:bsn|burgerservicenummer|sofi-?nummer)\W{0,4}(?:nummer|nr\.?)?\W{0,3}$", re.I)
_IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ ]?[A-Za-z0-9]){11,30}(?!\w)", re.A)
_IBAN_DUTCH = re.compile(r"(?<!\w)NL\d{2}[ ]?[A-Z]{4}(?:[ ]?\d){10}(?!\d)", re.I | re.A)
_STAFF = re.compile(
    r"\b(?:behandeld door|behandelend(?:e)? (?:ambtenaar|medewerker)|(?:ambtelijk )?contactperso(?:on|nen)"
    r"|contact(?=\s?:)|(?:op)?stellers?"
    r"|opgesteld door|behandelaar|auteurs?|ambtelijk opdrachtgever|inlichtingen (?:bij|door)"
    r"|(?:meer )?informatie bij|beleidsmedewerker"
    r"|(?:beleids)?ambtenaar)(?:\(s\))?(?:\s{0,2}[:|]){0,2}\s{0,3}",
    re.I,
)
_ALSO = re.compile(r"(?:\s?[,;/&]\s?|\s(?:en|of)\s)(?:(?:behandeld door|en)\s)?")
_OFFICE = re.compile(
    r"(?:(?:de|mevrouw|de heer)\s)?(?:loco-?)?(?:wethouder|burgemeester|portefeuillehouder)\b",
    re.I,
)


def mask(text: str) -> str:
    """Replace e-mail addresses, phone numbers, citizen and account numbers and names of civil servants."""
    while spans := _merged(text):  # what stood against something masked may show only now
        parts, position = [], 0
        for start, end in spans:
            parts += [text[position:start], MASK]
            position = end
        text = "".join(parts) + text[position:]
    return text


def is_private(text: str) -> bool:
    """True when the text holds personal data."""
    return bool(_merged(text))


def _merged(text: str) -> list[Span]:
    finders: tuple[Callable[[str], Iterator[Span]], ...] = (_emails, _accounts, _phones, _citizen_numbers, _staff)
    spans: list[Span] = []
    for start, end in sorted(span for finder in finders for span in finder(text)):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _emails(text: str) -> Iterator[Span]:
    for match in _EMAIL.finditer(text):
        yield match.span()


def _phones(text: str) -> Iterator[Span]:
    """Find Dutch numbers: nine digits after the 0 or the country code."""
    for match in _PHONE.finditer(text):
        if sum(map(str.isdigit, match["rest"])) == 9:
            yield match.span()


def _citizen_numbers(text: str) -> Iterator[Span]:
    """Find numbers that pass the eleven test of citizen service numbers; eight digits only after their name."""
    if not _NINE.search(text):
        return
    from pipeline.detect.money_forms import written_sums  # noqa: PLC0415  (a large grammar; few texts need it)

    for match in _NINE.finditer(text):
        digits = [int(one) for one in match.group() if one.isdigit()]
        labelled = _BSN_LABEL.search(text[max(0, match.start() - 30) : match.start()]) is not None
        if len(digits) == 8 and not labelled:
            continue
        weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)[9 - len(digits) :]
        passes = any(digits) and sum(a * b for a, b in zip(digits, weights, strict=True)) % 11 == 0
        if passes and not any(one.start < match.end() and match.start() < one.end for one in written_sums(text)):
            yield match.span()


def _accounts(text: str) -> Iterator[Span]:
    """Find account numbers whose check digits are right (remainder 1 after division by 97)."""
    for match in _IBAN_DUTCH.finditer(text):
        if _passes_97(match.group()):
            yield match.span()
    for match in _IBAN.finditer(text):
        written = match.group()
        for length in range(len(written), 14, -1):
            ends_word = length == len(written) or written[length] == " "
            if ends_word and _passes_97(written[:length]):
                yield match.start(), match.start() + length
                break


def _passes_97(written: str) -> bool:
    plain = written.replace(" ", "").upper()
    if len(plain) < 15:
        return False
    return int("".join(str(int(one, 36)) for one in plain[4:] + plain[:4])) % 97 == 1


def _staff(text: str) -> Iterator[Span]:
    """Find the names after `Behandeld door`, `Steller` and the like, also when several follow."""
    if not _STAFF.search(text):
        return
    from pipeline.detect.names import name_at  # noqa: PLC0415  (a large grammar; few texts need it)

    for match in _STAFF.finditer(text):
        position = match.end()
        while not _OFFICE.match(text, position) and (name := name_at(text, position)):
            yield name.start, name.end
            more = _ALSO.match(text, name.end)
            if more is None:
                break
            position = more.end()
