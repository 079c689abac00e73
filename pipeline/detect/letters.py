"""One spelling for words that a pattern found without regard to case."""

from __future__ import annotations


def folded(word: str) -> str:
    """Give the word in plain small letters.

    Patterns that ignore case also accept the long s, the Kelvin sign and the Turkish i's of a badly read page.
    """
    return word.casefold().replace("ı", "i").replace("i\u0307", "i")
