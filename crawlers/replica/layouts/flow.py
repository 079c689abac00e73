"""Text in frames: paragraphs are broken to lines that run from frame to frame and from page to page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from crawlers.replica.columns import breaks
from crawlers.replica.layouts.faces import Face

LEAST_WIDTH = 60.0
"""Beside a notch no line is set in less."""
WORD = re.compile(r"(\W*)(\w+)(\W*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line with its place: page from 0, left end and baseline in points from the lower left corner."""

    page: int
    x: float
    y: float
    words: tuple[str, ...]
    face: Face
    gap: float
    """Points between two words."""
    hand: Hand

    @property
    def text(self) -> str:
        """The words as they are printed."""
        return " ".join(self.words)

    @property
    def width(self) -> float:
        """How many points the line takes."""
        return sum(map(self.face.width, self.words)) + self.gap * (len(self.words) - 1)


Hand = Callable[[Any, Line], None]
"""Writes a line on a canvas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notch:
    """A part of the height where a frame is narrower at one side."""

    top: float
    bottom: float
    left: float = 0.0
    right: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A place for text on a page."""

    left: float
    top: float
    width: float
    bottom: float
    notches: tuple[Notch, ...] = ()

    def span(self, y: float, height: float) -> tuple[float, float]:
        """Return left end and width of a line with this baseline."""
        cuts = [notch for notch in self.notches if notch.bottom < y + height and y - height / 3 < notch.top]
        left, right = (max((getattr(cut, side) for cut in cuts), default=0.0) for side in ("left", "right"))
        return self.left + left, self.width - left - right


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a paragraph is set."""

    face: Face
    hand: Hand
    justified: bool = False
    hyphen: str = ""
    """What a broken word ends with; empty: words are not broken."""
    first: float = 0.0
    """Points by which the first line is set in."""
    others: float = 0.0
    above: float = 0.0
    """Points above the paragraph, unless it begins a frame."""
    keep: float = 0.0
    """Points that must be free in the frame for the paragraph to begin there."""
    spell: Callable[[str], str] = str
    label: str = ""
    """What stands before the first line."""
    hang: float = 0.0
    """Points between the label and the first line; 0: the label stands at the left end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    page: int
    frame: int
    x: float
    y: float
    width: float


@dataclass(slots=True)
class Flow:
    """Sets paragraphs in the frames of the pages, in order."""

    plan: Callable[[int], Sequence[Frame]]
    pages: int
    page: int = 0
    lines: list[Line] = field(default_factory=list)
    _frame: int = 0
    _y: float | None = None
    """The baseline of the last line; nothing is in the frame without one."""

    @property
    def y(self) -> float:
        """The lower edge of what stands in the frame."""
        frames = self.plan(self.page)
        return self._y if self._y is not None else frames[self._frame].top

    def put(self, text: str, setting: Setting) -> list[Line] | None:
        """Set a paragraph and return its lines; nothing is set when the last frame cannot hold all of it."""
        spots = self._spots(setting)
        lines: list[Line] = []
        last = None
        words = setting.spell(text).split()
        while words:
            last = next(spots, None)
            if last is None:
                return None
            lines.append(_line(words, last, setting, is_first=not lines))
        if last and setting.label:
            first = lines[0]
            place = (first.page, first.x - (setting.hang or setting.first), first.y)
            lines.insert(0, _made(place, (setting.label,), setting))
        if last:
            self.page, self._frame, self._y = last.page, last.frame, last.y
        self.lines += lines
        return lines

    def turn(self) -> bool:
        """Go on at the top of the next page; false when there is none."""
        if self.page + 1 >= self.pages:
            return False
        self.page, self._frame, self._y = self.page + 1, 0, None
        return True

    def lower(self, points: float) -> None:
        """Leave so many points free under what stands in the frame."""
        self._y = self.y - points

    def move(self, page: int, y: float) -> None:
        """Go on under a height in the first frame of a page."""
        self.page, self._frame, self._y = page, 0, y

    def _spots(self, setting: Setting) -> Iterator[_Spot]:
        height = setting.face.size
        y, above, need = self._y, setting.above, setting.keep
        for page in range(self.page, self.pages):
            frames = self.plan(page)
            for number in range(self._frame if page == self.page else 0, len(frames)):
                frame = frames[number]
                y = frame.top - height if y is None else y - above - setting.face.leading
                if y - need < frame.bottom:
                    y = None
                    continue
                while y >= frame.bottom:
                    x, width = frame.span(y, height)
                    if width >= min(LEAST_WIDTH, frame.width):
                        need = above = 0.0
                        yield _Spot(page=page, frame=number, x=x, y=y, width=width)
                    y -= setting.face.leading
                y = None


def alone(page: int, frame: Frame) -> Flow:
    """Give a flow that has one frame on one page."""
    return Flow(plan=lambda _: (frame,), pages=page + 1, page=page)


def _line(words: list[str], spot: _Spot, setting: Setting, *, is_first: bool) -> Line:
    """Take as many words as the line holds from the front of the list."""
    face, indent = setting.face, setting.first if is_first else setting.others
    room, space = spot.width - indent, face.width(" ")
    taken = [words.pop(0)]
    used = face.width(taken[0])
    while words and used + space + face.width(words[0]) <= room:
        used += space + face.width(words[0])
        taken.append(words.pop(0))
    if words and setting.hyphen and (parts := _broken(words[0], room - used - space, setting)):
        taken.append(parts[0])
        words[0] = parts[1]
        used += space + face.width(parts[0])
    gap = space
    if setting.justified and words and len(taken) > 1:
        gap += (room - used) / (len(taken) - 1)
    return _made((spot.page, spot.x + indent, spot.y), tuple(taken), setting, gap=gap)


def _made(place: tuple[int, float, float], words: tuple[str, ...], setting: Setting, *, gap: float = 0.0) -> Line:
    page, x, y = place
    return Line(page=page, x=x, y=y, words=words, face=setting.face, gap=gap, hand=setting.hand)


def _broken(word: str, room: float, setting: Setting) -> tuple[str, str] | None:
    match = WORD.fullmatch(word)
    if match is None:
        return None
    before, core, after = match.groups()
    for head, tail in breaks(core):
        if setting.face.width(before + head + setting.hyphen) <= room:
            return before + head + setting.hyphen, tail + after
    return None
