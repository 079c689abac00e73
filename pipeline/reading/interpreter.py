"""pdfminer's interpreter with a faster reader of operations; a page with unusual content goes the usual way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import stream_value
from pdfminer.utils import MATRIX_IDENTITY

from pipeline.reading.device import PageDevice
from pipeline.reading.tokens import INLINE_IMAGE, UnusualContentError, operations

_SIGNS = {"_a": "*", "_w": '"', "_q": "'"}
_WITHOUT_EFFECT = frozenset(
    ("BMC", "BDC", "EMC", "MP", "DP", "BX", "EX", "ET", "J", "j", "M", "d", "ri", "i", "gs", "W", "W*", "sh", "F")
)
"""Operators that change nothing that is collected; only their operands are taken."""


class LeanInterpreter(PDFPageInterpreter):
    """Interprets the content of a page; raises UnusualContentError where it cannot, perhaps half-way."""

    device: PageDevice

    def pop(self, n: int) -> list[Any]:
        """Take the last operands from the stack."""
        taken = self.argstack[-n:] if n else []
        del self.argstack[len(self.argstack) - len(taken) :]
        return taken

    def execute(self, streams: Sequence[object]) -> None:
        """Run the operations of the streams, but for streams that are being run already."""
        self.stream_ids.clear()
        contents = []
        for item in streams:
            stream = stream_value(item)
            if stream.objid is not None and stream.objid not in self.parent_stream_ids:
                self.stream_ids.add(stream.objid)
                contents.append(stream.get_data())
        for operator, operands in operations(b"\n".join(contents), _COUNTS, self.argstack):
            _METHODS[operator](self, *operands)

    def do_TJ(self, seq: Any) -> None:
        """Show text."""
        if self.textstate.font is not None:
            self.device.render_string(self.textstate, seq, None, self.graphicstate)

    def do_re(self, x: Any, y: Any, w: Any, h: Any) -> None:
        """Append a rectangle to the path."""
        right, top = x + w, y + h
        self.curpath += (("m", x, y), ("l", right, y), ("l", right, top), ("l", x, top), ("h",))

    def do_inline_image(self) -> None:
        """Describe the place of an image that stands in the content itself."""
        self.device.begin_figure("inline", (0, 0, 1, 1), MATRIX_IDENTITY)
        self.device.render_image("inline", None)
        self.device.end_figure("inline")


def run_page(device: PageDevice, page: PDFPage) -> None:
    """Have the device collect the objects of the page."""
    try:
        LeanInterpreter(device.rsrcmgr, device).process_page(page)
    except (UnusualContentError, TypeError):
        # An operand of the wrong kind is unusual as well; pdfminer checks each.
        device.clear()
        PDFPageInterpreter(device.rsrcmgr, device).process_page(page)


def _nothing(interpreter: LeanInterpreter, *operands: object) -> None:
    pass


def _operators() -> dict[bytes, tuple[Callable[..., None], int]]:
    found: dict[bytes, tuple[Callable[..., None], int]] = {INLINE_IMAGE: (LeanInterpreter.do_inline_image, 0)}
    for name in dir(PDFPageInterpreter):
        operator = name.removeprefix("do_")
        for ending, sign in _SIGNS.items():
            operator = operator.replace(ending, sign)
        if name.startswith("do_") and operator not in ("BI", "ID", "EI"):
            method = getattr(LeanInterpreter, name)
            effect = _nothing if operator in _WITHOUT_EFFECT else method
            found[operator.encode()] = effect, method.__code__.co_argcount - 1
    return found


_METHODS = {operator: method for operator, (method, _) in _operators().items()}
_COUNTS = {operator: count for operator, (_, count) in _operators().items()}
