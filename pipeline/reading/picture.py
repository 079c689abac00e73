"""A page of a PDF as a picture: for tesseract, and for people with a quote marked."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pypdfium2
from PIL import Image, ImageDraw

from pipeline.reading import media
from pipeline.reading.wire import Answer, Task
from pipeline.records import Box

_MOST_PIXELS = 40_000_000
"""A poster is drawn smaller: A4 at 200 dpi has 3.9 million."""
_MARK = (255, 214, 0, 110)
_POINTS_PER_INCH = 72


def draw(content: bytes, task: Task) -> Answer:
    """Draw the page of the task at so many dots per inch, in grey unless something is marked."""
    if task.media_type != media.PDF:
        return Answer(state="unsupported", reason=f"{task.media_type} has no pages to draw")
    document = pypdfium2.PdfDocument(content)
    (number,) = task.pages
    if not 1 <= number <= len(document):
        return Answer(state="broken", reason=f"there is no page {number}; the file has {len(document)}")
    page = document[number - 1]
    width, height = page.get_size()
    scale = min(task.dpi / _POINTS_PER_INCH, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    picture = page.render(scale=scale, grayscale=not task.marks).to_pil()
    if task.marks:
        picture = _marked(picture, task.marks, scale)
    target = BytesIO()
    picture.save(target, "PNG", compress_level=1)
    return Answer(state="ok", page_count=len(document), picture=target.getvalue())


def _marked(picture: Image.Image, marks: Sequence[Box], scale: float) -> Image.Image:
    """Lay a see-through colour over the rectangles."""
    layer = Image.new("RGBA", picture.size)
    pen = ImageDraw.Draw(layer)
    for x0, top, x1, bottom in marks:
        pen.rectangle((x0 * scale - 2, top * scale - 2, x1 * scale + 2, bottom * scale + 2), fill=_MARK)
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")
