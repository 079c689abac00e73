"""What provinces and the state publish in their journals: one text per file, with TOML front matter."""

from __future__ import annotations

import tomllib
from pathlib import Path

from crawlers.replica.markup import parse_markup
from crawlers.replica.publications import Publication, Publisher
from crawlers.replica.texts import FENCE
from crawlers.replica.towns import HOME


def load_journals(folder: Path = HOME / "journals") -> tuple[Publication, ...]:
    """Read the publications of everyone but the municipalities."""
    return tuple(_publication(path) for path in sorted(folder.glob("*.md")))


def _publication(path: Path) -> Publication:
    _, front, body = path.read_text(encoding="utf-8").split(FENCE, 2)
    facts = tomllib.loads(front)
    publisher = Publisher(
        name=facts.pop("creator"), organisation=facts.pop("organisation"), journal=facts.pop("journal", "")
    )
    return Publication(publisher=publisher, blocks=parse_markup(body), **facts)
