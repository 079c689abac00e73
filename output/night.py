"""One night: crawl, read, judge, tell. Each step can be killed and started again."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

from output.config import Config
from output.plan import crawl_plan
from output.post import post_digests
from pipeline.database import open_database, utc
from pipeline.ledger import close_interrupted
from pipeline.originals import Originals
from pipeline.runs import end_interrupted, enter_step, finish_run, start_run
from pipeline.store import Store

OK, PARTLY, NOTHING, LOCKED = 0, 3, 4, 75


class AlreadyRunning(Exception):
    """Another run holds the lock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What the steps of one run share."""

    config: Config
    database: Database
    run_id: int
    now: datetime
    progress: Callable[[str, int], None]

    @property
    def originals(self) -> Originals:
        """Where the bytes stand."""
        return Originals(self.config.originals)


@contextmanager
def locked(config: Config) -> Iterator[None]:
    """Hold the lock of this data folder; it dies with the process. Raises `AlreadyRunning`."""
    config.data.mkdir(parents=True, exist_ok=True)
    with (config.data / "radar.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(f"another run works on {config.data}") from error
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def begun(config: Config, now: datetime, progress: Callable[[str, int], None]) -> Iterator[Night]:
    """Open the database and a run, after tidying up what a killed run left."""
    with closing(open_database(config.database)) as database:
        yield _started(config, database, now, progress)


def _started(config: Config, database: Database, now: datetime, progress: Callable[[str, int], None]) -> Night:
    clock = utc(datetime.now(UTC))
    run_id = start_run(database, started=clock, now=utc(now))
    close_interrupted(database, before_run=run_id, now=utc(now))
    if end_interrupted(database, before_run=run_id, finished=clock):
        held = {row["sha256"] for row in database.query("select sha256 from contents")}
        Originals(config.originals).sweep(held)
    return Night(config=config, database=database, run_id=run_id, now=now, progress=progress)


def crawl_step(night: Night) -> int:
    """Crawl every source; give OK, PARTLY (a source failed or raised an alarm) or NOTHING."""
    from crawlers.crawl import crawl  # noqa: PLC0415  (Scrapy is slow to import)

    enter_step(night.database, night.run_id, "crawl")
    store = Store(night.database, night.run_id, utc(night.now))
    results = crawl(crawl_plan(night.config, store, night.originals, night.now.date()))
    if all(result.failed for result in results):
        return NOTHING
    alarms = next(iter(night.database.query("select count(*) as n from issues where run_id = ?", [night.run_id])))
    return PARTLY if alarms["n"] or any(result.failed for result in results) else OK


def process_step(night: Night) -> dict[str, object]:
    """Read, tag, detect, link and score what is new; give what the report tells of it."""
    from models.tagger import LEXICON, load_tagger, tagger_version  # noqa: PLC0415
    from pipeline.reading.limits import ScanLimits  # noqa: PLC0415
    from pipeline.reading.pool import ReadingPool  # noqa: PLC0415
    from pipeline.run import Processing, detect_new, is_judged, link_and_score, read_new  # noqa: PLC0415
    from pipeline.scans import read_scans  # noqa: PLC0415

    enter_step(night.database, night.run_id, "process")
    work = Processing(database=night.database, originals=night.originals, now=night.now, progress=night.progress)
    with ReadingPool(workers=night.config.reading.workers or os.cpu_count() or 1) as pool:
        read_new(work, pool)
        read_scans(work, pool, ScanLimits(**night.config.ocr.model_dump()))
    version = tagger_version()
    if not is_judged(night.database, version):
        tagger = load_tagger()
        version = tagger.version
        if tagger.engine == LEXICON:
            sys.stderr.write(f"kansenradar: the vocabulary alone tags: {tagger.why}; run `kansenradar train`\n")
        detect_new(work, tagger)
    news = link_and_score(work)
    return {"tagger": version, "new": news.new, "changed": news.changed}


def digest_step(night: Night) -> int:
    """Tell each subscriber what is new; PARTLY when a mail could not be sent."""
    enter_step(night.database, night.run_id, "digest")
    report = post_digests(night.database, night.config, night.now)
    return PARTLY if report.postponed or report.failed or report.unknown else OK


def close(night: Night, exit_code: int, told: dict[str, object]) -> None:
    """Write the report of the run and end it."""
    finish_run(
        night.database,
        night.run_id,
        finished=utc(datetime.now(UTC)),
        exit_code=exit_code,
        summary=_counts(night.database, night.run_id) | told,
    )


def _counts(database: Database, run_id: int) -> dict[str, object]:
    """Count URLs per state, documents per state and issues per kind."""

    def counts(query: str, *parameters: object) -> dict[str, int]:
        return {row["name"]: row["n"] for row in database.query(query, list(parameters))}

    return {
        "ledger": counts("select state as name, count(*) as n from ledger_entries where run_id = ? group by 1", run_id),
        "documents": counts("select coalesce(state, 'unread') as name, count(*) as n from contents group by 1"),
        "issues": counts("select kind as name, count(*) as n from issues where run_id = ? group by 1", run_id),
    }
