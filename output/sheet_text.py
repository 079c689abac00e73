"""The conversation sheet as text of 80 columns and as HTML for one printed A4."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from output.matches import WIDTH
from output.sheet import Argument, Sheet
from output.sheet_rules import Advice

TEMPLATES = Path(__file__).parent / "templates"
_FIXED = "\u00a0"
"""Keeps the sign and the amount on one line."""
CONTACT = "mdt@doemeemetmdt.nl"


def text(sheet: Sheet) -> str:
    """Write the sheet for a terminal."""
    blocks = [
        _wrapped(f"Gesprek over {sheet.id}: {sheet.title}") + "\n" + _wrapped(f"{sheet.gemeente}, {sheet.kind}"),
        _part("Aanleiding", (f'"{sheet.quote}" ({sheet.place})', *sheet.facts)),
        f"  Bron: {sheet.link or 'onbekend'}",
        _part(f"Wat {sheet.body} wil", _texts(sheet.wishes)),
        _part(f"Rol van {sheet.body}", _texts(sheet.roles)),
        _part("Uw argument", map(argument_text, sheet.arguments)),
        _part("Vragen: begin met hun belang", _numbered(_texts((*sheet.interests, *sheet.questions)))),
        _part("Met wie", (*sheet.people, *_texts(sheet.contacts))),
        _part("Moment", (sheet.moment,)),
        _part("Zo pakt u het aan", _texts(sheet.advice)),
        _part("Neem mee", _texts(sheet.material)),
        f"Vragen over MDT: {CONTACT}",
    ]
    return "\n\n".join(block for block in blocks if block).replace("\n\n  Bron", "\n  Bron")


def html(sheet: Sheet) -> str:
    """Render the sheet as a page that loads nothing and prints on one A4."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  (only this form needs it)

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("gesprek.html.j2").render(sheet=sheet, contact=CONTACT)


def argument_text(argument: Argument) -> str:
    """Write an argument with the words of the papers that ask for it."""
    words = ", ".join(f'"{word}"' for word in argument.because)
    return f"{argument.name}{f' (want: {words})' if words else ''}. {argument.text}"


def _part(heading: str, lines: Iterable[str]) -> str:
    written = [_wrapped(line, indent="  ") for line in lines]
    return "\n".join([heading, *written]) if written else ""


def _texts(advices: Iterable[Advice]) -> Iterator[str]:
    for advice in advices:
        yield f"{advice.text} {advice.link}".strip()


def _numbered(lines: Iterable[str]) -> Iterator[str]:
    return (f"{number}. {line}" for number, line in enumerate(lines, 1))


def _wrapped(line: str, *, indent: str = "") -> str:
    lines = textwrap.wrap(
        line.replace("€ ", f"€{_FIXED}"),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=f"{indent}  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
    return "\n".join(lines).replace(_FIXED, " ")
