"""The stages after the crawl: read, tag and detect, put in dossiers, score.

Each step asks the database what is left to do, so that it can be killed and started again at any point.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlite_utils import Database

from models.records import Tags, Text
from pipeline import dossier_store, finding_store, text_store, tie_store
from pipeline.dossier_store import News
from pipeline.opportunities import DETECT_VERSION, Subject, find
from pipeline.originals import Originals
from pipeline.reading import READER_VERSION
from pipeline.reading.gate import load_gate
from pipeline.reading.normalise import join_text
from pipeline.reading.pool import ReadingPool, Request
from pipeline.reading.segment import segment
from pipeline.records import Passage
from pipeline.scoring import Moment, is_recent_change, score


class Tagger(Protocol):
    """What the pipeline needs of the classifier."""

    version: str

    def tag(self, texts: Sequence[Text]) -> list[Tags]:
        """Tag passages in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Processing:
    """What a processing run works with."""

    database: Database
    originals: Originals
    now: datetime
    progress: Callable[[str, int], None] = lambda step, done: None
    """Told the step and how many are done."""


def read_new(work: Processing, pool: ReadingPool) -> int:
    """Read the contents that this reader version has not seen; give the count.

    With another vocabulary only those are read again of which it wants more pages.
    """
    gate = load_gate()
    for gated in text_store.gated_otherwise(work.database, gate.version):
        chosen = gate.chosen([join_text(text) for text in gated.texts], gated.title)
        is_enough = not any(gated.surveyed[index] for index in chosen)
        text_store.mark_gated(work.database, gated.sha256, gate.version, is_enough=is_enough)
    todo = {unread.sha256: unread for unread in text_store.unread(work.database, str(READER_VERSION))}
    requests = [
        Request(path=work.originals.path(sha256), declared_type=unread.media_type, title=unread.title or "")
        for sha256, unread in todo.items()
    ]
    for done, (request, reading) in enumerate(pool.read_many(requests), 1):
        sha256 = request.path.name
        passages = segment(reading.pages, title=todo[sha256].title or "")
        with work.database.atomic():
            text_store.save_reading(work.database, sha256, reading, passages, str(READER_VERSION))
            text_store.mark_gated(work.database, sha256, gate.version)
        work.progress("read", done)
    return len(todo)


def is_judged(database: Database, tagger_version: str) -> bool:
    """Tell whether every document was judged by this version, so that no model needs to be loaded."""
    return not finding_store.unprocessed(database, _judged_with(tagger_version))


def _judged_with(tagger_version: str) -> str:
    return f"{READER_VERSION}/{tagger_version}/{DETECT_VERSION}"


def detect_new(work: Processing, tagger: Tagger) -> int:
    """Tag and judge the documents that are new or changed; give the count."""
    version = _judged_with(tagger.version)
    todo = finding_store.unprocessed(work.database, version)
    for done, document in enumerate(todo, 1):
        subject = document.subject
        passages = text_store.passages(work.database, document.sha256)
        *tags, title_tags = tagger.tag([*_texts(passages, subject), Text(text=subject.title, genre=subject.genre)])
        pairs = list(zip(passages, tags, strict=True))
        finding = find(subject, document.sha256, pairs, title_tags=title_tags)
        with work.database.atomic():
            text_store.save_tags(work.database, document.sha256, tags, version)
            finding_store.save_finding(work.database, subject.document_key, finding, version)
        work.progress("detect", done)
    return len(todo)


def _texts(passages: Sequence[Passage], subject: Subject) -> list[Text]:
    return [
        Text(
            text=passage.text,
            title=subject.title,
            heading=passage.heading,
            genre=subject.genre,
            structure=passage.structure,
        )
        for passage in passages
    ]


def link_and_score(work: Processing) -> News:
    """Make the dossiers of changed municipalities anew and score everything that stands; give the news."""
    today = work.now.date()
    tie_store.tie_new(work.database)
    stale = dossier_store.stale(work.database, today)
    news = sum((dossier_store.rebuild(work.database, code, work.now) for code in stale), News())
    with work.database.atomic():
        for standing in dossier_store.standing(work.database):
            moment = Moment(
                today=today,
                published=standing.published,
                changed=is_recent_change(standing.changed_at, standing.first_seen, today),
                genre=standing.genre,
            )
            scored = score(standing.finding, moment)
            dossier_store.save_scored(work.database, standing.id, scored)
    return news
