"""Plain municipal sites: robots.txt, pages with links to documents, news, feeds, sitemaps, and some traps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from itertools import count
from urllib.parse import quote

from crawlers.replica.elements import element, text
from crawlers.replica.exchange import XML, Request, Response, answer_conditionally, html_response, serve_file
from crawlers.replica.library import Library
from crawlers.replica.pages import html_blocks, page
from crawlers.replica.shelf import Paper
from crawlers.replica.towns import Town
from crawlers.replica.website_news import (
    ATOM,
    GZIP,
    RSS,
    Article,
    Shown,
    atom,
    load_articles,
    packed,
    rss,
    sitemap,
    sitemap_index,
)
from crawlers.replica.wording import dutch_date

PRIVATE, SEARCH, TOPICS, NEWS, CALENDAR, ROUND = "intern", "zoeken", "onderwerpen", "nieuws", "agenda", "archief"
LAST_YEAR = 9999


def page_path(town: Town) -> str:
    """Return the path of the page that lists the documents."""
    return f"/{town.key}/{town.page}"


class WebsitePortal:
    """Answers the requests to the sites of all towns, each under its own folder."""

    def __init__(self, library: Library, night: Callable[[], int]) -> None:
        self._library = library
        self._night = night
        self._visits = count(1)
        self._parts: dict[str, Callable[[Request, Town, str], Response]] = {
            "": self._home,
            PRIVATE: self._closed,
            SEARCH: self._closed,
            TOPICS: self._topics,
            CALENDAR: self._calendar,
            ROUND: self._round,
            NEWS: self._article,
        }

    @cached_property
    def _articles(self) -> tuple[Article, ...]:
        return load_articles()

    def __call__(self, request: Request) -> Response:
        """Answer a request."""
        if request.path == "/robots.txt":
            return self._robots()
        for town in self._library.country.towns:
            if request.path == f"/{town.key}" or request.path.startswith(f"/{town.key}/"):
                return self._town(request, town)
        return _not_found()

    def _robots(self) -> Response:
        closed = (f"/{town.key}/{part}" for town in self._library.country.towns for part in (f"{PRIVATE}/", SEARCH))
        rules = "".join(f"Disallow: {path}\n" for path in closed)
        return Response(body=f"User-agent: *\n{rules}".encode(), content_type="text/plain; charset=utf-8")

    def _town(self, request: Request, town: Town) -> Response:
        if request.path == page_path(town):
            return self._site(town, town.page_title, *_listing(town, self._papers(town)))
        part, _, rest = request.path.removeprefix(f"/{town.key}").strip("/").partition("/")
        if part in self._parts:
            return self._parts[part](request, town, rest)
        return self._listed(request, town) or self._document(request, town)

    def _home(self, request: Request, town: Town, rest: str) -> Response:
        return self._site(town, "Welkom", element("p", "Alles over wonen, werken en bestuur."))

    def _closed(self, request: Request, town: Town, rest: str) -> Response:
        return self._site(town, "Besloten", element("p", "Alleen voor medewerkers."))

    def _calendar(self, request: Request, town: Town, rest: str) -> Response:
        return self._site(town, "Agenda", *_calendar(town, request.parameters().get("maand", "2026-11")))

    def _round(self, request: Request, town: Town, rest: str) -> Response:
        """Link to a page that is always one step deeper."""
        return self._site(town, "Archief", element("p", element("a", "Ouder", href=f"{ROUND}/")))

    def _papers(self, town: Town) -> list[Paper]:
        papers = self._library.shelf(self._night()).papers
        return [paper for paper in papers if paper.first.town == town.key and "website" in paper.first.channels]

    def _news(self, town: Town) -> list[Article]:
        shown = [each for each in self._articles if each.town == town.key and each.night <= self._night()]
        return sorted(shown, key=lambda article: article.day, reverse=True)

    def _topics(self, request: Request, town: Town, rest: str) -> Response:
        """Link to a page per genre, and to what a visitor should not get lost in."""
        if rest:
            return self._topic(town, rest)
        base = f"/{town.key}"
        genres = dict.fromkeys(paper.first.genre for paper in self._papers(town))
        links = {genre.capitalize(): f"{base}/{TOPICS}/{genre}?PHPSESSID={next(self._visits):08x}" for genre in genres}
        links |= {
            "Zoeken": f"{base}/{SEARCH}",
            "Agenda": f"{base}/{CALENDAR}?maand=2026-11",
            "Archief": f"{base}/{ROUND}/",
            "Verhuisd": f"{base}/verhuisd",
        }
        items = (element("li", element("a", text(label), href=path)) for label, path in links.items())
        return self._site(town, "Onderwerpen", element("ul", *items))

    def _topic(self, town: Town, genre: str) -> Response:
        papers = [paper for paper in self._papers(town) if paper.first.genre == genre]
        if not papers:
            return _not_found()
        back = element("p", element("a", "Alle onderwerpen", href=f"/{town.key}/{TOPICS}"))
        return self._site(town, genre.capitalize(), back, *_listing(town, papers))

    def _article(self, request: Request, town: Town, rest: str) -> Response:
        for article in self._news(town):
            if article.slug == rest:
                day = element("p", dutch_date(article.day), class_="datum")
                blocks = html_blocks(article.shown(self._night()), deeper=0)
                papers = _links(town, self._papers(town)[:1]) if article.updated_night else ""
                return self._site(town, article.title, day, *blocks, papers)
        return _not_found()

    def _listed(self, request: Request, town: Town) -> Response | None:
        """Answer feeds and sitemaps."""
        base, name = request.base, request.path.removeprefix(f"/{town.key}/")
        nights, night = self._library.country.nights, self._night()
        news = [
            Shown(
                path=f"/{town.key}/{NEWS}/{article.slug}",
                title=article.title,
                day=article.day,
                changed=article.changed(nights, night),
            )
            for article in self._news(town)
        ]
        papers = [_shown(_document_path(town, paper), paper) for paper in self._papers(town)]
        pages = [_newest(page_path(town), papers), _newest(f"/{town.key}/{TOPICS}", papers)]
        maps = [
            _newest(f"/{town.key}/{part}", [*papers, *news])
            for part in ("sitemap-paginas.xml", "sitemap-nieuws.xml.gz")
        ]
        title = f"Nieuws van {town.name}"
        answers: dict[str, tuple[Callable[[], bytes], str]] = {
            "nieuws.rss": (lambda: rss(base, title, [*news, *papers]), RSS),
            "nieuws.atom": (lambda: atom(base, title, [*news, *papers]), ATOM),
            "sitemap.xml": (lambda: sitemap_index(base, maps), XML),
            "sitemap-paginas.xml": (lambda: sitemap(base, [*pages, *papers]), XML),
            "sitemap-nieuws.xml.gz": (lambda: packed(sitemap(base, news)), GZIP),
        }
        if name not in answers:
            return None
        write, content_type = answers[name]
        return Response(body=write(), content_type=content_type)

    def _document(self, request: Request, town: Town) -> Response:
        for paper in self._papers(town):
            if request.path == _document_path(town, paper):
                edition = paper.current
                return answer_conditionally(request, serve_file(edition.file, edition.media_type, edition.modified))
        gone = (old for old, _ in self._library.shelf(self._night()).gone if old.town == town.key)
        if any(request.path.startswith(f"/{town.key}/documenten/{old.slug}.") for old in gone):
            return html_response("<h1>410 Gone</h1>", 410)
        return _not_found()

    def _site(self, town: Town, title: str, *content: str) -> Response:
        """Write a page; something on it differs at every visit, as the token of a form does."""
        links = {
            "Home": f"/{town.key}/",
            town.page_title: page_path(town),
            "Medewerkers": f"/{town.key}/{PRIVATE}/overzicht",
        }
        menu = element("ul", *(element("li", element("a", text(label), href=path)) for label, path in links.items()))
        token = element("input", type="hidden", name="token", value=f"{next(self._visits):08x}")
        search = element("form", token, element("input", name="q"), action=f"/{town.key}/{SEARCH}")
        main = element("main", element("h1", text(title)), *content)
        footer = element("footer", element("p", text(f"Gemeente {town.name}, {town.address}")))
        return html_response(page(f"{title} | Gemeente {town.name}", element("nav", menu), search, main, footer))


def _listing(town: Town, papers: Iterable[Paper]) -> list[str]:
    portal = '<a href="https://aanbesteden.example/">het landelijke aanbestedingsplatform</a>'
    mail = f'<a href="mailto:inkoop@{town.key}.example">inkoop@{town.key}.example</a>'
    return [
        element("p", text(town.page_intro)),
        _links(town, papers),
        element("p", f"Meer informatie staat op {portal}. Vragen? Mail naar {mail}."),
    ]


def _links(town: Town, papers: Iterable[Paper]) -> str:
    items = (
        element(
            "li",
            element("a", text(_link_text(paper)), href=_document_path(town, paper)),
            element("span", text(f" {dutch_date(paper.current.text.date)}"), class_="datum"),
        )
        for paper in papers
    )
    return element("ul", *items, class_="documenten")


def _calendar(town: Town, month: str) -> list[str]:
    """Write a month of a calendar that has no end, with a link to the next one."""
    year, number = (int(part) if part.isdecimal() else 1 for part in (month.partition("-")[0], month.partition("-")[2]))
    following = f"{year + number // 12:04}-{number % 12 + 1:02}" if year < LAST_YEAR else "2026-11"
    link = element("a", "Volgende maand", href=f"/{town.key}/{CALENDAR}?maand={quote(following)}")
    return [element("p", "Er zijn geen activiteiten."), element("p", link)]


def _document_path(town: Town, paper: Paper) -> str:
    return f"/{town.key}/documenten/{paper.first.slug}{paper.current.file.suffix}"


def _shown(path: str, paper: Paper) -> Shown:
    edition = paper.current
    return Shown(path=path, title=edition.text.title, day=paper.first.date, changed=edition.text.date)


def _newest(path: str, entries: Iterable[Shown]) -> Shown:
    """Name a page that changes with what is on it."""
    day = max((entry.changed for entry in entries), default=date(2026, 1, 1))
    return Shown(path=path, title=path, day=day, changed=day)


def _link_text(paper: Paper) -> str:
    """Return the title with the type and size that such sites put behind it."""
    file = paper.current.file
    return f"{paper.current.text.title} ({file.suffix.removeprefix('.')}, {file.stat().st_size // 1024} kB)"


def _not_found() -> Response:
    return html_response("<h1>404 Not Found</h1>", 404)
