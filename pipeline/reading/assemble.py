"""The answers on one file become its reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.reading.faults import state_of
from pipeline.reading.furniture import without_furniture
from pipeline.reading.headers import with_headers
from pipeline.reading.limits import Limits
from pipeline.reading.wire import Answer, Sheet, Verdict
from pipeline.records import DocumentState, Reading

_MANY_IMAGES = 0.1
"""One photo page in a long report is no loss; more image pages may be scans."""
_MAX_LOSSES = 4
_WHY: tuple[tuple[Verdict, str], ...] = (
    ("scan", "only an image"),
    ("garbled", "unreadable characters"),
    ("failed", "not read"),
)


def reading_of(media_type: str, answers: Sequence[Answer], limits: Limits, *, remark: str = "") -> Reading:
    """Judge a file by the answers on its page ranges; `remark` comes first in the reason."""
    sheets = _latest(answers)
    state, reason = _verdict(answers, sheets, limits)
    margins = [sheet.margins for sheet in sheets]
    kept = () if state == "too_large" else [s.page for s in sheets if s.verdict in ("text", "scan", "blank")]
    return Reading(
        state=state,
        reason="; ".join(filter(None, [remark, reason])),
        media_type=media_type,
        pages=with_headers(without_furniture(kept, margins if any(margins) else None)),
        engine=", ".join(dict.fromkeys(engine for answer in answers for engine in answer.engines)),
        for_ocr=_for_ocr(sheets) if state in ("needs_ocr", "partial") else (),
    )


def _for_ocr(sheets: Sequence[Sheet]) -> tuple[int, ...]:
    return tuple(sheet.page.number for sheet in sheets if sheet.verdict in ("scan", "garbled"))


def _latest(answers: Sequence[Answer]) -> list[Sheet]:
    """Give the best sheet of each page: what was recorded comes in a later answer than what was surveyed."""
    best: dict[int, Sheet] = {}
    for sheet in (sheet for answer in answers for sheet in answer.sheets):
        known = best.get(sheet.page.number)
        if known is None:
            best[sheet.page.number] = sheet
        elif sheet.verdict != "failed" or known.verdict == "failed":
            best[sheet.page.number] = replace(sheet, margins=known.margins)
    return [best[number] for number in sorted(best)]


def _verdict(answers: Sequence[Answer], sheets: Sequence[Sheet], limits: Limits) -> tuple[DocumentState, str]:
    lost = [answer for answer in answers if answer.state not in ("ok", "partial")]
    texts = [sheet for sheet in sheets if sheet.verdict == "text"]
    if lost and not texts:
        return lost[0].state, lost[0].reason
    size = sum(len(line.text) for sheet in sheets for line in sheet.page.lines)
    if size > limits.characters:
        return "too_large", f"{size} characters, limit {limits.characters}"
    losses = [*dict.fromkeys(answer.reason for answer in answers if answer.reason)]
    if len(losses) > _MAX_LOSSES:
        losses[_MAX_LOSSES:] = [f"and {len(losses) - _MAX_LOSSES} more"]
    reason = "; ".join([*losses, *_notes(sheets)])
    return _state(answers, sheets, is_cut=bool(lost)), reason or _emptiness(sheets)


def _state(answers: Sequence[Answer], sheets: Sequence[Sheet], *, is_cut: bool) -> DocumentState:
    count = {verdict: sum(sheet.verdict == verdict for sheet in sheets) for verdict, _ in _WHY}
    texts = sum(sheet.verdict == "text" for sheet in sheets)
    for_ocr = count["scan"] + count["garbled"]
    if for_ocr > texts:
        return "needs_ocr"
    if not texts:
        failed = [sheet.note for sheet in sheets if sheet.verdict == "failed"]
        return state_of(failed[0]) if failed else "no_text"
    incomplete = is_cut or any(answer.state == "partial" for answer in answers)
    if incomplete or count["failed"] or count["garbled"] or count["scan"] > _MANY_IMAGES * len(sheets):
        return "partial"
    return "ok"


def _emptiness(sheets: Sequence[Sheet]) -> str:
    if not sheets:
        return "no pages"
    return "" if any(sheet.verdict == "text" for sheet in sheets) else "no text"


def _notes(sheets: Sequence[Sheet]) -> list[str]:
    """Say which pages gave no text, and what the second engine had to read."""
    notes = []
    for verdict, why in _WHY:
        found = [sheet for sheet in sheets if sheet.verdict == verdict]
        if found:
            pages = _ranges([sheet.page.number for sheet in found])
            detail = next((sheet.note for sheet in found if verdict != "scan" and sheet.note), "")
            notes.append(f"{why}: page {pages} of {len(sheets)}" + (f" ({detail})" if detail else ""))
    second = [sheet for sheet in sheets if sheet.verdict == "text" and sheet.note]
    if second:
        notes.append(f"page {_ranges([sheet.page.number for sheet in second])}: {second[0].note}")
    return notes


def _ranges(numbers: Sequence[int]) -> str:
    """Write page numbers short: `3, 5-9`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
