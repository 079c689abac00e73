"""Tell text from the noise that broken fonts and bad text layers give."""

from __future__ import annotations

import re
import unicodedata

from pipeline.reading.normalise import UNKNOWN

_LEADERS = re.compile(r"(?:[._…·-]\s?){4,}")
_WORD = re.compile(r"[^\W\d_]{4,}")
_VOWELS = frozenset("aeiouyáàâäéèêëíìîïóòôöúùûüýÿ")
# The pairs of letters that make up most of Dutch (and of English, German and Frisian); shuffled fonts have few.
_PAIR_LIST = (
    "en de er an in te ge et el he ve st aa oo ee at ie re nd ij va on or be ar is me al ed le ti se la ng "
    "oe ch nt ra as ri we ei to li it es ke ne wo ro ma zi gr da di ou om ha vo ig"
)
_PAIRS = frozenset(_PAIR_LIST.split())
_COMMON_WORDS = re.compile(r"\b(?:de|het|een|van|en|in|op|is|te|voor|the|of|and|to) ")
_COMMONEST = (" de ", " het ", " een ", " van ", " en ", " in ")
"""Counted first: where these are enough, the others need not be looked for."""
_SURELY = 8
_USUAL = 200
"""Running Dutch has one of the common words in so many characters, and far more often."""
_ODD = frozenset("!#$<=>?@[\\]^`{}~*&")
_PLAIN_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{3,}(?![^\W_])")
_MAX_ODD = 0.04
_MIN_WORD_SHARE = 0.25
_SURE_WORD_SHARE = 0.5
_MIN_LETTERS = 60
_MIN_WORDS = 12
_MAX_UNKNOWN = 0.05
_MIN_LETTER_SHARE = 0.25
_MAX_VOWELLESS = 0.35
_MIN_PAIR_SHARE = 0.36


def garbled(text: str) -> str:
    """Say why the text is no language, or give an empty string when it is (or is too short to tell)."""
    if UNKNOWN not in text and (_is_usual(text, sum(map(text.count, _COMMONEST))) or _is_usual(text, _common(text))):
        return ""
    printed = [character for character in _LEADERS.sub("", text) if not character.isspace()]
    if not printed:
        return ""
    unknown = sum(
        unicodedata.category(character) in ("Co", "Cn", "Cc", "Cs") or character == UNKNOWN for character in printed
    )
    if unknown > _MAX_UNKNOWN * len(printed) and unknown > 3:
        return f"{unknown * 100 // len(printed)} % of the characters are unknown"
    letters = sum(map(str.isalpha, printed))
    signs = sum(not character.isalnum() for character in printed)
    if len(printed) >= _MIN_LETTERS and letters < _MIN_LETTER_SHARE * len(printed) and signs * 2 > len(printed):
        return "more signs than letters"
    odd = sum(character in _ODD for character in printed)
    if len(printed) >= _MIN_LETTERS and odd > _MAX_ODD * len(printed) and word_share(text) < _MIN_WORD_SHARE:
        return "signs among the letters"
    return _no_language(text)


def _common(text: str) -> int:
    return len(_COMMON_WORDS.findall(text))


def _is_usual(text: str, common: int) -> bool:
    return common >= _SURELY and common * _USUAL > len(text)


def is_surely_text(text: str) -> bool:
    """True when half of the text is words; asked of a second engine where the first one found noise."""
    return UNKNOWN not in text and word_share(text) >= _SURE_WORD_SHARE and not garbled(text)


def word_share(text: str) -> float:
    """Give the share of the printed characters that stand in words with a vowel."""
    printed = sum(not character.isspace() for character in text)
    words = [word for word in _PLAIN_WORD.findall(text) if _VOWELS & set(word.lower())]
    return sum(map(len, words)) / max(1, printed)


def _no_language(text: str) -> str:
    words = sorted({word.lower() for word in _WORD.findall(text) if not word.isupper()})
    if len(words) < _MIN_WORDS:
        return ""
    vowelless = sum(not _VOWELS & set(word) for word in words)
    if vowelless > _MAX_VOWELLESS * len(words):
        return f"{vowelless * 100 // len(words)} % of the words have no vowel"
    pairs = [word[index : index + 2] for word in words for index in range(len(word) - 1)]
    common = sum(pair in _PAIRS for pair in pairs)
    if len(pairs) >= _MIN_LETTERS and common < _MIN_PAIR_SHARE * len(pairs):
        return f"only {common * 100 // len(pairs)} % of the letter pairs are usual"
    return ""
