"""The page on which a quote stands, as a picture with the quote marked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from output.queries import MatchRow
from pipeline.originals import Originals

if TYPE_CHECKING:
    from sqlite_utils import Database

DPI = 110
"""A page of A4 fits a screen and is readable."""


class NoPicture(ValueError):
    """The page cannot be drawn; the message says why."""


def save_picture(database: Database, originals: Originals, match: MatchRow, target: Path) -> None:
    """Draw the page of a match with its quote marked, as PNG.

    Raises `NoPicture` when the source is no PDF, or the page cannot be drawn.
    """
    from pipeline.reading.pool import ReadingPool  # noqa: PLC0415  (pulls in the readers)

    row = next(
        database.query(
            """select f.sha256, c.media_type from opportunities o join findings f on f.document_key = o.document_key
               join contents c on c.sha256 = f.sha256 where o.id = ?""",
            [match.id],
        )
    )
    if row["media_type"] != "application/pdf":
        raise NoPicture(f"{match.id} comes from {row['media_type']}, which has no pages to draw")
    marks = tuple(placed.box for placed in match.rects if placed.page == match.page)
    with ReadingPool(workers=1) as pool:
        drawn = pool.picture(originals.path(row["sha256"]), match.page, dpi=DPI, marks=marks)
    if not drawn.picture:
        raise NoPicture(f"page {match.page} of {match.id} cannot be drawn: {drawn.reason}")
    target.write_bytes(drawn.picture)
