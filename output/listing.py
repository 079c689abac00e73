"""Options that the listings share, and the three forms of a list: text, JSON and CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import typer

from output.tables import csv_text, json_text
from output.terminal import page, write

Gemeente = Annotated[list[str] | None, typer.Option(help="Naam of code; mag vaker.")]
Regio = Annotated[list[str] | None, typer.Option(help="Naam of soort:naam, zoals provincie:Utrecht; mag vaker.")]
Json = Annotated[bool, typer.Option("--json", help="Als JSON.")]
Csv = Annotated[bool, typer.Option("--csv", help="Als CSV voor een rekenblad.")]
Records = Sequence[Mapping[str, object]]


def tell(columns: Sequence[str], records: Records, text: Callable[[], str], *, as_json: bool, as_csv: bool) -> None:
    """Write a list in the form that is asked for; JSON goes before CSV, text goes through the pager."""
    if as_json:
        write(json_text(list(records)))
    elif as_csv:
        write(csv_text(columns, ([record[name] for name in columns] for record in records)))
    else:
        page(text())
