"""The filler of long documents: paragraphs and tables of everyday municipal subjects, drawn from a pool."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

from crawlers.replica.markup import Block, Fill, Heading, Paragraph, Table
from crawlers.replica.towns import HOME

POOL = HOME / "texts" / "pool"
RUN = 5
"""Blocks of one theme under one heading when pages are filled."""
THEME_TITLES = {
    "wegen": "Wegen en verkeer",
    "riolering": "Riolering",
    "groen": "Openbaar groen",
    "afval": "Afval en grondstoffen",
    "wonen": "Wonen",
    "financien": "Financiën en belastingen",
    "burgerzaken": "Burgerzaken",
    "ict": "Informatievoorziening",
    "brandweer": "Brandweer en crisisbeheersing",
    "economie": "Economie",
    "bestuur": "Bestuur en organisatie",
    "personeel": "Personeel",
    "erfgoed": "Erfgoed",
    "energie": "Energie",
    "water": "Water",
    "vastgoed": "Vastgoed",
}

Pool = Mapping[str, tuple[Block, ...]]


class PoolError(ValueError):
    """The pool lacks a theme or holds an unknown shape."""


def load_pool(folder: Path = POOL) -> Pool:
    """Read `<theme>.toml` files to blocks by theme."""
    return {path.stem: _blocks(path) for path in sorted(folder.glob("*.toml"))}


def _blocks(path: Path) -> tuple[Block, ...]:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    if raw["theme"] != path.stem or set(raw) - {"theme", "paragraph", "table"}:
        raise PoolError(f"{path}: theme and file name differ, or there is an unknown key")
    paragraphs = tuple(Paragraph(text=entry["text"]) for entry in raw["paragraph"])
    return paragraphs + tuple(_table(entry) for entry in raw.get("table", ()))


def _table(raw: dict[str, Any]) -> Table:
    rows = tuple(tuple(row) for row in raw["rows"])
    return Table(caption=raw["caption"], header=tuple(raw["header"]), rows=rows)


class Filler:
    """Draws blocks for one document: none twice while the pool lasts, never the same one twice in a row."""

    def __init__(self, pool: Pool, slug: str) -> None:
        self._pool = pool
        self._random = Random(slug)
        self._decks: dict[str, list[Block]] = {}
        self._last: Block | None = None

    def expand(self, blocks: tuple[Block, ...]) -> Iterator[Block]:
        """Replace each fill by number; a fill by pages is left to the one who lays out the pages."""
        for block in blocks:
            if isinstance(block, Fill) and block.blocks:
                yield from (self._draw(block.themes) for _ in range(block.blocks))
            else:
                yield block

    def endless(self, fill: Fill) -> Iterator[Block]:
        """Yield runs of one theme under a heading, without end."""
        themes: list[str] = []
        while True:
            themes = themes or self._random.sample(fill.themes, len(fill.themes))
            theme = themes.pop()
            yield Heading(level=3, text=THEME_TITLES[theme])
            yield from (self._draw((theme,)) for _ in range(RUN))

    def _draw(self, themes: tuple[str, ...]) -> Block:
        candidates = [theme for theme in themes if self._deck(theme)]
        if not candidates:
            for theme in themes:
                self._decks.pop(theme)
            candidates = list(themes)
        deck = self._deck(self._random.choice(candidates))
        block = deck.pop(-2 if len(deck) > 1 and deck[-1] == self._last else -1)
        self._last = block
        return block

    def _deck(self, theme: str) -> list[Block]:
        if theme not in self._decks:
            if not self._pool.get(theme):
                raise PoolError(f"no filler for theme {theme!r}")
            self._decks[theme] = self._random.sample(self._pool[theme], len(self._pool[theme]))
        return self._decks[theme]
