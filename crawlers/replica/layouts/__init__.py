"""Papers of which every sentence is known, in many layouts, to measure a reading by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reportlab import rl_config

from crawlers.replica.layouts import kinds, unseen
from crawlers.replica.layouts.draft import Draft, print_draft
from crawlers.replica.layouts.faces import register_faces
from crawlers.replica.layouts.kinds import Layout
from crawlers.replica.layouts.stories import Stock

SEED = "layouts"
DOMAIN_STRIDES = (2, 4)
"""Of the layouts to tune on, and of the unseen ones, each such one speaks of what the product looks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A rendered paper and what a reader reads in it."""

    path: Path
    layout: str
    sentences: tuple[str, ...]
    """In reading order and without hyphenation: body text and list items by sentence, tables by cell."""
    pages: int
    unseen: bool
    """For figures only: nothing may be tuned on it."""
    rows: tuple[tuple[str, ...], ...]
    """The rows of the tables, without headers."""
    hidden: tuple[str, ...]
    """Sentences that stand in the file but that no reader sees."""
    domain_pages: tuple[int, ...]
    """The pages, from 1, that speak of the subjects that the product looks for."""


def build(folder: Path) -> tuple[Paper, ...]:
    """Render the papers to the folder, with the same bytes every time."""
    register_faces()
    folder.mkdir(parents=True, exist_ok=True)
    stock = Stock(SEED)
    with _binary_streams():
        return tuple(
            _paper(layout, stock, folder, is_unseen=is_unseen, domain=domain) for layout, is_unseen, domain in _plan()
        )


def _plan() -> Iterator[tuple[Layout, bool, frozenset[int]]]:
    """Yield each layout, whether it is unseen, and the pages on what the product looks for."""
    for is_unseen, layouts in enumerate((kinds.LAYOUTS, unseen.LAYOUTS)):
        stride = DOMAIN_STRIDES[is_unseen]
        for place, layout in enumerate(layouts):
            speaks = place % stride == is_unseen
            yield layout, bool(is_unseen), layout.domain if speaks else frozenset()


def _paper(layout: Layout, stock: Stock, folder: Path, *, is_unseen: bool, domain: frozenset[int]) -> Paper:
    draft = Draft(form=layout.form, stock=stock, domain=domain)
    layout.fill(draft)
    name = re.sub(r"\W+", "-", layout.name)
    path = folder / f"{'unseen' if is_unseen else 'seen'}-{name}.pdf"
    print_draft(draft, path)
    return Paper(
        path=path,
        layout=layout.name,
        sentences=draft.sentences(),
        pages=layout.form.pages,
        unseen=is_unseen,
        rows=tuple(draft.rows),
        hidden=tuple(draft.hidden),
        domain_pages=tuple(page + 1 for page in sorted(draft.domain_pages)),
    )


@contextmanager
def _binary_streams() -> Iterator[None]:
    """Leave streams unpacked from letters, as other programs write them: decoding letters would slow some readers."""
    before = rl_config.useA85
    rl_config.useA85 = 0
    try:
        yield
    finally:
        rl_config.useA85 = before
