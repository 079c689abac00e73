"""What every page repeats: running heads, feet and page numbers."""

from __future__ import annotations

from typing import Any

from crawlers.replica.layouts.draft import Form

HEAD, FOOT = 44.0, 36.0
"""Points from the upper and the lower edge."""
SMALL = 8.0


def centred(canvas: Any, form: Form, page: int) -> None:
    """Print only a page number, in the middle below."""
    canvas.setFont(form.face.font, SMALL)
    canvas.drawCentredString(form.paper[0] / 2, FOOT + form.crop, f"- {page + 1} -")


def headed(canvas: Any, form: Form, page: int) -> None:
    """Print the title above a rule, and sender and page number below."""
    width, height = form.paper
    left, right = form.margins[0], width - form.margins[2]
    canvas.setFont(form.face.font, SMALL)
    canvas.drawString(left, height - HEAD, form.title)
    canvas.line(left, height - HEAD - 5, right, height - HEAD - 5)
    canvas.drawString(left, FOOT, "Gemeente Havenstede")
    canvas.drawRightString(right, FOOT, f"Pagina {page + 1} van {form.pages}")


def alternating(canvas: Any, form: Form, page: int) -> None:
    """Print number and title at the outer side: left on even pages, right on odd ones, with the other's place empty."""
    width, height = form.paper
    left, right = form.margins[0], width - form.margins[2]
    canvas.setFont(form.face.font, SMALL)
    if page % 2:
        canvas.drawString(left, height - HEAD, f"{page + 1}   {form.title}")
        canvas.drawString(left, FOOT, "Gemeente Veldhorst | Bestuurszaken")
    else:
        canvas.drawRightString(right, height - HEAD, f"Vergadering van 26 november 2026   {page + 1}")
        canvas.drawRightString(right, FOOT, "Zaaknummer Z26-104410")


def tabbed(canvas: Any, form: Form, page: int) -> None:
    """Print a coloured bar with a white number, and the title along the side."""
    width, height = form.paper
    canvas.saveState()
    canvas.setFillColorRGB(0.1, 0.3, 0.5)
    canvas.rect(width - 34, height / 2, 34, 60, stroke=0, fill=1)
    canvas.setFillGray(1)
    canvas.setFont(form.head.font, 11)
    canvas.drawCentredString(width - 17, height / 2 + 26, str(page + 1))
    canvas.setFillGray(0.4)
    canvas.translate(width - 16, height / 2 - 8)
    canvas.rotate(-90)
    canvas.setFont(form.face.font, SMALL)
    canvas.drawString(0, 0, form.title)
    canvas.restoreState()
