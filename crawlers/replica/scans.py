"""A paper as a scanner leaves it: every page a grey picture, a little askew and dusty, without a text layer."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import Any

import pypdfium2
from PIL import Image, ImageChops
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

RESOLUTION = 200
QUALITY = 70
SKEW = (0.3, 0.8)
"""Degrees between which a page lies askew, to either side."""
NOISE = 16
"""Shades of grey by which a dot differs at most."""
DOTS_PER_POINT = RESOLUTION / 72


def scan(paper: bytes, seed: str, *, title: str = "") -> bytes:
    """Turn a PDF into one of pictures; the seed decides on skew and noise, so that the bytes never change."""
    random = Random(seed)
    document = pypdfium2.PdfDocument(paper)
    target = BytesIO()
    canvas = Canvas(target, invariant=1)
    canvas.setTitle(title)
    try:
        for page in document:
            canvas.setPageSize(page.get_size())
            picture = page.render(scale=DOTS_PER_POINT, grayscale=True).to_pil()
            canvas.drawImage(_jpeg(_worn(picture, random)), 0, 0, *page.get_size())
            canvas.showPage()
    finally:
        document.close()
    canvas.save()
    return target.getvalue()


def _worn(picture: Image.Image, random: Random) -> Image.Image:
    angle = random.choice((-1, 1)) * random.uniform(*SKEW)
    turned = picture.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    grain = Image.frombytes("L", turned.size, random.randbytes(turned.width * turned.height))
    # Paper is never quite white, so that the grain shows both ways.
    dimmed = turned.point([round(20 + value * 220 / 255) for value in range(256)])
    return ImageChops.add(dimmed, grain.point([round(value * 2 * NOISE / 255) for value in range(256)]), 1, -NOISE)


def _jpeg(picture: Image.Image) -> Any:
    target = BytesIO()
    picture.save(target, "JPEG", quality=QUALITY)
    return ImageReader(target)
