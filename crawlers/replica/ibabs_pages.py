"""The pages of a public portal of iBabs, in the shape of recorded ones where those exist.

Constructed: the overviews page, the page of an entry, viewers, and what a closed meeting shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crawlers.replica.desk import Desk, placed_papers
from crawlers.replica.elements import element, text
from crawlers.replica.ibabs_records import (
    Entry,
    fields,
    flat,
    meeting_guid,
    paper_guid,
    point_guid,
    report_guid,
    row,
    shown,
)
from crawlers.replica.shelf import Paper
from crawlers.replica.towns import AgendaPoint, Meeting, Module
from crawlers.replica.wording import dutch_date

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
KILOBYTE = 1024


def portal_page(desk: Desk, title: str, *content: str) -> str:
    """Write a page of the portal, with the menu that leads to every overview."""
    links = [("/", "Startpagina"), ("/Calendar", "Vergaderingen"), ("/Reports", "Overzichten")]
    links += [(f"/Reports/Details/{report_guid(desk.town, module)}", _name(module)) for module in desk.town.modules]
    menu = (element("li", element("a", text(name), href=path, class_="nav-link")) for path, name in links)
    navigation = element("nav", element("ul", *menu, class_="navbar-nav"), id="navigation")
    main = element("main", element("section", *content, id="maincontent"), id="content")
    name = text(f"{title} {desk.town.name} - iBabs Publieksportaal")
    head = element("head", '<meta charset="utf-8"/>', element("title", name))
    body = element("body", navigation, "\n", main, **{"data-site-name": desk.town.name})
    return f'<!DOCTYPE html>\n<html lang="nl">{head}\n{body}</html>\n'


def calendar_page(desk: Desk, year: int, month: int) -> str:
    """Write the calendar with the kinds of meetings and the meetings of a month."""
    links = (element("a", text(body.title), href=f"/Calendar/OpenCategory/{body.id}") for body in desk.town.bodies)
    kinds = (element("li", element("span", link, class_="agendatype")) for link in links)
    rows = element("div", f"{month_rows(desk, year, month)}\n", id="listViewContainer")
    calendar = element("div", " ", id="calendar", **{"data-url": "/Calendar/GetAgendasForCalendar"})
    return portal_page(desk, "Kalender", element("ul", *kinds, id="filterCalendar"), calendar, rows)


def month_rows(desk: Desk, year: int, month: int) -> str:
    """Write the meetings of a month (from 1)."""
    found = (meeting for meeting in shown(desk) if (meeting.start.year, meeting.start.month) == (year, month))
    return "\n".join(_calendar_item(meeting) for meeting in found)


def _calendar_item(meeting: Meeting) -> str:
    location = element("span", text(f"({meeting.location})"), class_="calendar-item-location")
    return element(
        "a",
        element("div", text(f"{meeting.title} "), location, class_="calendar-item-label"),
        element("div", _day(meeting), class_="sr-only"),
        element("div", _times(meeting), class_="calendar-item-time"),
        href=f"/Agenda/Index/{meeting_guid(meeting)}",
        class_="calendar-item d-flex",
        **{"data-agendatype-id": str(meeting.body or "")},
    )


def year_links(meetings: Iterable[Meeting]) -> str:
    """Write the meetings of one kind in one year."""
    return "\n".join(
        element(
            "li",
            element(
                "a",
                element(
                    "div",
                    f"{WEEKDAYS[meeting.start.weekday()]} {dutch_date(meeting.start.date()).rpartition(' ')[0]} ",
                    element("span", str(meeting.start.year), class_="sr-only"),
                    class_="agenda-link-title",
                ),
                href=f"/Agenda/Index/{meeting_guid(meeting)}",
            ),
            class_="agenda-link list-group-item",
        )
        for meeting in meetings
    )


def meeting_page(desk: Desk, meeting: Meeting) -> str:
    """Write the page of a meeting; of a closed one there is no more than when and where it is."""
    papers = [] if meeting.refused else desk.of_meeting(meeting)
    placed = set(placed_papers(meeting.agenda))
    loose = [paper for paper in papers if paper.first.title not in placed]
    head = element(
        "div",
        element("h1", text(meeting.title)),
        element("h2", _day(meeting)),
        element("div", _times(meeting), class_="heading3"),
        class_="box-header",
    )
    about = [element("dt", "Locatie"), element("dd", element("p", text(meeting.location)))]
    if loose:
        links = (_file_link(paper, f"/Agenda/Document/{meeting_guid(meeting)}?") for paper in loose)
        about += [element("dt", "Agenda documenten"), element("dd", _attachments(links))]
    panels = (element("li", _panel(meeting, point, papers)) for point in flat(meeting.agenda))
    agenda = element("div", element("h2", "Agendapunten"), element("ol", *panels), id="agendaitems")
    own = [agenda] if meeting.agenda and not meeting.refused else []
    return portal_page(desk, f"Agenda {meeting.title}", head, element("dl", *about, class_="row"), *own)


def _panel(meeting: Meeting, point: AgendaPoint, papers: Sequence[Paper]) -> str:
    guid = point_guid(meeting, point)
    began = element("span", f"{meeting.start:%H:%M}", class_="text-thin")
    is_first = point is meeting.agenda[0] and meeting.end is not None
    title = f"{text(point.title)} - {began}" if is_first else text(point.title)
    heading = element(
        "div",
        element("div", text(point.number), class_="panel-id"),
        element("h3", element("span", title, class_="panel-title-label"), class_="panel-title"),
        class_="panel-heading large",
    )
    path = f"/Agenda/Document/{meeting_guid(meeting)}?agendaItemId={guid}&"
    links = [_file_link(paper, path) for paper in papers if paper.first.title in point.papers]
    below = element("div", element("h4", "Bijlagen"), _attachments(links), class_="panel-body") if links else ""
    return element("div", heading, below, class_="panel panel-default agenda-item", id=guid)


def reports_page(desk: Desk) -> str:
    """Write the page with all overviews."""
    links = (
        element("li", element("a", text(_name(module)), href=f"/Reports/Details/{report_guid(desk.town, module)}"))
        for module in desk.town.modules
    )
    return portal_page(desk, "Overzichten", element("h1", "Overzichten"), element("ul", *links))


def report_page(desk: Desk, module: Module, entries: Sequence[Entry]) -> str:
    """Write the page of an overview, which has its columns and lets a script ask the rows."""
    names = [name for name in row(module, entries[0]) if name != "DT_RowId"] if entries else []
    columns = ",".join(f'{{"data":"{name}","name":"{name}"}}' for name in names)
    table = element(
        "table",
        element("tbody", " "),
        id="overzichten-data",
        **{
            "data-ajax": f'{{"url":"/Reports/GetReportData/{report_guid(desk.town, module)}","type":"POST"}}',
            "data-columns": f"[{columns}]",
            "data-item-url": "/Reports/Item/_id_",
        },
    )
    return portal_page(desk, _name(module), element("h1", text(_name(module))), table)


def entry_page(desk: Desk, module: Module, entry: Entry) -> str:
    """Write the page of an entry of an overview."""
    pairs = [
        element("dt", text(name)) + element("dd", *(element("p", text(line)) for line in value.splitlines()))
        for name, value in fields(entry).items()
    ]
    if entry.paper:
        link = _file_link(entry.paper, f"/Reports/Document/{entry.guid}?")
        pairs.append(element("dt", "Bijlage(s)") + element("dd", _attachments([link])))
    return portal_page(desk, _name(module), element("h1", text(_name(module))), element("dl", *pairs, class_="row"))


def viewer_page(desk: Desk, guid: str) -> str:
    """Write the page that shows a document to a reader: a script loads the file."""
    return portal_page(desk, "Document", element("script", f'loadScript("/Script/LoadDocument/{guid}")'))


def viewer_script(guid: str) -> str:
    """Write the script of a viewer."""
    return f'showDocument("Document/View/{guid}");\n'


def _file_link(paper: Paper, path: str) -> str:
    edition = paper.current
    kind = edition.file.suffix.removeprefix(".")
    size = edition.file.stat().st_size if edition.file.is_file() else 0
    return element(
        "a",
        element("span", " ", class_=f"icon {kind}", role="img"),
        text(f"\n{edition.text.title}\n"),
        element("span", f"{-(-size // KILOBYTE)} KB", class_="badge badge-light badge-pill"),
        href=f"{path}documentId={paper_guid(paper)}",
        class_="unread",
        **{"data-document-id": paper_guid(paper)},
    )


def _attachments(links: Iterable[str]) -> str:
    return element("ul", *(element("li", link, class_="list-group-item") for link in links), class_="list-attachments")


def _name(module: Module) -> str:
    return module.custom_name or module.name


def _day(meeting: Meeting) -> str:
    return f"{WEEKDAYS[meeting.start.weekday()]} {dutch_date(meeting.start.date())}"


def _times(meeting: Meeting) -> str:
    return f"{meeting.start:%H:%M} - {meeting.end:%H:%M}" if meeting.end else f"{meeting.start:%H:%M}"
