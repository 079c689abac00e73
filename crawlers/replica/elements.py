"""XML and HTML elements as text."""

from __future__ import annotations

from html import escape


def text(value: str) -> str:
    """Escape a text for use between tags."""
    return escape(value, quote=False)


def element(name: str, /, *children: str, **attributes: str) -> str:
    """Write an element around children that are already escaped; `scheme_` gives the attribute `scheme`."""
    pairs = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items())
    content = "".join(children)
    return f"<{name}{pairs}>{content}</{name}>" if content else f"<{name}{pairs}/>"
