"""Plain municipal sites: robots.txt, a page with links to documents, and the documents."""

from __future__ import annotations

from collections.abc import Callable

from crawlers.replica.elements import element, text
from crawlers.replica.exchange import Request, Response, answer_conditionally, html_response, serve_file
from crawlers.replica.library import Library
from crawlers.replica.pages import page
from crawlers.replica.shelf import Paper
from crawlers.replica.towns import Town
from crawlers.replica.wording import dutch_date

PRIVATE = "intern"


def page_path(town: Town) -> str:
    """Return the path of the page that lists the documents."""
    return f"/{town.key}/{town.page}"


class WebsitePortal:
    """Answers the requests to the sites of all towns, each under its own folder."""

    def __init__(self, library: Library, night: Callable[[], int]) -> None:
        self._library = library
        self._night = night

    def __call__(self, request: Request) -> Response:
        """Answer a request."""
        if request.path == "/robots.txt":
            return self._robots()
        for town in self._library.country.towns:
            if request.path == f"/{town.key}" or request.path.startswith(f"/{town.key}/"):
                return self._town(request, town)
        return _not_found()

    def _robots(self) -> Response:
        rules = "".join(f"Disallow: /{town.key}/{PRIVATE}/\n" for town in self._library.country.towns)
        return Response(body=f"User-agent: *\n{rules}".encode(), content_type="text/plain; charset=utf-8")

    def _town(self, request: Request, town: Town) -> Response:
        if request.path.rstrip("/") == f"/{town.key}":
            return html_response(_site(town, "Welkom", element("p", "Alles over wonen, werken en bestuur.")))
        if request.path == page_path(town):
            return html_response(_site(town, town.page_title, *self._listing(town)))
        if request.path.startswith(f"/{town.key}/{PRIVATE}/"):
            return html_response(_site(town, "Intern", element("p", "Alleen voor medewerkers.")))
        return self._document(request, town)

    def _papers(self, town: Town) -> list[Paper]:
        papers = self._library.shelf(self._night()).papers
        return [paper for paper in papers if paper.first.town == town.key and "website" in paper.first.channels]

    def _listing(self, town: Town) -> list[str]:
        items = (
            element(
                "li",
                element("a", text(_link_text(paper)), href=_document_path(town, paper)),
                element("span", text(f" {dutch_date(paper.current.text.date)}"), class_="datum"),
            )
            for paper in self._papers(town)
        )
        portal = '<a href="https://aanbesteden.example/">het landelijke aanbestedingsplatform</a>'
        mail = f'<a href="mailto:inkoop@{town.key}.example">inkoop@{town.key}.example</a>'
        return [
            element("p", text(town.page_intro)),
            element("ul", *items, class_="documenten"),
            element("p", f"Meer informatie staat op {portal}. Vragen? Mail naar {mail}."),
        ]

    def _document(self, request: Request, town: Town) -> Response:
        for paper in self._papers(town):
            if request.path == _document_path(town, paper):
                edition = paper.current
                return answer_conditionally(request, serve_file(edition.file, edition.media_type, edition.modified))
        gone = (old for old, _ in self._library.shelf(self._night()).gone if old.town == town.key)
        if any(request.path.startswith(f"/{town.key}/documenten/{old.slug}.") for old in gone):
            return html_response("<h1>410 Gone</h1>", 410)
        return _not_found()


def _document_path(town: Town, paper: Paper) -> str:
    return f"/{town.key}/documenten/{paper.first.slug}{paper.current.file.suffix}"


def _link_text(paper: Paper) -> str:
    """Return the title with the type and size that such sites put behind it."""
    file = paper.current.file
    return f"{paper.current.text.title} ({file.suffix.removeprefix('.')}, {file.stat().st_size // 1024} kB)"


def _site(town: Town, title: str, *content: str) -> str:
    links = {
        "Home": f"/{town.key}/",
        town.page_title: page_path(town),
        "Medewerkers": f"/{town.key}/{PRIVATE}/overzicht",
    }
    menu = element("ul", *(element("li", element("a", text(label), href=path)) for label, path in links.items()))
    main = element("main", element("h1", text(title)), *content)
    footer = element("footer", element("p", text(f"Gemeente {town.name}, {town.address}")))
    return page(f"{title} | Gemeente {town.name}", element("nav", menu), main, footer)


def _not_found() -> Response:
    return html_response("<h1>404 Not Found</h1>", 404)
