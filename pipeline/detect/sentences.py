"""Where sentences begin and end in municipal Dutch, full of abbreviations, numbers and list items."""

from __future__ import annotations

import re

Span = tuple[int, int]

_CANDIDATE = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$|[A-ZÀ-Þ][a-zà-ÿ])|\n")
LIST_MARK = re.compile(r"\s*(?:[•▪●○◦‣·■□*–—-]\s|\(?(?:\d{1,2}[a-z]?|[a-zA-Z]|[ivx]{1,4})[.)]\s)")
"""What opens a list item."""
_ENUMERATOR = re.compile(r"\(?(?:\d{1,2}(?:\.\d{1,2})*[a-z]?|[a-zA-Z]|[ivxIVX]{1,4})[.)]+")
_INITIALS = re.compile(r"[\W_]*(?:[A-Z][a-z]?\.)+")
_DOTTED = re.compile(r"[\W_]*(?:[a-z]{1,3}\.){2,}")
_GLUED = re.compile(r"(?:[a-zà-ÿ]{2}|[\d)])$")
# What follows is a name or goes on with the same thought, whatever its first letter.
_NEVER_LAST = re.compile(
    r"(?:artt?|nrs?|blz|pag|par|hfst|bijv|bv|incl|excl|resp|evt|vgl|zgn|dhr|mw|mevr|drs?|mr|ir|ing|prof|ds"
    r"|jhr|tel|afb|fig|ca"
    r"|m\.n|wnd|plv|gem)\."
)
# These end a sentence often enough, unless a number follows.
_BEFORE_NUMBER = re.compile(
    r"(?:jan|febr?|mrt|apr|jun|jul|aug|sept?|okt|nov|dec|ma|di|wo|do|vr|za|zo|max|min|p|lbr|kst|stcrt|stb"
    r"|gmb)\."
)
_MAY_BE_LAST = re.compile(r"(?:e\.d|e\.a|e\.v|j\.l|a\.s|o\.i\.d|b\.v|n\.v|c\.s|a\.i)\.")


def sentences(text: str) -> tuple[Span, ...]:
    """Give the spans of the sentences and list items, in order, without the white space around them."""
    spans: list[Span] = []
    start = 0
    for candidate in _CANDIDATE.finditer(text):
        goes_on = _goes_on_after_line if candidate.group() == "\n" else _goes_on_after_point
        if not goes_on(text, start, candidate):
            spans.append((start, candidate.end()))
            start = candidate.end()
    spans.append((start, len(text)))
    trimmed = (_trim(text, *span) for span in spans)
    return tuple((first, last) for first, last in trimmed if first < last)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _next_character(text: str, position: int) -> str:
    while position < len(text) and text[position].isspace():
        position += 1
    return text[position : position + 1]


def _goes_on_after_line(text: str, start: int, line_end: re.Match[str]) -> bool:
    """True when the next line goes on with the sentence: no list item, no capital, no full stop before."""
    before = text[max(start, line_end.start() - 3) : line_end.start()].rstrip()
    rest = text[line_end.end() : line_end.end() + 12]
    if rest.lstrip(" \t").startswith("\n") or LIST_MARK.match(rest):
        return False
    following = _next_character(text, line_end.end())
    return not following.isupper() and not before.endswith((".", "!", "?", ":", ";"))


def _goes_on_after_point(text: str, start: int, point: re.Match[str]) -> bool:
    if point.group() != ".":
        return _next_character(text, point.end()).islower()
    word = text[max(start, point.start() - 30) : point.end()].rsplit(None, 1)[-1]
    following = text[point.end() : point.end() + 1]
    if following and not following.isspace():
        return "@" in word or "/" in word or "www" in word or not _GLUED.search(word[:-1])
    return _is_inside(word, text[start : point.end()][-12:].strip(), _next_character(text, point.end()))


def _is_inside(word: str, so_far: str, following: str) -> bool:
    """True when the point belongs to an abbreviation, an initial or a list number."""
    plain = word.lower().lstrip("(\"'“‘[")
    if _ENUMERATOR.fullmatch(so_far) or _NEVER_LAST.fullmatch(plain) or following.islower():
        return True
    if _MAY_BE_LAST.fullmatch(plain):
        return False
    if _BEFORE_NUMBER.fullmatch(plain):
        return following.isdigit() or following == "€"
    return bool(_INITIALS.fullmatch(word) or _DOTTED.fullmatch(word))
