"""Make text plain: characters that print the same become the same, lines become running text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

UNKNOWN = "\ufffd"
"""Stands for a glyph of which the file does not say what it means."""

_CODE = re.compile(r"\(cid:\d+\)")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
# Word writes its bullets with symbol fonts, whose codes stand in the private use area.
_BULLETS = "\uf0b7\uf0a7\uf0fc\uf0d8\uf076\uf0a8\uf02d\uf0e0\uf0b0\uf06c\uf06e\uf071\uf0be"
_REMOVED = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_SPELLED = re.compile(r"(?:[^\W\d_] ){5,}[^\W\d_](?: ?:)?")
"""`B E S L U I T :`, as decisions are headed."""
_PLAIN_TEXT = re.compile("[\n\r\x20-\x7e\u00a0-\u00ac\u00ae-\u017f\u2013\u2014\u2018-\u201e\u2022\u2026\u20ac]*+")
_LINE_SPACES = re.compile(r"\s{2,}|[^\S\n ]")
_HYPHENATION = re.compile(r"-(?<=[^\W_]-)\n(\S*)")
_LEADERS = re.compile(r"([._])\1{4,}")
_LINE_END_HYPHEN = re.compile("[\u00ad\u0002\ufffe\u2010\u2011]+\\s*$")
_LONGEST_WORD = 60
_WORD_BEFORE = re.compile(r"([^\W_]+)-$")
_COMPOUND = re.compile(r"\b[A-Z]{2,}-\w+-$")
"""`MDT-plus-` keeps its second hyphen too."""
_JOINING_WORDS = re.compile(r"(?:en|of|en/of|dan|tot|als|respectievelijk|resp\.?|c\.q\.)\b")
# Vowels that would be read as one sound keep their hyphen in a compound: re-integratie, toe-eigenen, na-apen.
_VOWEL_CLASHES = frozenset(("aa", "ae", "ai", "ee", "ei", "ii", "oe", "oi", "oo"))
_HYPHENATED_STARTS = frozenset(
    ("ex", "non", "niet", "oud", "vice", "sociaal", "financieel", "maatschappelijk", "technisch", "cultureel")
)
# A diaeresis that hyphenation took away: be-/eindigen is beëindigen, ge-/integreerd is geïntegreerd.
_DIAERESIS_STARTS = frozenset(("be", "ge", "aange", "afge", "inge", "opge", "uitge", "voorge", "herge"))
_DIAERESIS = {"e": "ë", "i": "ï"}


def _translation() -> dict[int, str]:
    table = {ord(key): value for key, value in _LIGATURES.items()}
    table |= {ord(bullet): "•" for bullet in _BULLETS}
    table |= {0x2010: "-", 0x2011: "-", 0x00AD: "", 0x0002: "-", 0xFFFE: "-"}
    for code in range(0x80, 0xA0):
        # What windows-1252 shows as € or ’ arrives as a control character when the page said latin-1.
        shown = bytes([code]).decode("windows-1252", "ignore")
        if shown:
            table[code] = shown
    return table


_TRANSLATION = _translation()


def clean(text: str) -> str:
    """Give one line without ligatures, odd spaces, control and direction characters, in NFC."""
    if "....." in text or "_____" in text:
        text = _LEADERS.sub(r"\1\1\1\1", text)
    if "(cid:" in text:
        text = _CODE.sub(UNKNOWN, text)
    if not (text.isascii() and text.isprintable()):
        text = _REMOVED.sub("", _LINE_END_HYPHEN.sub("-", text).translate(_TRANSLATION))
        text = unicodedata.normalize("NFC", text)
    text = _SPACES.sub(" ", text).strip()
    return text.replace(" ", "") if _SPELLED.fullmatch(text) else text


def clean_text(text: str) -> str:
    """Clean many lines at once; lines stay lines, each without spaces at its ends."""
    if "....." in text or "_____" in text:
        text = _LEADERS.sub(r"\1\1\1\1", text)
    if not (text.isascii() or _PLAIN_TEXT.fullmatch(text)):
        text = _REMOVED.sub("", text.translate(_TRANSLATION))
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return (text if _is_evenly_spaced(text) else _LINE_SPACES.sub(_one_space, text)).strip()


def _is_evenly_spaced(text: str) -> bool:
    """True without double or odd spaces; most pages are, and asking costs a tenth of the search."""
    return text.replace("\n", "").isprintable() and not any(double in text for double in ("  ", " \n", "\n ", "\n\n"))


def _one_space(spaces: re.Match[str]) -> str:
    return "\n" if "\n" in spaces[0] else " "


def join_text(text: str) -> str:
    """Give cleaned lines as running text without line-end hyphens."""
    return _HYPHENATION.sub(_rejoined, text).replace("\n", " ") if "-\n" in text else text.replace("\n", " ")


def _rejoined(found: re.Match[str]) -> str:
    word = found.string[max(0, found.start() - _LONGEST_WORD) : found.start()].split()[-1]
    kept, begin = _joined(f"{word}-", found[1])
    return kept[len(word) :] + begin


def join_lines(lines: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """Join lines to running text without line-end hyphens; the numbers say where each line begins."""
    parts: list[str] = []
    offsets: list[int] = []
    length = 0
    for line in lines:
        before = parts[-1] if parts else ""
        kept, begin = _joined(before, line)
        if parts:
            parts[-1] = kept
        length += len(kept) - len(before)
        offsets.append(length)
        parts.append(begin)
        length += len(begin)
    return "".join(parts), tuple(offsets)


def _joined(before: str, line: str) -> tuple[str, str]:
    """Say how the line before ends and how the next one begins."""
    if not before or not line:
        return before, line
    word = _WORD_BEFORE.search(before[-_LONGEST_WORD:])
    if word is None or _JOINING_WORDS.match(line) or not line[0].isalnum():
        return f"{before} ", line
    if not line[0].islower() or _COMPOUND.search(before[-_LONGEST_WORD:]) or _keeps_hyphen(word[1], line):
        return before, line
    if word[1].lower() in _DIAERESIS_STARTS and line[0] in _DIAERESIS and line[:2] not in ("ie", "ij"):
        return before[:-1], _DIAERESIS[line[0]] + line[1:]
    return before[:-1], line


def _keeps_hyphen(before: str, after: str) -> bool:
    """True for MDT-project, 18-jarigen, e-mail, oud-wethouder and re-integratie."""
    abbreviation = before.isupper() or any(character.isdigit() for character in before)
    if abbreviation or len(before) == 1 or before.lower() in _HYPHENATED_STARTS:
        return True
    # With be- and ge- it is hyphenation that took a diaeresis away.
    return before[-1].lower() + after[0] in _VOWEL_CLASHES and before.lower() not in _DIAERESIS_STARTS
