"""Commands that list what was found for a purpose. They only read the database."""

from __future__ import annotations

from typing import Annotated

import typer

from output.context import Context
from output.following import chosen_codes, gemeentecodes
from output.listing import Csv, Gemeente, Json, Regio, tell
from output.queries import MatchFilter


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("fondsencheck")(fondsencheck)


def fondsencheck(
    context: typer.Context,
    gemeente: Gemeente = None,
    regio: Regio = None,
    ook_verlopen: Annotated[bool, typer.Option("--ook-verlopen", help="Ook wat al gesloten is.")] = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Toon bij welke regelingen u kunt aanvragen, ook van provincie en Rijk: plafond, maximum, wie en tot wanneer."""
    from output import funds  # noqa: PLC0415  (detection takes a moment)

    session: Context = context.obj
    chosen = MatchFilter(
        today=session.today, gemeentecodes=_with_those_above(session, gemeente, regio), with_expired=ook_verlopen
    )
    found = funds.funds(session.read(), chosen)
    records = funds.records(found)
    tell(funds.COLUMNS, records, lambda: funds.text(found, session.today), as_json=as_json, as_csv=as_csv)


def _with_those_above(session: Context, gemeente: list[str] | None, regio: list[str] | None) -> tuple[str, ...]:
    codes = chosen_codes(session.config, gemeente or (), regio or (), session.today)
    return gemeentecodes(session.config, codes, session.today) if codes else ()
