"""Text of scanned pages by tesseract: words with their place and confidence become lines in reading order."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from statistics import linear_regression, median

from pipeline.reading.blocks import blocks_of, lines_of
from pipeline.reading.layout import regions
from pipeline.reading.normalise import clean
from pipeline.reading.words import Word
from pipeline.records import Line, Page

DPI = 200
"""More costs time and gives the same words."""
LANGUAGE = "nld"
_MEMORY_BYTES = 1_073_741_824
_POINTS = 72 / DPI
_WORD_LEVEL = "5"
_LEAST_CONFIDENCE = 20.0
"""Specks and lines that tesseract takes for letters have less."""
_LONG_LINE = 5
"""Words that show in which direction a line goes."""
_LARGER = 1.3
"""A line is as high as its letters: only what is much higher than usual is larger print."""
_INKED = 0.8
"""The letters of a line reach over so much of the size of their print."""
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX")


class NotRecognised(Exception):
    """Tesseract gave no answer; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedWord:
    """A word on a scan: its place in PDF points from the top left, and how sure tesseract is (0-100)."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float
    line: int
    """Words with the same number stand on one line."""


@cache
def engine() -> str:
    """Name tesseract with its version; empty where it, or its Dutch, is not installed."""
    if shutil.which("tesseract") is None:
        return ""
    version = _output(["tesseract", "--version"]).split()
    return f"tesseract {version[1]}" if LANGUAGE in _output(["tesseract", "--list-langs"]).split() else ""


def recognise(picture: bytes, seconds: float) -> tuple[ScannedWord, ...]:
    """Read a PNG of 200 dpi, in a process of its own with bounded memory and time.

    Raises `NotRecognised` when tesseract fails or takes longer.
    """
    limits = ["prlimit", f"--as={_MEMORY_BYTES}", f"--cpu={int(seconds) + 1}", "--core=0"]
    command = ["tesseract", "stdin", "stdout", "-l", LANGUAGE, "--dpi", str(DPI), "tsv"]
    try:
        done = subprocess.run(  # noqa: S603  (a fixed command; the picture comes in on stdin)
            [*limits, *command], input=picture, capture_output=True, timeout=seconds, env=_environment(), check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NotRecognised(f"took more than {seconds:g} s") from error
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise NotRecognised(f"tesseract ended with {done.returncode}: {' '.join(last)[:160]}")
    return tuple(_words(done.stdout.decode(errors="replace").splitlines()))


def page_of(number: int, words: Sequence[ScannedWord]) -> Page:
    """Put the words of a scan in reading order, with their mean confidence (0-1)."""
    slope = _slope(words)
    lines: list[Line] = []
    for rows in regions(list(_placed(words, slope))):
        first = lines[-1].block + 1 if lines else 1
        lines += [_askew(line, slope) for line in lines_of(blocks_of(rows), first, lambda box: box)]
    letters = sum(len(word.text) for word in words)
    sure = sum(word.confidence * len(word.text) for word in words) / max(1, letters)
    return Page(number=number, method="ocr", lines=tuple(lines), confidence=round(sure / 100, 3))


def _words(rows: Iterable[str]) -> Iterator[ScannedWord]:
    places: dict[tuple[str, ...], int] = {}
    for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
        text, confidence = clean(row["text"] or ""), float(row["conf"])
        if row["level"] != _WORD_LEVEL or confidence < _LEAST_CONFIDENCE or not text:
            continue
        left, top, width, height = (float(row[name]) * _POINTS for name in ("left", "top", "width", "height"))
        line = places.setdefault((row["block_num"], row["par_num"], row["line_num"]), len(places))
        yield ScannedWord(
            text=text, x0=left, top=top, x1=left + width, bottom=top + height, confidence=confidence, line=line
        )


def _slope(words: Sequence[ScannedWord]) -> float:
    """Tell how much the lines go down to the right, in points per point: paper lies askew on a copier."""
    slopes = [
        linear_regression([word.x0 for word in line], [word.bottom for word in line]).slope
        for line in _lines(words)
        if len(line) >= _LONG_LINE
    ]
    return median(slopes) if slopes else 0.0


def _placed(words: Sequence[ScannedWord], slope: float) -> Iterator[Word]:
    """Give the words as the layout knows words, where they would stand on a page that lies straight.

    A dash is not as high as a bracket: all words of a line reach as high and as low as most of them.
    """
    lines = [(line, *_reach(line, slope)) for line in _lines(words)]
    usual = median(bottom - top for line, top, bottom in lines for _ in line) if lines else 0.0
    for line, top, bottom in lines:
        size = (bottom - top if bottom - top > _LARGER * usual else usual) / _INKED
        shift = slope * (top + bottom) / 2
        for word in line:
            x0, x1 = word.x0 + shift, word.x1 + shift
            yield Word(text=word.text, x0=x0, top=top, x1=x1, bottom=bottom, size=size, bold=False, font="")


def _reach(line: Sequence[ScannedWord], slope: float) -> tuple[float, float]:
    tops = sorted(word.top - slope * word.x0 for word in line)
    bottoms = sorted(word.bottom - slope * word.x0 for word in line)
    return tops[len(tops) // 4], bottoms[-1 - len(bottoms) // 4]


def _lines(words: Sequence[ScannedWord]) -> Iterable[list[ScannedWord]]:
    lines: dict[int, list[ScannedWord]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    return lines.values()


def _askew(line: Line, slope: float) -> Line:
    """Give a line of a page that lies straight its place on the scan."""
    if line.box is None:
        return line
    x0, top, x1, bottom = line.box
    left, right, shift = slope * x0, slope * x1, slope * (top + bottom) / 2
    box = (x0 - shift, top + min(left, right), x1 - shift, bottom + max(left, right))
    return replace(line, box=box, starts=tuple([round(start - shift, 1) for start in line.starts]))


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return kept | {"OMP_THREAD_LIMIT": "1"}


def _output(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    return done.stdout
