"""Commands about opportunities: the list, one in full, a talk about it, and what people do with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from output import matches as screen
from output import themes
from output.context import Context
from output.dossier import also_in
from output.dutch import BANDS, DOMAINS, STATUSES, TYPES
from output.following import chosen_codes, inhabitants_of
from output.listing import Csv, Gemeente, Json, Regio, tell
from output.marks import Mark, add_mark, marks_of, told
from output.queries import COLUMNS, MatchFilter, UnknownValue, matches, opportunity
from output.tables import json_text
from output.terminal import page, write
from pipeline.database import open_database
from pipeline.originals import Originals

Profiel = Annotated[
    str | None, typer.Option("--profiel", "--profile", metavar="NAAM", help="Score voor een [[profile]].")
]


class Sort(StrEnum):
    """Order of a list."""

    SCORE = "score"
    DEADLINE = "deadline"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("matches")(matches_command)
    app.command("show")(show)
    app.command("gesprek")(gesprek)
    app.command("mark")(mark)
    app.command("why")(why)
    app.command("status")(status)


def matches_command(
    context: typer.Context,
    gemeente: Gemeente = None,
    regio: Regio = None,
    domein: Annotated[list[str] | None, typer.Option(help=f"{', '.join(DOMAINS)}.")] = None,
    thema: Annotated[list[str] | None, typer.Option(help="Naam, zoals sportakkoord.")] = None,
    soort: Annotated[list[str] | None, typer.Option("--type", help=f"{', '.join(TYPES.values())}.")] = None,
    status: Annotated[list[str] | None, typer.Option(help=f"{', '.join(STATUSES)}.")] = None,
    band: Annotated[list[str] | None, typer.Option(help=f"{', '.join(BANDS)}.")] = None,
    profiel: Profiel = None,
    sinds: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Nieuw of gewijzigd sinds.")] = None,
    sluit_voor: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Sluit vóór deze dag.")] = None,
    sorteer: Annotated[Sort, typer.Option(help="Volgorde.")] = Sort.SCORE,
    ook_verlopen: Annotated[bool, typer.Option("--ook-verlopen", help="Ook wat al gesloten is.")] = False,
    as_json: Json = False,
    as_csv: Csv = False,
) -> None:
    """Toon kansen en waarschuwingen, de beste eerst."""
    session: Context = context.obj
    chosen = MatchFilter(
        today=session.today,
        gemeentecodes=chosen_codes(session.settings, gemeente or (), regio or (), session.today),
        types=tuple(_key(TYPES, "--type", word) for word in soort or ()),
        domains=tuple(_key(DOMAINS, "--domein", word) for word in domein or ()),
        themes=themes.keys(thema or ()),
        status=tuple(_key(STATUSES, "--status", word) for word in status or ()),
        band=tuple(band or ()),
        since=sinds.date() if sinds else None,
        deadline_before=sluit_voor.date() if sluit_voor else None,
        with_expired=ook_verlopen,
        sort=sorteer.value,
    )
    if profiel is None:
        rows = matches(session.ask(), chosen)
        tell(COLUMNS, screen.records(rows), lambda: screen.text(rows, chosen), as_json=as_json, as_csv=as_csv)
    else:
        _tell_ranking(session, chosen, profiel, as_json=as_json, as_csv=as_csv)


def _tell_ranking(session: Context, chosen: MatchFilter, profile: str, *, as_json: bool, as_csv: bool) -> None:
    from output.profiles import project, ranked  # noqa: PLC0415  (scoring takes a moment)

    ranking = ranked(session.read(), chosen, project(session.config, profile, session.today))
    told, columns = screen.ranking_records(ranking), (*COLUMNS, "own_name")
    tell(columns, told, lambda: screen.ranking_text(ranking, chosen), as_json=as_json, as_csv=as_csv)


def show(
    context: typer.Context,
    opportunity_id: Annotated[str, typer.Argument(metavar="ID")],
    image: Annotated[
        Path | None, typer.Option(metavar="BESTAND", help="Bewaar de bladzijde als PNG, met het citaat gemarkeerd.")
    ] = None,
) -> None:
    """Toon één kans helemaal, met alle plaatsen waar hij staat."""
    session: Context = context.obj
    database = session.read()
    detail = opportunity(database, opportunity_id)
    if image is not None:
        from output.page_picture import save_picture  # noqa: PLC0415

        save_picture(database, Originals(session.config.originals), detail.row, image)
    marks = marks_of(database, detail.row.id)
    write(screen.full_text(detail, session.today, marks, also_in=also_in(database, detail.row.dossier)))


def gesprek(
    context: typer.Context,
    opportunity_id: Annotated[str, typer.Argument(metavar="ID")],
    html: Annotated[Path | None, typer.Option(metavar="BESTAND", help="Bewaar als webpagina, voor één A4.")] = None,
) -> None:
    """Bereid een gesprek voor op één A4: aanleiding, argument, vragen, met wie, wanneer en wat u meeneemt."""
    from output import sheet_text  # noqa: PLC0415
    from output.sheet import sheet  # noqa: PLC0415

    session: Context = context.obj
    detail = opportunity(session.read(), opportunity_id)
    made = sheet(detail, session.today, inhabitants_of(session.config, detail.row.gemeentecode))
    if html is None:
        page(sheet_text.text(made))
    else:
        html.write_text(sheet_text.html(made), encoding="utf-8")


def mark(
    context: typer.Context,
    opportunity_id: Annotated[str, typer.Argument(metavar="ID")],
    status: Annotated[str, typer.Argument(metavar="STATUS", help=f"{', '.join(STATUSES)}.")],
    notitie: Annotated[str, typer.Option(metavar="TEKST", help="Blijft in deze database.")] = "",
    door: Annotated[str, typer.Option(metavar="NAAM", help="Wie de kans oppakt.")] = "",
) -> None:
    """Leg vast wat u met een kans doet; de mail slaat hem dan over, tot er iets verandert."""
    session: Context = context.obj
    given = Mark(status=_key(STATUSES, "STATUS", status), at=session.now, note=notitie, by=door)
    session.read().close()  # a missing database is told before anything is made
    database = open_database(session.database_path)
    found = add_mark(database, opportunity_id, given)
    write(f"{found}: {told(marks_of(database, found)[0])}")


def why(
    context: typer.Context,
    opportunity_id: Annotated[str, typer.Argument(metavar="ID")],
    profiel: Profiel = None,
    as_json: Json = False,
) -> None:
    """Leg uit hoe een kans aan zijn score komt: delen, woorden, regels en bewijs."""
    from output import why as explanation  # noqa: PLC0415  (reads the vocabulary)

    session: Context = context.obj
    database = session.read()
    detail = opportunity(database, opportunity_id)
    if profiel is not None:
        from output.profiles import project, scored  # noqa: PLC0415  (scoring takes a moment)

        wanted = project(session.config, profiel, session.today)
        (row,) = scored(database, [detail.row], session.today, wanted.profile)
        detail = replace(detail, row=row)
    write(json_text(explanation.record(detail)) if as_json else explanation.text(detail))


def status(context: typer.Context, as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Show runs, sources, ledger sums and document states."""
    from output import status as status_report  # noqa: PLC0415

    session: Context = context.obj
    report = status_report.report(session.read())
    write(json_text(report) if as_json else status_report.text(report))


def _key(words: dict[str, str], option: str, wanted: str) -> str:
    for key, word in words.items():
        if wanted.casefold() in (key, word.casefold()):
            return key
    raise UnknownValue(f"{option}: {wanted!r} does not exist; choose from {', '.join(words.values())}")
