"""Which domains are the heart of MDT's work."""

from __future__ import annotations

from functools import cache

from models.taxonomy import load_taxonomy


@cache
def primary() -> frozenset[str]:
    """Give the five primary domains of the taxonomy, and MDT itself."""
    return frozenset(key for key, domain in load_taxonomy().domains.items() if domain.primary) | {"mdt_kern"}


@cache
def theme_domains() -> dict[str, str]:
    """Give the domain of every theme."""
    return {key: theme.domain for key, theme in load_taxonomy().themes.items()}
