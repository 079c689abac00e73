"""Ways in which programs write a line of text into a page."""

from __future__ import annotations

from typing import Any

from crawlers.replica.layouts.flow import Hand, Line

OFFSET = 0.3
"""Points by which a glyph is printed beside itself to look bold."""


def whole(canvas: Any, line: Line) -> None:
    """Write the line at once, with its spaces stretched."""
    _write(canvas, line, line.x)


def by_word(canvas: Any, line: Line) -> None:
    """Write every word at its own place, without any space."""
    text, x = _begun(canvas, line), line.x
    for word in line.words:
        text.setTextOrigin(x, line.y)
        text.textOut(word)
        x += line.face.width(word) + line.gap
    canvas.drawText(text)


def by_syllable(canvas: Any, line: Line) -> None:
    """Write pieces of three letters at their own place, across words but without spaces."""
    text, x = _begun(canvas, line), line.x
    for word in line.words:
        for start in range(0, len(word), 3):
            text.setTextOrigin(x + line.face.width(word[:start]), line.y)
            text.textOut(word[start : start + 3])
        x += line.face.width(word) + line.gap
    canvas.drawText(text)


def twice(canvas: Any, line: Line) -> None:
    """Write the line and write it again a hair to the right."""
    _write(canvas, line, line.x)
    _write(canvas, line, line.x + OFFSET)


def twice_by_glyph(canvas: Any, line: Line) -> None:
    """Write every glyph twice before the next one."""
    text, x = _begun(canvas, line), line.x
    for word in line.words:
        for place, glyph in enumerate(word):
            for offset in (0.0, OFFSET):
                text.setTextOrigin(x + line.face.width(word[:place]) + offset, line.y)
                text.textOut(glyph)
        x += line.face.width(word) + line.gap
    canvas.drawText(text)


def spaced(points: float) -> Hand:
    """Give a hand that letter-spaces by so many points."""

    def write(canvas: Any, line: Line) -> None:
        text = _begun(canvas, line)
        text.setCharSpace(points)
        text.textOut(line.text)
        text.setCharSpace(0)
        canvas.drawText(text)

    return write


def spelled(canvas: Any, line: Line) -> None:
    """Write a space behind every letter and three between words, as in `A a n l e i d i n g`."""
    text = _begun(canvas, line)
    text.textOut("   ".join(" ".join(word) for word in line.words))
    canvas.drawText(text)


def ghostly(canvas: Any, line: Line) -> None:
    """Write in text mode 3: there, but not shown."""
    text = _begun(canvas, line)
    text.setTextRenderMode(3)
    text.textOut(line.text)
    text.setTextRenderMode(0)
    canvas.drawText(text)


def white(canvas: Any, line: Line) -> None:
    """Write in the colour of the paper."""
    canvas.saveState()
    canvas.setFillGray(1)
    _write(canvas, line, line.x)
    canvas.restoreState()


def _begun(canvas: Any, line: Line) -> Any:
    text = canvas.beginText()
    text.setFont(line.face.font, line.face.size)
    text.setTextOrigin(line.x, line.y)
    return text


def _write(canvas: Any, line: Line, x: float) -> None:
    text = _begun(canvas, line)
    text.setTextOrigin(x, line.y)
    stretch = line.gap - line.face.width(" ")
    if len(line.words) > 1 and abs(stretch) > 0.001:
        text.setWordSpace(stretch)
    text.textOut(line.text)
    text.setWordSpace(0)
    canvas.drawText(text)
