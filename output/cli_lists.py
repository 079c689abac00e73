"""Commands that list what was found for a purpose, or put it in a file. They only read the database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from output.context import Context
from output.following import chosen_codes, gemeentecodes, neighbours
from output.listing import Csv, Gemeente, Json, Regio, tell
from output.queries import MatchFilter, MatchRow, matches
from output.tables import json_text
from output.terminal import write


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("fondsencheck")(fondsencheck)
    app.command("agenda")(agenda_command)
    app.command("report")(report_command)
    app.command("wetten")(wetten)
    app.command("export")(export)


Expired = Annotated[bool, typer.Option("--ook-verlopen", help="Ook wat al gesloten is.")]


def fondsencheck(
    context: typer.Context,
    gemeente: Gemeente = None,
    regio: Regio = None,
    ook_verlopen: Expired = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Toon bij welke regelingen u kunt aanvragen, ook van provincie en Rijk: plafond, maximum, wie en tot wanneer."""
    from output import funds  # noqa: PLC0415  (detection takes a moment)

    session: Context = context.obj
    codes = chosen_codes(session.config, gemeente or (), regio or (), session.today)
    with_those_above = gemeentecodes(session.config, codes, session.today) if codes else ()
    chosen = MatchFilter(today=session.today, gemeentecodes=with_those_above, with_expired=ook_verlopen)
    found = funds.funds(session.read(), chosen)
    records = funds.records(found)
    tell(funds.COLUMNS, records, lambda: funds.text(found, session.today), as_json=as_json, as_csv=as_csv)


def agenda_command(
    context: typer.Context,
    gemeente: Gemeente = None,
    regio: Regio = None,
    ics: Annotated[Path | None, typer.Option(metavar="BESTAND", help="Bewaar als agenda om te importeren.")] = None,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Toon welke sluitdatums en besluiten eraan komen."""
    from output import agenda  # noqa: PLC0415

    session: Context = context.obj
    rows = _rows(session, gemeente, regio)
    if ics is not None:
        ics.write_text(agenda.as_calendar(rows, session.now), encoding="utf-8", newline="")
        return
    found = agenda.agenda(rows, session.today)
    tell(agenda.COLUMNS, agenda.records(found), lambda: agenda.text(found), as_json=as_json, as_csv=as_csv)


def report_command(
    context: typer.Context,
    gemeente: Gemeente = None,
    regio: Regio = None,
    buren: Annotated[bool, typer.Option("--buren", help="Ook wie met hen in een regio zit.")] = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Toon per thema hoeveel gemeenten partners zoeken, plannen hebben of bezuinigen, en welke dat zijn."""
    from output import report  # noqa: PLC0415

    session: Context = context.obj
    codes = chosen_codes(session.config, gemeente or (), regio or (), session.today)
    around = neighbours(session.config, codes, session.today) if buren else codes
    database = session.read()
    themes = report.report(database, matches(database, MatchFilter(today=session.today, gemeentecodes=around)))
    if as_json:
        write(json_text(report.records(themes)))
    else:
        tell(report.COLUMNS, report.lines(themes), lambda: report.text(themes), as_json=False, as_csv=as_csv)


def wetten(context: typer.Context, as_json: Json = False, as_csv: Csv = False) -> None:
    """Toon landelijke wetten en programma's die MDT raken, met hun datums."""
    from output import laws  # noqa: PLC0415

    session: Context = context.obj
    watch = laws.watched(session.today)
    records = laws.records(watch, session.today)
    tell(laws.COLUMNS, records, lambda: laws.text(watch, session.today), as_json=as_json, as_csv=as_csv)


def export(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="BESTAND", help="Eindigt op .csv, .json of .ics; zonder: op het scherm.")
    ] = None,
    gemeente: Gemeente = None,
    regio: Regio = None,
    ook_verlopen: Expired = False,
    as_json: Json = False,
    as_csv: Csv = False,
    as_ics: Annotated[bool, typer.Option("--ics", help="Als agenda.")] = False,
) -> None:
    """Geef alle kansen als rekenblad (CSV, als u niets kiest), gegevens (JSON) of agenda (ICS)."""
    from output.export import Export, form_of, written  # noqa: PLC0415

    session: Context = context.obj
    chosen = [form for form, is_chosen in (("json", as_json), ("ics", as_ics), ("csv", as_csv)) if is_chosen]
    form = chosen[0] if chosen else form_of(file) if file else "csv"
    rows = _rows(session, gemeente, regio, with_expired=ook_verlopen)
    text = written(Export(rows=tuple(rows), now=session.now), form)
    if file is None:
        write(text)
    else:
        file.write_text(text, encoding="utf-8", newline="")


def _rows(
    session: Context, gemeente: list[str] | None, regio: list[str] | None, *, with_expired: bool = False
) -> list[MatchRow]:
    codes = chosen_codes(session.config, gemeente or (), regio or (), session.today)
    return matches(session.read(), MatchFilter(today=session.today, gemeentecodes=codes, with_expired=with_expired))
