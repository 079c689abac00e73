"""Damage as extraction and OCR do it, made by code, to measure what it costs."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from models.records import Text

_LIGATURES = {"ffi": "\ufb03", "ffl": "\ufb04", "fi": "\ufb01", "fl": "\ufb02", "ff": "\ufb00"}
_BROKEN, _GLUED, _CONFUSED = 0.06, 0.03, 0.03
"""Shares of the words."""
_LONG = 8
_SIGNS = (
    (re.compile("rn"), "m"),
    (re.compile("m"), "rn"),
    (re.compile("(?<=[a-z])l(?=[a-z])"), "1"),
    (re.compile("(?<=[a-z])l(?=[a-z])"), "I"),
    (re.compile("(?<=[a-z])o(?=[a-z])"), "0"),
)


def damaged(text: Text, seed: int) -> Text:
    """Break words at line ends, glue neighbours, confuse letters and write ligatures; the same seed does the same."""
    draw = random.Random(seed)
    parts = []
    for sound in text.text.split(" "):
        word = _confused(sound, draw) if draw.random() < _CONFUSED else sound
        if len(word) >= _LONG and word.isalpha() and draw.random() < _BROKEN:
            at = draw.randrange(3, len(word) - 2)
            word = f"{word[:at]}-\n{word[at:]}"
        parts += [word, "" if draw.random() < _GLUED else " "]
    whole = "".join(parts).strip()
    for letters, sign in _LIGATURES.items():
        whole = whole.replace(letters, sign)
    return replace(text, text=whole)


def _confused(word: str, draw: random.Random) -> str:
    wrong = [(found.span(), sign) for pattern, sign in _SIGNS for found in pattern.finditer(word)]
    if not wrong:
        return word
    (start, end), sign = draw.choice(wrong)
    return f"{word[:start]}{sign}{word[end:]}"
