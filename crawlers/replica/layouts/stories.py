"""What stands in the papers: sentences that occur once, on everyday business and now and then on the young."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from crawlers.replica.compose import load_pool
from crawlers.replica.markup import Item, Paragraph, parse_markup
from crawlers.replica.texts import FENCE
from crawlers.replica.towns import HOME

PHRASES = Path(__file__).with_name("phrases.toml")
DOMAIN_TEXTS = (
    "havenstede/marktconsultatie-re-integratie-jongeren-18-27-jaar",
    "havenstede/motie-houd-de-maatschappelijke-diensttijd-in-havenstede",
    "havenstede/raadsinformatiebrief-evaluatie-mdt-wijkzorg",
    "havenstede/raadsinformatiebrief-start-jongeren-perspectief-fonds",
    "havenstede/raadsinformatiebrief-voortgang-preventie-met-gezag-2026-2029",
    "havenstede/raadsvoorstel-kansrijk-opgroeien-in-zuiderkade-2027-2030",
    "havenstede/subsidieregeling-jongereninitiatieven-havenstede-2027",
    "kempenrade/beleidsregel-social-return-2027",
    "kempenrade/collegeprogramma-2026-2030",
    "kempenrade/raadsinformatiebrief-internationale-samenwerking-jongeren",
    "kempenrade/subsidieregeling-maatschappelijke-inzet-jongeren",
    "kempenrade/uitvoeringsagenda-samen-tegen-eenzaamheid",
    "kempenrade/vaststelling-subsidieplafonds",
)
DOMAIN = "jeugd"
SHORTEST = 60
"""Characters of a passage on the young that is worth showing."""
CHOICE = re.compile(r"\[([^][]*\|[^][]*)]")
SLOT = re.compile(r"\{(\w+)}")
SENTENCE_END = re.compile(r"(?<=[.!?]) +(?=[A-Z€'‘“])")
FAITHFUL, ATTEMPTS = 20, 400
"""Fillings of one form that are tried, and of all."""
POOL_SHARE = 0.1
"""The part of the paragraphs that comes from the filler of the long sample documents, while it lasts."""


class StoryError(ValueError):
    """The stock of text is used up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph or a list item, sentence by sentence."""

    sentences: tuple[str, ...]
    is_domain: bool = False
    """It is on one of the subjects that the product looks for."""

    @property
    def text(self) -> str:
        """The sentences as running text."""
        return " ".join(self.sentences)


@cache
def _phrases() -> Mapping[str, Any]:
    return tomllib.loads(PHRASES.read_text(encoding="utf-8"))


@dataclass(slots=True)
class Stock:
    """Gives text that it has not given before, the same in every build with the same seed."""

    seed: str
    random: Random = field(init=False)
    _given: set[str] = field(default_factory=set)
    _decks: dict[str, list[str]] = field(default_factory=dict)
    _pool: list[Passage] = field(init=False)
    _domain: list[Passage] = field(init=False)
    _items: list[Passage] = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self._pool = [
            _passage(block.text) for blocks in load_pool().values() for block in blocks if isinstance(block, Paragraph)
        ]
        self.random.shuffle(self._pool)
        blocks = [block for path in DOMAIN_TEXTS for block in _blocks(HOME / "texts" / f"{path}.md")]
        texts = [(block, block.text) for block in blocks if isinstance(block, Paragraph | Item)]
        unique = {text: block for block, text in texts if len(text) >= SHORTEST}
        self._domain = [
            _passage(text, is_domain=True) for text, block in unique.items() if isinstance(block, Paragraph)
        ]
        self._items = [_passage(text, is_domain=True) for text, block in unique.items() if isinstance(block, Item)]

    def theme(self) -> str:
        """Choose a theme of everyday business."""
        return str(self.random.choice(list(_phrases()["sentences"])))

    def heading(self, theme: str) -> str:
        """Give a heading; it may come back."""
        return self._filled(self.random.choice(_phrases()["headings"][theme]))

    def paragraph(self, theme: str, *, sentences: tuple[int, int] = (3, 6)) -> Passage:
        """Give a paragraph of everyday business."""
        if self._pool and self.random.random() < POOL_SHARE:
            return self._pool.pop()
        return Passage(sentences=tuple(self._sentence(theme) for _ in range(self.random.randint(*sentences))))

    def domain_paragraph(self) -> Passage:
        """Give a paragraph on one of the subjects that the product looks for."""
        return _first(self._domain)

    def item(self, theme: str) -> Passage:
        """Give one sentence as a list item."""
        return Passage(sentences=(self._sentence(theme),))

    def domain_item(self) -> Passage:
        """Give a list item on one of the subjects that the product looks for."""
        return _first(self._items)

    def post(self, *, domain: bool) -> str:
        """Give the name of a post in a budget; it may come back."""
        left = _phrases()["left"]
        theme = DOMAIN if domain else self.random.choice([name for name in left if name != DOMAIN])
        return self._filled(self.random.choice(left[theme]))

    def remark(self, *, domain: bool) -> str:
        """Give the explanation of a post."""
        return self._once(self._shuffled(_phrases()["remarks"][DOMAIN if domain else "everyday"]))

    def decision(self) -> str:
        """Give what was decided on a matter."""
        return self._once(self._shuffled(_phrases()["decisions"]["everyday"]))

    def decided(self) -> Passage:
        """Give what was decided as a list item."""
        return Passage(sentences=(self.decision(),))

    def amount(self) -> str:
        """Give an amount of a table, in thousands."""
        number = self.random.choice((1, 1, 1, -1)) * self.random.randint(3, 9_800)
        return f"{number:,}".replace(",", ".")

    def _shuffled(self, forms: Sequence[str]) -> list[str]:
        return self.random.sample(forms, len(forms))

    def _sentence(self, theme: str) -> str:
        """Give a sentence; its form comes back only after all others of the theme."""
        forms = _phrases()["sentences"][theme]
        deck = self._decks.setdefault(theme, [])
        if not deck:
            deck += self._shuffled(forms)
        return self._once((deck.pop(), *forms))

    def _once(self, forms: Sequence[str]) -> str:
        """Fill in the first form so that it says what has not been said, or else one of the others."""
        for attempt in range(ATTEMPTS):
            text = self._filled(forms[0] if attempt < FAITHFUL else self.random.choice(forms))
            if text not in self._given:
                self._given.add(text)
                return text
        raise StoryError(f"nothing new can be said with {forms[0]!r}")

    def _filled(self, form: str) -> str:
        chosen = CHOICE.sub(lambda match: self.random.choice(str(match[1]).split("|")), form)
        return SLOT.sub(lambda match: self._slot(str(match[1])), chosen)

    def _slot(self, name: str) -> str:
        draw = self.random.randint
        numbers = {"n": (14, 480), "p": (2, 48), "c": (1, 9), "jaar": (2023, 2031)}
        if name in numbers:
            return str(draw(*numbers[name]))
        if name == "b":
            return (
                f"€ {draw(1, 9)},{draw(1, 9)} miljoen"
                if draw(0, 3) == 0
                else f"€ {draw(6, 980)}.{draw(0, 19) * 50:03d}"
            )
        text = str(self.random.choice(_phrases()["slots"][name.lower()]))
        return text if name.islower() else text[0].upper() + text[1:]


def _first(passages: list[Passage]) -> Passage:
    if not passages:
        raise StoryError("no more passages on what the product looks for")
    return passages.pop(0)


def _passage(text: str, *, is_domain: bool = False) -> Passage:
    return Passage(sentences=tuple(SENTENCE_END.split(text)), is_domain=is_domain)


def _blocks(path: Path) -> Iterator[object]:
    yield from parse_markup(path.read_text(encoding="utf-8").split(FENCE, 2)[2])
